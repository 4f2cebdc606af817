// The map itself: takes the component's props and reports back what the reader does.
// See web/map/component.py for the props.

import { baseStyle } from "./base.mjs";
import { Drawing } from "./drawing.mjs";
import { Files } from "./files.mjs";
import { lead, leave, others } from "./linked.mjs";
import { asText, Tip } from "./tip.mjs";
import { asInfo, describeFound, findUnder } from "./under.mjs";

const LIBRARY = new URL("../vendor/maplibre-gl/", import.meta.url);
const HOVER_MS = 60;
let library = null;

function loadLibrary() {
  library ||= import(new URL("maplibre-gl.mjs", LIBRARY).href).then((maplibre) => {
    maplibre.setWorkerUrl(new URL("maplibre-gl-worker.mjs", LIBRARY).href);
    return maplibre;
  });
  return library;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export class MapControl {
  constructor(root, props, report) {
    Object.assign(this, { root, props, report });
    this.tip = new Tip(root.querySelector(".map-tip"));
    this.said = root.querySelector(".map-said");
    this.cross = root.querySelector(".map-cross");
    this.ghost = root.querySelector(".map-ghost");
    this.files = new Files(() => this.noteStale(), () => this.describeAgain());
    this.lost = new Map(); // source -> the tiles that are missing
    this.clicks = 0;
    this.start().catch((error) => this.fail(error));
  }

  get theme() {
    return this.props.theme === "dark" ? "dark" : "light";
  }

  async start() {
    const maplibre = await loadLibrary();
    // Labels are drawn with the page's own typeface, so it must be there before the first of them
    await Promise.race([document.fonts.load("500 24px Inter"), new Promise((done) => setTimeout(done, 1500))]);
    await this.hasSize();
    if (this.removed) return;
    const { bounds, view, flyTo } = this.props;
    const start = view || (flyTo && flyTo.zoom ? flyTo : null); // a link may ask for a place before the map is there
    const [peer] = this.props.group ? others(this, this.props.group) : [];
    const where = peer ? { center: peer.map.getCenter(), zoom: peer.map.getZoom() } : start ? { center: [start.lng, start.lat], zoom: start.zoom } : { bounds, fitBoundsOptions: { padding: this.margins() } };
    const map = (this.map = new maplibre.Map({
      container: this.root.querySelector(".map-canvas"), style: baseStyle(this.theme), ...where,
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: false,
      fadeDuration: still() ? 0 : 150, maxZoom: 18, minZoom: 4,
    }));
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    map.addControl(this.wholePlace(), "top-right");
    map.addControl(new maplibre.ScaleControl({ maxWidth: 110 }), "bottom-left");
    map.addControl(north(), "bottom-left");
    this.root.mapControl = this; // for the tests
    this.listen();
    map.on("load", () => {
      this.ready = true;
      if (this.props.group) lead(this, this.props.group);
      this.drawing = new Drawing(map, this.files, this.root);
      this.drawing.choose(this.props.selected);
      if (this.props.flyTo && !same(this.props.flyTo, flyTo)) this.fly(this.props.flyTo);
      this.drawing.draw(this.props.layers || [], this.theme);
      if (where.bounds) this.fitted = this.where();
      map.once("idle", () => {
        this.root.dataset.ready = "true";
        this.report({ ready: true, viewport: this.viewport() });
      });
    });
  }

  // A page that is hidden gives the map no size; fitting bounds into nothing fails
  hasSize() {
    return new Promise((done) => {
      const watch = new ResizeObserver(([entry]) => {
        if (entry.contentRect.width > 0 && entry.contentRect.height > 0) {
          watch.disconnect();
          done();
        }
      });
      watch.observe(this.root);
    });
  }

  fail(error) {
    const message = document.createElement("p");
    message.className = "map-failed";
    message.append("This browser cannot draw the map. ");
    const link = document.createElement("a");
    link.href = this.props.tableHref || "#table";
    link.textContent = "The table shows the same figures.";
    message.append(link);
    this.root.querySelector(".map-canvas").replaceChildren(message);
    this.root.dataset.ready = "false";
    this.root.dataset.reason = error.message;
    this.report({ ready: false });
  }

  remove() {
    this.removed = true;
    if (this.props.group) leave(this, this.props.group);
    this.leave();
    if (this.drawing) this.drawing.removed = true;
    if (this.map) this.map.remove();
    delete this.root.mapControl;
    ["ready", "painted", "drawn"].forEach((key) => delete this.root.dataset[key]);
  }

  // Another map of the group has moved
  follow(center, zoom) {
    if (this.removed) return;
    this.following = true;
    this.map.jumpTo({ center, zoom });
    this.following = false;
  }

  // Somebody points at a place on another map of the group: mark it here and say what is there
  pointAt(place) {
    if (this.removed) return;
    this.ghost.hidden = !place;
    if (!place) return this.leave();
    const point = this.map.project(place);
    this.ghost.style.transform = `translate(${point.x}px, ${point.y}px)`;
    this.soonHover(point);
  }

  update(props) {
    const old = this.props;
    this.props = props;
    if (!this.ready || this.removed) return;
    const changed = ["theme", "layers", "selected", "flyTo"].some((each) => !same(old[each], props[each]));
    if (changed) this.noteBusy();
    if (!same(old.selected, props.selected)) this.drawing.choose(props.selected);
    if (old.theme !== props.theme || !same(old.layers, props.layers)) this.drawing.draw(props.layers || [], this.theme);
    if (!same(old.flyTo, props.flyTo) && props.flyTo) this.fly(props.flyTo);
    if (old.label !== props.label) this.nameCanvas();
  }

  // data-drawn says that everything asked for is on the screen; the frame asked for ends with "idle"
  noteBusy() {
    delete this.root.dataset.drawn;
    this.map.triggerRepaint();
  }

  // The server has a newer version: what is not fetched yet cannot be had any more
  noteStale() {
    if (this.stale) return;
    this.stale = true;
    this.report({ stale: true });
  }

  // What the worker could not fetch is fetched when the server answers again: the tiles of a source, or all of it
  noteLost(source, tile) {
    const waiting = this.lost.has(source);
    if (!waiting) this.lost.set(source, []);
    if (tile) this.lost.get(source).push(tile.tileID.canonical);
    if (waiting) return;
    window.safepassage.whenBack(() => {
      const tiles = this.lost.get(source);
      this.lost.delete(source);
      if (!this.removed) this.drawing.fetchAgain(source, tiles);
    });
  }

  // ---- what the reader does -----------------------------------------------------------------------

  listen() {
    const { map } = this;
    const canvas = map.getCanvas();
    this.nameCanvas();
    map.on("mousemove", ({ point, originalEvent }) => (originalEvent.buttons ? this.leave() : this.soonHover(point)));
    map.on("mouseout", () => this.leave());
    map.on("movestart", () => this.leave());
    // As long as nobody has moved it, the map shows the whole place, whatever its size
    map.on("resize", () => this.ready && this.whole() && this.fly({ bounds: this.props.bounds, jump: true }));
    map.on("click", (event) => this.pick(event.point));
    map.on("moveend", () => {
      if (!this.ready) return;
      this.drawing.follow();
      this.report({ viewport: this.viewport() });
      if (this.cross.dataset.shown) this.announce();
    });
    map.on("idle", () => {
      if (this.ready && this.drawing.done()) this.root.dataset.drawn = "true";
    });
    ["movestart", "dataloading", "resize"].forEach((each) => map.on(each, () => this.noteBusy()));
    map.on("error", ({ error, sourceId, tile }) => {
      if (error.status === 404) this.noteStale();
      else if (sourceId && window.safepassage.connectionLost?.(error.status)) this.noteLost(sourceId, tile);
      else console.error("map:", error.message);
    });
    canvas.addEventListener("focus", () => this.showCross(canvas.matches(":focus-visible")));
    canvas.addEventListener("blur", () => this.showCross(false));
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  nameCanvas() {
    const keys = "Arrow keys move it, plus and minus zoom, Enter opens the place under the crosshair, Escape closes it.";
    this.map.getCanvas().setAttribute("aria-label", `${this.props.label || "Map"}. ${keys}`);
  }

  key(event) {
    if (event.key.startsWith("Arrow")) this.showCross(true);
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.showCross(true);
      this.pick(this.middle());
    }
    if (event.key === "Escape" && this.ready) {
      this.drawing.choose(null);
      this.report({ clickInfo: null });
    }
  }

  middle() {
    const { clientWidth, clientHeight } = this.map.getCanvas();
    return { x: clientWidth / 2, y: clientHeight / 2 };
  }

  showCross(on) {
    if (on === Boolean(this.cross.dataset.shown)) return;
    if (on) this.cross.dataset.shown = "true";
    else delete this.cross.dataset.shown;
    this.said.textContent = "";
    if (on) this.announce();
    if (this.props.group) others(this, this.props.group).forEach((each) => each.pointAt(on ? this.map.getCenter() : null));
  }

  // Say what is under the crosshair, once the map has drawn it
  announce() {
    this.map.once("idle", () => {
      if (this.removed || !this.cross.dataset.shown) return;
      const text = asText(describeFound(this.find(this.middle()), this.drawing, this.files));
      if (text !== this.said.textContent) this.said.textContent = text || "Nothing here";
    });
    this.map.triggerRepaint();
  }

  find(point) {
    return this.ready ? findUnder(this.map, this.drawing, point) : { service: null, hotspot: null, cells: [] };
  }

  describeAgain() {
    if (this.removed) return;
    if (this.pointer) this.hover(this.pointer);
    else if (this.cross.dataset.shown) this.announce();
  }

  soonHover(point) {
    this.pointer = point;
    this.waiting ||= setTimeout(() => {
      this.waiting = null;
      if (this.pointer && this.ready && !this.removed && !this.map.isMoving()) this.hover(this.pointer);
    }, HOVER_MS);
  }

  hover(point) {
    const found = this.find(point);
    const parts = describeFound(found, this.drawing, this.files);
    const info = asInfo(found);
    const canvas = this.map.getCanvas();
    canvas.style.cursor = info ? "pointer" : "";
    if (parts.length) this.tip.show(parts, point, { width: canvas.clientWidth, height: canvas.clientHeight });
    else this.tip.hide();
    if (this.props.hoverEvents && !same(info, this.hovered)) {
      this.hovered = info;
      this.report({ hoverInfo: info });
    }
  }

  leave() {
    this.pointer = null;
    this.tip.hide();
  }

  // What is not yet laid out cannot be found: the answer waits for it rather than be "nothing here"
  pick(point) {
    if (!this.ready) return;
    if (!this.map.areTilesLoaded()) {
      const place = this.map.unproject([point.x, point.y]);
      this.map.once("idle", () => !this.removed && this.pick(this.map.project(place)));
      return;
    }
    const info = asInfo(this.find(point));
    this.drawing.choose(info && info.kind === "cell" ? info : null);
    this.picked = info && this.map.unproject([point.x, point.y]);
    this.clicks += 1;
    this.report({ clickInfo: info && { ...info, n: this.clicks } });
  }

  viewport() {
    const { lng, lat } = this.map.getCenter();
    const round = (value) => Number(value.toFixed(5));
    return { lng: round(lng), lat: round(lat), zoom: Number(this.map.getZoom().toFixed(2)), whole: this.whole(), bounds: this.map.getBounds().toArray().flat().map(round) };
  }

  // Something was laid over the page: bring the place that was picked out from under it
  reveal(over) {
    if (!this.picked || !this.ready) return;
    const { top, left } = this.map.getCanvas().getBoundingClientRect();
    const { x, y } = this.map.project(this.picked);
    const [across, down] = [left + x, top + y];
    const near = 48;
    if (across < over.left - near || across > over.right + near || down < over.top - near || down > over.bottom) return;
    if (over.width > 0.9 * window.innerWidth) window.scrollBy({ top: down - 0.5 * over.top, behavior: still() ? "instant" : "smooth" });
    else this.map.panBy([across - over.right - 2 * near, 0], { animate: !still() });
  }

  fly({ lng, lat, zoom, bounds, jump }) {
    const animate = !still() && !jump;
    this.picked = null; // the reader did not point at what is shown next
    if (bounds) {
      this.map.fitBounds(bounds, { padding: this.margins(), animate });
      if (animate) this.map.once("moveend", () => this.noteFitted());
      else this.noteFitted();
    }
    else if (animate) this.map.flyTo({ center: [lng, lat], zoom: zoom ?? this.map.getZoom(), duration: 900 });
    else this.map.jumpTo({ center: [lng, lat], zoom: zoom ?? this.map.getZoom() });
  }

  // Where the map was when the whole place had just been fitted into it
  noteFitted() {
    this.fitted = this.where();
    this.report({ viewport: this.viewport() });
  }

  whole() {
    return same(this.fitted, this.where());
  }

  where() {
    const { lng, lat } = this.map.getCenter();
    return [lng, lat, this.map.getZoom()].map((value) => Number(value.toFixed(6)));
  }

  // The page may lay its legend over the left of the map: it says how far in --map-covered-left
  margins() {
    const covered = parseFloat(getComputedStyle(this.root).getPropertyValue("--map-covered-left")) || 0;
    return { top: 28, right: 28, bottom: 28, left: 28 + covered };
  }

  wholePlace() {
    const box = document.createElement("div");
    box.className = "maplibregl-ctrl maplibregl-ctrl-group";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "map-whole";
    button.title = "Show the whole place";
    button.setAttribute("aria-label", "Show the whole place");
    button.addEventListener("click", () => this.props.bounds && this.fly({ bounds: this.props.bounds }));
    box.append(button);
    return { onAdd: () => box, onRemove: () => box.remove() };
  }
}

function north() {
  const box = document.createElement("div");
  box.className = "maplibregl-ctrl map-north";
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", "North is up");
  box.textContent = "N";
  return { onAdd: () => box, onRemove: () => box.remove() };
}
