// Drawing with mouse or finger on the map: terra-draw holds one feature for each ring that can be edited.

import { TerraDraw, TerraDrawCircleMode, TerraDrawFreehandMode, TerraDrawLineStringMode, TerraDrawPolygonMode, TerraDrawRectangleMode, TerraDrawSelectMode } from "../vendor/terra-draw/terra-draw.mjs";
import { HandAdapter } from "./hand.mjs";
import { ringsOf, rounded } from "./rings.mjs";

const DRAWS = { polygon: "polygon", rectangle: "rectangle", circle: "circle", freehand: "freehand", split: "linestring" };
const MOST_CORNERS = 1500; // of one ring that is edited corner by corner: more handles than that hide the shape
const INK = { light: { add: "#0b55b5", subtract: "#8a2747", chosen: "#1d2830", handle: "#ffffff" }, dark: { add: "#8fbcff", subtract: "#eba9b8", chosen: "#f1f5f7", handle: "#12181c" } };
const SNAP_PX = 14;

const nameOf = (part, [p, r]) => `${part.id}/${p}/${r}`;
const same = (a, b) => a.length === b.length && a.every((corner, i) => corner[0] === b[i][0] && corner[1] === b[i][1]);

export class Sketch {
  // told: {drawn(kind, ring), line(coordinates), ring(partId, at, ring, moved), dragging(features), chose(partId), cancelled()}
  constructor(map, theme, points, told) {
    Object.assign(this, { theme, points, told, tool: "select", shown: [], snap: true });
    this.hand = new HandAdapter({ map });
    this.draw = new TerraDraw({
      adapter: this.hand,
      idStrategy: { isValidId: (id) => typeof id === "string", getId: () => `new${(this.made = (this.made || 0) + 1)}` },
      modes: this.modes(),
    });
    this.draw.start();
    this.draw.setMode("select");
    this.draw.on("finish", (id, { action, mode }) => this.finished(id, action, mode));
    this.draw.on("change", (ids, type, context) => this.changed(ids, type, context));
    this.draw.on("select", (id) => this.quiet || this.told.chose(this.partOf(id)));
    this.draw.on("deselect", () => this.quiet || this.told.chose(null));
    this.canvas = map.getCanvas();
    this.canvas.addEventListener("keyup", (event) => event.key === "Escape" && this.tool !== "select" && this.told.cancelled());
  }

  modes() {
    const ink = (feature) => INK[this.theme][feature.properties.operation === "subtract" ? "subtract" : "add"];
    const styles = {
      fillColor: ink, outlineColor: ink, fillOpacity: (feature) => (feature.properties.hole ? 0 : 0.08), outlineWidth: 2, outlineOpacity: 0.9,
      closingPointColor: () => INK[this.theme].handle, closingPointOutlineColor: ink, closingPointWidth: 6, closingPointOutlineWidth: 2,
      snappingPointColor: ink, lineStringColor: ink, lineStringWidth: 2,
    };
    const snapping = { toCoordinate: true, toLine: true, toCustom: (event, { project }) => this.nearPoint(event, project) };
    const chosen = () => INK[this.theme].chosen, handle = () => INK[this.theme].handle;
    const corners = { draggable: true, midpoints: { draggable: true }, deletable: true, snappable: snapping };
    this.snapping = snapping;
    return [
      new TerraDrawPolygonMode({ styles, snapping }),
      new TerraDrawRectangleMode({ styles }),
      new TerraDrawCircleMode({ styles, segments: 128 }),
      new TerraDrawFreehandMode({ styles, minDistance: 12 }),
      new TerraDrawLineStringMode({ styles, snapping }),
      new TerraDrawSelectMode({
        dragEventThrottle: 1000, // terra-draw leaves out every so many-th of them
        keyEvents: { deselect: "Escape", delete: null, rotate: null, scale: null },
        flags: {
          polygon: { feature: { draggable: true, selfIntersectable: true, coordinates: corners } },
          circle: { feature: { draggable: true, coordinates: { resizable: "center" } } },
        },
        styles: {
          selectedPolygonColor: ink, selectedPolygonFillOpacity: 0.16, selectedPolygonOutlineColor: chosen, selectedPolygonOutlineWidth: 2.5,
          selectionPointColor: handle, selectionPointOutlineColor: chosen, selectionPointWidth: 6, selectionPointOutlineWidth: 2,
          midPointColor: chosen, midPointOutlineColor: handle, midPointWidth: 4, midPointOutlineWidth: 1, midPointOpacity: 0.8,
        },
      }),
    ];
  }

  // A service close to the pointer
  nearPoint({ containerX, containerY }, project) {
    let best = SNAP_PX, found;
    for (const point of this.points()) {
      const { x, y } = project(point[0], point[1]);
      const away = Math.hypot(x - containerX, y - containerY);
      if (away < best) [best, found] = [away, point];
    }
    return this.snap ? found : undefined;
  }

  setSnap(on) {
    this.snap = on;
    const snapping = on ? this.snapping : { toCoordinate: false, toLine: false };
    ["polygon", "linestring"].forEach((mode) => this.draw.updateModeOptions(mode, { snapping }));
    const coordinates = { draggable: true, midpoints: { draggable: true }, deletable: true, snappable: on ? this.snapping : false };
    this.draw.updateModeOptions("select", { flags: { polygon: { feature: { draggable: true, selfIntersectable: true, coordinates } } } });
  }

  // 'select', one of DRAWS, or any other word: then the map is only looked at
  use(tool) {
    this.tool = tool;
    this.quietly(() => this.draw.setMode(DRAWS[tool] || (tool === "select" ? "select" : "static")));
    if (tool === "select" && this.chosenPart) this.choose(this.chosenPart);
  }

  quietly(work) {
    const before = this.quiet;
    this.quiet = true;
    try {
      work();
    } finally {
      this.quiet = before;
    }
  }

  partOf(id) {
    return String(id).split("/")[0];
  }

  // Bring the features in step with the parts; those that are as they should be are left alone
  show(parts) {
    const wanted = new Map();
    for (const part of parts)
      for (const { at, ring } of ringsOf(part.geometry)) {
        if (ring.length - 1 > MOST_CORNERS) continue;
        const mode = part.kind === "circle" && !at[1] ? "circle" : "polygon";
        wanted.set(nameOf(part, at), { ring: rounded(ring), properties: { mode, operation: part.operation, hole: at[1] > 0 } });
      }
    this.quietly(() => {
      const gone = this.shown.filter((id) => {
        const feature = this.draw.hasFeature(id) && this.draw.getSnapshotFeature(id);
        const want = wanted.get(id);
        return feature && (!want || want.properties.mode !== feature.properties.mode || want.properties.operation !== feature.properties.operation);
      });
      if (gone.length) this.remove(gone);
      const missing = [];
      for (const [id, { ring, properties }] of wanted) {
        const feature = this.draw.hasFeature(id) && this.draw.getSnapshotFeature(id);
        if (!feature) missing.push({ type: "Feature", id, properties, geometry: { type: "Polygon", coordinates: [ring] } });
        else if (!same(feature.geometry.coordinates[0], ring)) this.draw.updateFeatureGeometry(id, { type: "Polygon", coordinates: [ring] });
      }
      const refused = missing.length ? this.draw.addFeatures(missing).filter(({ valid }) => !valid) : [];
      if (refused.length) console.error("drawing:", refused[0].reason);
    });
    this.shown = [...wanted.keys()];
    this.choose(parts.some(({ id }) => id === this.chosenPart) ? this.chosenPart : null);
  }

  remove(ids) {
    const chosen = this.chosenFeature();
    if (chosen && ids.includes(chosen)) this.draw.deselectFeature(chosen);
    this.draw.removeFeatures(ids.filter((id) => this.draw.hasFeature(id)));
  }

  chosenFeature() {
    return this.shown.find((id) => this.draw.hasFeature(id) && this.draw.getSnapshotFeature(id).properties.selected);
  }

  choose(part, ring = "0/0") {
    this.chosenPart = part;
    if (this.tool !== "select") return;
    const wanted = part && `${part}/${ring}`;
    const now = this.chosenFeature();
    if (now === wanted || (part && now && this.partOf(now) === part && ring === "0/0")) return;
    this.quietly(() => {
      if (now) this.draw.deselectFeature(now);
      if (wanted && this.draw.hasFeature(wanted)) this.draw.selectFeature(wanted);
    });
  }

  changed(ids, type, context) {
    if (this.quiet || context?.origin === "api" || type === "styling" || context?.target === "properties") return;
    const features = ids.filter((id) => this.draw.hasFeature(id)).map((id) => this.draw.getSnapshotFeature(id));
    const shapes = features.filter(({ geometry, properties }) => geometry.type === "Polygon" && (properties.currentlyDrawing || properties.selected));
    if (shapes.length) this.told.dragging(shapes.map((each) => ({ id: each.id, fresh: !this.shown.includes(each.id), ring: each.geometry.coordinates[0] })));
  }

  finished(id, action, mode) {
    const feature = this.draw.getSnapshotFeature(id);
    if (!feature) return;
    const coordinates = feature.geometry.coordinates;
    if (action === "draw") {
      // terra-draw is still at work on it
      setTimeout(() => {
        this.quietly(() => this.draw.hasFeature(id) && this.draw.removeFeatures([id]));
        if (mode === "linestring") this.told.line(coordinates);
        else this.told.drawn(mode, coordinates[0]);
      });
      return;
    }
    if (action === "insertMidpoint") {
      this.inserted = id; // a drag goes on with it, or the finger is lifted at once
      window.addEventListener("pointerup", () => setTimeout(() => this.inserted === id && this.commit(id, false)), { once: true });
      return;
    }
    this.commit(id, action === "dragFeature");
  }

  commit(id, moved) {
    this.inserted = null;
    const [part, p, r] = String(id).split("/");
    const feature = this.draw.getSnapshotFeature(id);
    if (feature) this.told.ring(part, [Number(p), Number(r)], feature.geometry.coordinates[0], moved);
  }

  // Another theme: the same shapes in its colours
  dress(theme) {
    this.theme = theme;
    this.hand.paint();
  }
}
