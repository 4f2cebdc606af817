// What is edited with mouse or finger, as terra-draw gives it, on a canvas above the map: a hand that drags has
// a few shapes drawn anew, and not the map beneath.

import { TerraDrawExtend } from "../vendor/terra-draw/terra-draw.mjs";
import { TerraDrawMapLibreGLAdapter } from "../vendor/terra-draw/adapter.mjs";
import { handlesShown } from "./handles.mjs";

const TILE_PX = 512; // the world at zoom 0

export class HandAdapter extends TerraDrawMapLibreGLAdapter {
  constructor({ map }) {
    super({ map });
    Object.assign(this, { map, features: [] });
    this.canvas = document.createElement("canvas");
    this.canvas.className = "draw-hand";
    this.canvas.setAttribute("aria-hidden", "true");
    // Kept out of graphics memory: without a graphics card each line drawn there costs as much as the whole map
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
    map.getCanvasContainer().append(this.canvas);
    ["move", "resize"].forEach((each) => map.on(each, () => this.paint()));
  }

  // Its own would put sources and layers on the map
  register(callbacks) {
    TerraDrawExtend.TerraDrawBaseAdapter.prototype.register.call(this, callbacks);
    callbacks.onReady?.();
  }

  render({ created, updated, unchanged }, styling) {
    this.features = [...created, ...updated, ...unchanged];
    this.styling = styling;
    this.soon ||= requestAnimationFrame(() => this.paint());
  }

  clear() {
    this.features = [];
    this.paint();
  }

  paint() {
    cancelAnimationFrame(this.soon);
    this.soon = null;
    this.size();
    const place = this.projection();
    const drawn = this.features.filter(handlesShown(this.features, place)).map((feature) => ({ feature, look: this.styling[feature.properties.mode](feature) }));
    drawn.sort((a, b) => a.look.zIndex - b.look.zIndex);
    const { pen } = this;
    for (const { feature: { geometry }, look } of drawn) {
      pen.beginPath();
      if (geometry.type === "Point") this.dot(place(geometry.coordinates), look);
      else if (geometry.type === "LineString") {
        this.along(geometry.coordinates.map(place));
        this.stroke(look.lineStringColor, look.lineStringWidth, look.lineStringOpacity);
      } else {
        this.along(geometry.coordinates[0].map(place));
        pen.closePath();
        pen.globalAlpha = look.polygonFillOpacity;
        pen.fillStyle = look.polygonFillColor;
        pen.fill();
        this.stroke(look.polygonOutlineColor, look.polygonOutlineWidth, look.polygonOutlineOpacity);
      }
    }
  }

  // As large as the map and as sharp as the screen; empty
  size() {
    const { clientWidth, clientHeight } = this.map.getCanvas();
    const fine = window.devicePixelRatio;
    const [width, height] = [Math.round(clientWidth * fine), Math.round(clientHeight * fine)];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.pen.setTransform(1, 0, 0, 1, 0, 0);
    this.pen.clearRect(0, 0, width, height);
    this.pen.setTransform(fine, 0, 0, fine, 0, 0);
    this.pen.lineJoin = "round";
  }

  // From longitude and latitude to pixels: the map is never turned or tilted, so that one point of it and its zoom are enough
  projection() {
    const scale = TILE_PX * 2 ** this.map.getZoom();
    const middle = this.map.getCenter();
    const at = this.map.project(middle);
    const [east, south] = mercator([middle.lng, middle.lat]);
    return (corner) => {
      const [x, y] = mercator(corner);
      return [at.x + (x - east) * scale, at.y + (y - south) * scale];
    };
  }

  along(corners) {
    corners.forEach(([x, y], at) => (at ? this.pen.lineTo(x, y) : this.pen.moveTo(x, y)));
  }

  stroke(colour, width, opacity = 1) {
    Object.assign(this.pen, { globalAlpha: opacity, strokeStyle: colour, lineWidth: width });
    this.pen.stroke();
  }

  dot([x, y], look) {
    const { pen } = this;
    const { pointOpacity = 1, pointOutlineOpacity = 1 } = look;
    pen.arc(x, y, look.pointWidth + look.pointOutlineWidth / 2, 0, 2 * Math.PI);
    Object.assign(pen, { globalAlpha: pointOpacity, fillStyle: look.pointColor });
    pen.fill();
    this.stroke(look.pointOutlineColor, look.pointOutlineWidth, pointOutlineOpacity);
  }
}

// Parts of the world's width east of the date line and south of the northern edge
function mercator([lng, lat]) {
  return [0.5 + lng / 360, 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)];
}
