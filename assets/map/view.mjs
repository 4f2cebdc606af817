// The map itself: keeps what MapLibre draws in step with the component's props, and reports back what the
// reader does. See web/map/component.py for the props.

import { baseLayers, baseStyle, look, nameLayer, namePoints, outside, outsideLayer } from "./base.mjs";
import { fillColour, gridLayers, gridSource, patternOpacity, PATTERNS, patternsIn, selectionLayers, sourceLayerOf, sourceOf } from "./grid.mjs";
import { hotspotLayers, serviceFilter, serviceImages, serviceLayer } from "./places.mjs";
import { asText, describe, Tip } from "./tip.mjs";

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

function absolute(address) {
  return new URL(address, document.baseURI).href.replace(/%7B/gi, "{").replace(/%7D/gi, "}");
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export class MapControl {
  constructor(root, props, report) {
    Object.assign(this, { root, props, report });
    this.tip = new Tip(root.querySelector(".map-tip"));
    this.said = root.querySelector(".map-said");
    this.cross = root.querySelector(".map-cross");
    this.bytes = new Map(); // address -> Uint8Array, kept while a layer uses it
    this.figures = new Map(); // address -> {value, count, low} | "asked"
    this.forget();
    this.clicks = 0;
    this.start().catch((error) => this.fail(error));
  }

  // Everything that is on the MapLibre map because of the props
  forget() {
    this.drawn = { ranks: new Map(), sources: new Map(), layers: [], painted: new Map() };
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
    const { bounds, view } = this.props;
    const where = view ? { center: [view.lng, view.lat], zoom: view.zoom } : { bounds, fitBoundsOptions: { padding: this.margins() } };
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
      this.root.dataset.theme = this.theme;
      this.sync();
      this.choose(this.props.selected);
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
    if (this.map) this.map.remove();
  }

  update(props) {
    const old = this.props;
    this.props = props;
    if (!this.ready || this.removed) return;
    if (old.theme !== props.theme) this.retheme();
    else if (!same(old.layers, props.layers)) this.sync();
    if (!same(old.selected, props.selected)) this.choose(props.selected);
    if (!same(old.flyTo, props.flyTo) && props.flyTo) this.fly(props.flyTo);
    if (old.label !== props.label) this.nameCanvas();
  }

  // ---- drawing ------------------------------------------------------------------------------------

  retheme() {
    const { map } = this;
    this.drawn.layers.forEach((id) => map.removeLayer(id));
    this.drawn.sources.forEach((_, id) => map.removeSource(id));
    map.listImages().forEach((name) => map.removeImage(name));
    map.setPaintProperty("beyond", "background-color", look(this.theme).beyond);
    this.root.dataset.theme = this.theme;
    this.forget();
    this.sync();
    this.choose(this.props.selected);
  }

  sync() {
    const wanted = this.props.layers || [];
    const grids = wanted.filter((layer) => layer.kind === "grid");
    this.current = wanted;
    this.hideUnwanted(wanted, grids);
    wanted.filter((layer) => layer.kind === "base").forEach((layer) => this.drawBase(layer));
    grids.forEach((layer, order) => this.drawGrid(layer, order));
    wanted.filter((layer) => layer.kind === "hotspots").forEach((layer) => this.drawHotspots(layer));
    wanted.filter((layer) => layer.kind === "services").forEach((layer) => this.drawServices(layer));
    this.grids = grids;
    this.notePainted();
  }

  // Take off what is no longer asked for, and sources whose address changed with a new version
  hideUnwanted(wanted, grids) {
    const keep = new Set(wanted.filter((layer) => layer.kind !== "grid").map((layer) => layer.id));
    const addresses = new Map(grids.map((layer) => [sourceOf(layer), layer.tiles || layer.data]));
    wanted.filter((layer) => layer.kind === "base").forEach((layer) => {
      Object.entries(layer.data).forEach(([kind, address]) => addresses.set(`base-${kind}`, address));
      addresses.set("base-names", layer.data.neighbourhood);
      addresses.set("base-outside", layer.data.place);
      addresses.set("base-raster", layer.raster);
    });
    wanted.filter((layer) => keep.has(layer.id) && layer.kind !== "base").forEach((layer) => addresses.set(layer.id, layer.data));
    (this.grids || []).forEach((old) => {
      const now = grids.find((layer) => layer.id === old.id);
      if (!now || now.grid !== old.grid) this.dropLayers((id) => id.startsWith(`${old.id}-`) && this.map.getLayer(id).source === sourceOf(old));
    });
    for (const [source, address] of [...this.drawn.sources]) {
      if (addresses.get(source) === address) continue;
      this.dropLayers((id) => this.map.getLayer(id).source === source);
      this.map.removeSource(source);
      this.drawn.sources.delete(source);
      for (const key of [...this.drawn.painted.keys()]) if (key.startsWith(`${source}/`)) this.drawn.painted.delete(key);
    }
  }

  dropLayers(test) {
    this.drawn.layers = this.drawn.layers.filter((id) => {
      if (!test(id)) return true;
      this.map.removeLayer(id);
      this.drawn.ranks.delete(id);
      return false;
    });
  }

  addSource(id, address, definition) {
    if (this.drawn.sources.has(id)) return;
    this.map.addSource(id, definition);
    this.drawn.sources.set(id, address);
  }

  // Add a layer beneath the first that ranks above it, or move it there
  addLayer({ rank, ...layer }) {
    const above = this.drawn.layers.filter((id) => id !== layer.id && this.drawn.ranks.get(id) > rank);
    const before = above.length ? above.reduce((low, id) => (this.drawn.ranks.get(id) < this.drawn.ranks.get(low) ? id : low)) : undefined;
    if (this.map.getLayer(layer.id)) this.map.moveLayer(layer.id, before);
    else {
      this.map.addLayer(layer, before);
      this.drawn.layers.push(layer.id);
    }
    this.drawn.ranks.set(layer.id, rank);
  }

  drawBase(layer) {
    if (layer.raster) {
      this.addSource("base-raster", layer.raster, { type: "raster", tiles: [layer.raster], tileSize: 256 });
      this.addLayer({ id: "base-raster-0", rank: 9, type: "raster", source: "base-raster" });
    }
    for (const [kind, address] of Object.entries(layer.data)) {
      if (layer.raster && !["neighbourhood", "place"].includes(kind)) continue;
      const source = `base-${kind}`;
      if (this.drawn.sources.has(source)) continue;
      const layers = baseLayers(kind, source, this.theme);
      if (!layers.length) continue;
      this.addSource(source, address, { type: "geojson", data: absolute(address), tolerance: 0.3 });
      layers.forEach((each) => this.addLayer(each));
      if (kind === "neighbourhood") this.drawDerived("base-names", address, namePoints, nameLayer);
      if (kind === "place") this.drawDerived("base-outside", address, outside, outsideLayer);
    }
  }

  // A layer of shapes that are worked out of a file rather than fetched
  async drawDerived(source, address, derive, layer) {
    this.addSource(source, address, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    this.addLayer(layer(source, this.theme));
    const reply = await this.fetch(address);
    if (!reply) return;
    const shapes = derive(await reply.json());
    if (this.drawn.sources.get(source) === address) this.map.getSource(source).setData(shapes);
  }

  drawGrid(layer, order) {
    const source = sourceOf(layer);
    this.addSource(source, layer.tiles || layer.data, gridSource(layer, absolute));
    const fresh = !this.map.getLayer(`${layer.id}-fill`);
    if (fresh) PATTERNS.forEach((name) => this.addImage(`${name}-${layer.id}`, `/map/symbols/${this.theme}/${layer.id}/${name}.svg`));
    gridLayers(layer, order, this.theme).forEach((each) => this.addLayer(each));
    selectionLayers(layer, look(this.theme)).forEach((each) => this.map.getLayer(each.id) || this.addLayer(each));
    const old = fresh ? null : (this.grids || []).find((each) => each.id === layer.id);
    if (old && !same(old.colours, layer.colours)) this.map.setPaintProperty(`${layer.id}-fill`, "fill-color", fillColour(layer, this.theme));
    if (old && old.opacity !== layer.opacity) {
      this.map.setPaintProperty(`${layer.id}-fill`, "fill-opacity", layer.opacity);
      PATTERNS.forEach((name, at) => this.map.setPaintProperty(`${layer.id}-${name}`, "fill-opacity", patternOpacity(layer, [1, 2, 4][at])));
    }
    this.paint(layer);
  }

  // Bring a layer's bytes and set them as feature state; a later wish overtakes an earlier answer
  async paint(layer) {
    const key = `${sourceOf(layer)}/${layer.id}`;
    if (this.drawn.painted.get(key)?.wanted === layer.values) return;
    const before = this.drawn.painted.get(key)?.bytes;
    const mine = { wanted: layer.values, bytes: before };
    this.drawn.painted.set(key, mine);
    const bytes = await this.bytesOf(layer.values);
    if (!bytes || this.removed || this.drawn.painted.get(key) !== mine) return;
    const at = { source: sourceOf(layer), sourceLayer: sourceLayerOf(layer), id: 0 };
    for (let row = 0; row < bytes.length; row += 1) {
      if (before && before[row] === bytes[row]) continue;
      at.id = row;
      this.map.setFeatureState(at, { [layer.id]: bytes[row] });
    }
    mine.bytes = bytes;
    mine.done = true;
    const needed = patternsIn(bytes);
    PATTERNS.forEach((name) => this.map.setLayoutProperty(`${layer.id}-${name}`, "visibility", needed[name] ? "visible" : "none"));
    this.notePainted();
  }

  notePainted() {
    const shown = (this.grids || []).filter((layer) => this.drawn.painted.get(`${sourceOf(layer)}/${layer.id}`)?.done);
    this.root.dataset.painted = shown.map((layer) => layer.values).join(" ");
  }

  drawHotspots(layer) {
    if (this.drawn.sources.has("hotspots")) return;
    this.addSource("hotspots", layer.data, { type: "geojson", data: absolute(layer.data) });
    hotspotLayers(look(this.theme)).forEach((each) => this.addLayer(each));
  }

  drawServices(layer) {
    const drawn = this.map.getLayer("services");
    serviceImages(layer.types, this.theme).forEach(({ name, address }) => this.addImage(name, address));
    this.addSource("services", layer.data, { type: "geojson", data: absolute(layer.data) });
    if (drawn) this.map.setFilter("services", serviceFilter(layer.types));
    else this.addLayer(serviceLayer(layer, look(this.theme)));
  }

  // Images are drawn once they have arrived; until then a clear dot stands in, so that nothing warns
  addImage(name, address) {
    if (this.map.hasImage(name)) return;
    const side = name.startsWith("service-") ? 52 : 16;
    this.map.addImage(name, { width: side, height: side, data: new Uint8Array(side * side * 4) }, { pixelRatio: 2 });
    const image = new Image(side, side);
    const { theme } = this;
    image.onload = () => {
      if (this.removed || theme !== this.theme || !this.map.hasImage(name)) return;
      const canvas = new OffscreenCanvas(side, side);
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      pen.drawImage(image, 0, 0, side, side);
      this.map.updateImage(name, pen.getImageData(0, 0, side, side));
    };
    image.src = absolute(address);
  }

  // ---- fetching -----------------------------------------------------------------------------------

  async fetch(address) {
    const reply = await fetch(absolute(address)).catch(() => null);
    if (reply && reply.ok) return reply;
    if (reply && reply.status === 404) this.noteStale();
    return null;
  }

  noteStale() {
    if (this.stale) return;
    this.stale = true;
    this.report({ stale: true });
  }

  async bytesOf(address) {
    if (!this.bytes.has(address)) {
      const reply = await this.fetch(address);
      if (!reply) return null;
      this.bytes.set(address, new Uint8Array(await reply.arrayBuffer()));
    }
    return this.bytes.get(address);
  }

  // The figures behind the colours, asked for when somebody first points at the layer
  figuresOf(layer) {
    const known = this.figures.get(layer.figures);
    if (known) return known === "asked" ? null : known;
    this.figures.set(layer.figures, "asked");
    this.fetch(layer.figures).then(async (reply) => {
      if (!reply) return;
      const body = await reply.arrayBuffer();
      const rows = body.byteLength / 9;
      this.figures.set(layer.figures, {
        value: new Float32Array(body, 0, rows), count: new Float32Array(body, 4 * rows, rows), low: new Uint8Array(body, 8 * rows, rows),
      });
      if (this.pointer) this.hover(this.pointer);
      else if (this.cross.dataset.shown) this.announce();
    });
    return null;
  }

  // ---- what lies under a point --------------------------------------------------------------------

  at(point) {
    const { map } = this;
    const near = (id, reach) =>
      map.getLayer(id) ? map.queryRenderedFeatures([[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]], { layers: [id] })[0] : null;
    const service = near("services", 3);
    const hotspot = near("hotspots-line", 4);
    const grids = [...(this.grids || [])].reverse(); // the topmost first
    const fills = grids.map((layer) => `${layer.id}-fill`).filter((id) => map.getLayer(id));
    const features = fills.length ? map.queryRenderedFeatures([point.x, point.y], { layers: fills }) : [];
    const cells = grids.flatMap((layer) => {
      const feature = features.find((each) => each.layer.id === `${layer.id}-fill`);
      return feature ? [{ layer, row: feature.id }] : [];
    });
    return { service, hotspot, cells };
  }

  parts({ service, hotspot, cells }) {
    const parts = [];
    if (service) {
      const about = service.properties;
      const type = this.current.find((layer) => layer.kind === "services").types[about.type];
      const lines = [type];
      if (about.stop && about.stop !== about.name) lines.push(about.stop);
      if (about.approximate) lines.push("Somewhere in this area: the address is not shown");
      parts.push({ title: about.name, lines });
    }
    if (hotspot) parts.push({ title: hotspot.properties.name, lines: ["Hotspot declared by the police"] });
    if (service) return parts;
    for (const { layer, row } of cells) {
      const bytes = this.bytes.get(layer.values);
      const lines = describe(layer, row, bytes, this.figuresOf(layer));
      if (layer.periodLabel) lines.push(layer.periodLabel);
      parts.push({ title: layer.title, colour: layer.ink[this.theme], lines });
    }
    return parts;
  }

  asInfo({ service, hotspot, cells }) {
    if (service) return { kind: "service", id: service.properties.id, stop: service.properties.stop };
    if (hotspot) return { kind: "hotspot", id: hotspot.properties.id };
    return cells.length ? { kind: "cell", grid: cells[0].layer.grid, row: cells[0].row } : null;
  }

  // ---- what the reader does -----------------------------------------------------------------------

  listen() {
    const { map } = this;
    const canvas = map.getCanvas();
    this.nameCanvas();
    map.on("mousemove", (event) => this.soonHover(event.point));
    map.on("mouseout", () => this.leave());
    map.on("movestart", () => this.leave());
    map.on("click", (event) => this.pick(event.point));
    map.on("moveend", () => {
      if (!this.ready) return;
      this.report({ viewport: this.viewport() });
      if (this.cross.dataset.shown) this.announce();
    });
    map.on("idle", () => {
      this.root.dataset.idle = String(Number(this.root.dataset.idle || 0) + 1);
    });
    map.on("error", ({ error }) => {
      if (error.status === 404) this.noteStale();
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
    if (event.key === "Escape") {
      this.choose(null);
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
  }

  // Say what is under the crosshair, once the map has drawn it
  announce() {
    this.map.once("idle", () => {
      if (this.removed || !this.cross.dataset.shown) return;
      const text = asText(this.parts(this.at(this.middle())));
      if (text !== this.said.textContent) this.said.textContent = text || "Nothing here";
    });
    this.map.triggerRepaint();
  }

  soonHover(point) {
    this.pointer = point;
    this.waiting ||= setTimeout(() => {
      this.waiting = null;
      if (this.pointer && !this.removed && !this.map.isMoving()) this.hover(this.pointer);
    }, HOVER_MS);
  }

  hover(point) {
    const found = this.at(point);
    const parts = this.parts(found);
    const canvas = this.map.getCanvas();
    canvas.style.cursor = this.asInfo(found) ? "pointer" : "";
    if (parts.length) this.tip.show(parts, point, { width: canvas.clientWidth, height: canvas.clientHeight });
    else this.tip.hide();
    const info = this.asInfo(found);
    if (this.props.hoverEvents && !same(info, this.hovered)) {
      this.hovered = info;
      this.report({ hoverInfo: info });
    }
  }

  leave() {
    this.pointer = null;
    this.tip.hide();
  }

  pick(point) {
    const info = this.asInfo(this.at(point));
    this.choose(info && info.kind === "cell" ? info : null);
    this.clicks += 1;
    this.report({ clickInfo: info && { ...info, n: this.clicks } });
  }

  // Outline one cell as chosen, on every grid that has it
  choose(selected) {
    if (this.chosen && this.map.getSource(this.chosen.source)) this.map.removeFeatureState(this.chosen, "chosen");
    this.chosen = null;
    const layer = selected && (this.grids || []).find((each) => each.grid === selected.grid);
    if (!layer) return;
    this.chosen = { source: sourceOf(layer), sourceLayer: sourceLayerOf(layer), id: selected.row };
    this.map.setFeatureState(this.chosen, { chosen: true });
  }

  viewport() {
    const { lng, lat } = this.map.getCenter();
    const round = (value) => Number(value.toFixed(5));
    return { lng: round(lng), lat: round(lat), zoom: Number(this.map.getZoom().toFixed(2)), bounds: this.map.getBounds().toArray().flat().map(round) };
  }

  fly({ lng, lat, zoom, bounds }) {
    const animate = !still();
    if (bounds) this.map.fitBounds(bounds, { padding: this.margins(), animate });
    else if (animate) this.map.flyTo({ center: [lng, lat], zoom: zoom ?? this.map.getZoom(), duration: 900 });
    else this.map.jumpTo({ center: [lng, lat], zoom: zoom ?? this.map.getZoom() });
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
