// Keeps what MapLibre draws in step with the layers asked for.

import { baseLayers, look, nameLayer, namePoints, outside, outsideLayer } from "./base.mjs";
import { absolute } from "./files.mjs";
import { borderOpacity, fillColour, gridLayers, gridSource, outlineLayer, outlineSource, partOf, patternOpacity, PATTERNS, patternsIn, patternsOf, selectionLayers, sourceLayerOf, sourceOf } from "./grid.mjs";
import { Blocks } from "./blocks.mjs";
import { clashLayers } from "./clash.mjs";
import { hotspotLayers, serviceFilter, serviceImages, serviceLayer, siteImages, siteLayers } from "./places.mjs";
import { zoneLayers, zoneNameLayer } from "./zones.mjs";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const HERE = [0, 0], AWAY = [0, 100000]; // pixels

export class Drawing {
  constructor(map, files, root) {
    Object.assign(this, { map, files, root });
    this.layers = [];
    this.grids = [];
    this.forget();
  }

  // Everything that is on the MapLibre map because it was asked for
  forget() {
    this.drawn = { ranks: new Map(), sources: new Map(), layers: [], painted: new Map(), dressed: new Map() };
  }

  draw(wanted, theme) {
    if (this.theme && this.theme !== theme) this.clear();
    this.theme = theme;
    this.root.dataset.theme = theme;
    this.map.setPaintProperty("beyond", "background-color", look(theme).beyond);
    const grids = wanted.filter((layer) => layer.kind === "grid");
    this.hideUnwanted(wanted, grids);
    wanted.filter((layer) => layer.kind === "base").forEach((layer) => this.drawBase(layer));
    this.grids = grids;
    grids.forEach((layer, order) => this.drawGrid(layer, order));
    wanted.filter((layer) => layer.kind === "hotspots").forEach((layer) => this.drawHotspots(layer));
    wanted.filter((layer) => layer.kind === "zones").forEach((layer) => this.drawZones(layer));
    wanted.filter((layer) => layer.kind === "sites").forEach((layer) => this.drawSites(layer));
    wanted.filter((layer) => layer.kind === "services").forEach((layer) => this.drawServices(layer));
    wanted.filter((layer) => layer.kind === "clash").forEach((layer) => this.drawClash(layer));
    this.layers = wanted;
    this.notePainted();
    this.choose(this.selected);
  }

  clear() {
    const { map } = this;
    this.drawn.layers.forEach((id) => map.removeLayer(id));
    this.drawn.sources.forEach((_, id) => map.removeSource(id));
    map.listImages().forEach((name) => map.removeImage(name));
    this.grids = [];
    this.chosen = null;
    this.forget();
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
    grids.filter((layer) => layer.outlines).forEach((layer) => addresses.set(`outlines-${layer.id}`, layer.outlines));
    wanted.filter((layer) => keep.has(layer.id) && layer.kind !== "base").forEach((layer) => addresses.set(layer.id, layer.data));
    wanted.filter((layer) => layer.kind === "zones").forEach((layer) => addresses.set(`${layer.id}-names`, layer.data));
    addresses.set("chosen", this.chosen);
    // With every environment off the last grid waits, since one of them is soon on again
    if (!grids.length) for (const [source, address] of this.drawn.sources) if (source.startsWith("grid-")) addresses.set(source, address);
    this.grids.forEach((old) => {
      const now = grids.find((layer) => layer.id === old.id);
      if (now && now.grid === old.grid) return;
      if (addresses.get(sourceOf(old)) === this.drawn.sources.get(sourceOf(old))) this.hide(old);
    });
    for (const [source, address] of [...this.drawn.sources]) {
      if (addresses.get(source) !== address) this.dropSource(source);
    }
  }

  dropSource(source) {
    if (!this.drawn.sources.has(source)) return;
    this.dropLayers((id) => this.map.getLayer(id).source === source);
    this.map.removeSource(source);
    this.drawn.sources.delete(source);
    for (const key of [...this.drawn.painted.keys()]) if (key.startsWith(`${source}/`)) this.drawn.painted.delete(key);
  }

  // Clear what an environment drew on a grid that others still need. Its parts stay on the map: MapLibre lays out
  // parts of several environments together, and fails where one of them has gone when the answer arrives.
  hide(layer) {
    this.map.setPaintProperty(partOf(layer, "fill"), "fill-opacity", 0);
    this.map.setPaintProperty(partOf(layer, "line"), "line-opacity", 0);
    PATTERNS.forEach((name) => this.setVisible(partOf(layer, name), false));
    this.drawn.dressed.set(partOf(layer, "fill"), null);
  }

  // A pattern is laid out when it is first needed; from then on it is moved away and back, which lays nothing out again
  setVisible(id, visible) {
    if (this.map.getLayoutProperty(id, "visibility") === "visible") this.map.setPaintProperty(id, "fill-translate", visible ? HERE : AWAY);
    else if (visible) this.map.setLayoutProperty(id, "visibility", "visible");
  }

  dropLayers(test) {
    this.drawn.layers = this.drawn.layers.filter((id) => {
      if (!test(id)) return true;
      this.map.removeLayer(id);
      this.drawn.ranks.delete(id);
      this.drawn.dressed.delete(id);
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

  // Tiles by name: asked for all of a source, MapLibre 6.17 waits forever for those that had failed
  fetchAgain(id, tiles) {
    const source = this.map.getSource(id);
    if (!source) return;
    if (source.type === "geojson") source.setData(source.serialize().data);
    else this.map.refreshTiles(id, tiles);
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
    const reply = await this.files.fetch(address);
    if (!reply) return;
    const shapes = derive(await reply.json());
    if (!this.removed && this.drawn.sources.get(source) === address) this.map.getSource(source).setData(shapes);
  }

  drawGrid(layer, order) {
    const source = sourceOf(layer);
    this.addSource(source, layer.tiles || layer.data, gridSource(layer, absolute));
    PATTERNS.forEach((name) => this.addImage(`${name}-${layer.id}`));
    gridLayers(layer, order, this.theme).forEach((each) => this.addLayer(each));
    this.dress(layer);
    if (this.map.getLayer(`${layer.id}-outlines`)) this.addLayer(outlineLayer(layer, order, this.theme));
    this.paint(layer);
  }

  // Bring the parts that were on the map before to the colours and opacity now asked for
  dress(layer) {
    const fill = partOf(layer, "fill");
    const old = this.drawn.dressed.get(fill); // undefined: just added; null: hidden
    this.drawn.dressed.set(fill, layer);
    if (old === undefined) return;
    if (!old || !same(old.colours, layer.colours)) this.map.setPaintProperty(fill, "fill-color", fillColour(layer, this.theme));
    if (!old) this.map.setPaintProperty(partOf(layer, "line"), "line-opacity", borderOpacity(layer));
    if (old && old.opacity === layer.opacity) return;
    this.map.setPaintProperty(fill, "fill-opacity", layer.opacity);
    PATTERNS.forEach((name, at) => this.map.setPaintProperty(partOf(layer, name), "fill-opacity", patternOpacity(layer, [1, 2, 4][at])));
  }

  // Bring a layer's bytes and set them as feature state; a later wish overtakes an earlier answer
  async paint(layer) {
    const key = `${sourceOf(layer)}/${layer.id}`;
    const last = this.drawn.painted.get(key);
    if (layer.blocks) {
      const blocks = last || new Blocks(this.map, this.files, sourceOf(layer));
      this.drawn.painted.set(key, blocks);
      if (await blocks.paint(layer)) this.arrived(layer, patternsOf(blocks.found));
      return;
    }
    if (last?.wanted === layer.values) {
      if (last.done) this.finish(layer, patternsIn(last.bytes));
      return;
    }
    const mine = { wanted: layer.values, bytes: last?.bytes };
    this.drawn.painted.set(key, mine);
    const bytes = await this.files.bytesOf(layer.values);
    if (!bytes || this.removed || this.drawn.painted.get(key) !== mine) return;
    const at = { source: sourceOf(layer), sourceLayer: sourceLayerOf(layer), id: 0 };
    for (let row = 0; row < bytes.length; row += 1) {
      if (mine.bytes && mine.bytes[row] === bytes[row]) continue;
      at.id = row;
      this.map.setFeatureState(at, { [layer.id]: bytes[row] });
    }
    mine.bytes = bytes;
    mine.done = true;
    this.arrived(layer, patternsIn(bytes));
  }

  arrived(layer, needed) {
    if (this.removed) return;
    const shown = this.grids.find((each) => each.id === layer.id && each.grid === layer.grid);
    if (shown) this.finish(shown, needed);
    this.notePainted();
  }

  // The map shows another part of the world: paint what has come into sight of grids that are sent in blocks
  follow() {
    this.grids.filter((layer) => layer.blocks).forEach((layer) => this.paint(layer));
  }

  // Once the values are known: the hatches and outlines that they call for
  finish(layer, needed) {
    PATTERNS.forEach((name) => this.setVisible(partOf(layer, name), needed[name]));
    if (needed.parent) this.drawOutlines(layer);
  }

  drawOutlines(layer) {
    const order = this.grids.findIndex((each) => each.id === layer.id);
    if (order < 0 || !layer.outlines || this.map.getLayer(`${layer.id}-outlines`)) return;
    this.addSource(`outlines-${layer.id}`, layer.outlines, outlineSource(layer, absolute));
    this.addLayer(outlineLayer(layer, order, this.theme));
  }

  isPainted(layer) {
    const last = this.drawn.painted.get(`${sourceOf(layer)}/${layer.id}`);
    return Boolean(last?.done) && last.wanted === layer.values;
  }

  // Whether the values of everything that is on have arrived
  done() {
    return this.grids.every((layer) => this.isPainted(layer));
  }

  notePainted() {
    this.map.triggerRepaint();
    const shown = this.grids.filter((layer) => this.isPainted(layer));
    this.root.dataset.painted = shown.map((layer) => layer.values).join(" ");
  }

  drawHotspots(layer) {
    if (this.drawn.sources.has("hotspots")) return;
    this.addSource("hotspots", layer.data, { type: "geojson", data: absolute(layer.data) });
    hotspotLayers(look(this.theme)).forEach((each) => this.addLayer(each));
  }

  drawZones(layer) {
    if (this.drawn.sources.has(layer.id)) return;
    this.addSource(layer.id, layer.data, { type: "geojson", data: absolute(layer.data) });
    zoneLayers(layer, look(this.theme), this.theme).forEach((each) => this.addLayer(each));
    this.drawDerived(`${layer.id}-names`, layer.data, namePoints, () => zoneNameLayer(layer, look(this.theme), this.theme));
  }

  drawSites(layer) {
    if (this.drawn.sources.has("sites")) return;
    siteImages(layer.types).forEach((name) => this.addImage(name));
    this.addSource("sites", layer.data, { type: "geojson", data: absolute(layer.data) });
    siteLayers(look(this.theme)).forEach((each) => this.addLayer(each));
  }

  drawClash(layer) {
    if (this.drawn.sources.has("clash")) return;
    this.addSource("clash", layer.data, { type: "geojson", data: absolute(layer.data) });
    clashLayers(layer, look(this.theme), this.theme).forEach((each) => this.addLayer(each));
  }

  drawServices(layer) {
    const drawn = this.map.getLayer("services");
    serviceImages(layer.types).forEach((name) => this.addImage(name));
    this.addSource("services", layer.data, { type: "geojson", data: absolute(layer.data) });
    if (drawn) this.map.setFilter("services", serviceFilter(layer.types));
    else this.addLayer(serviceLayer(layer, look(this.theme)));
  }

  // Images are drawn once they have arrived; until then a clear dot stands in, so that nothing warns
  async addImage(name) {
    if (this.map.hasImage(name)) return;
    // A pattern grows up to twice as large between two whole zoom levels, so it starts small
    const side = /^(service|venue)-/.test(name) ? 52 : 12;
    this.map.addImage(name, { width: side, height: side, data: new Uint8Array(side * side * 4) }, { pixelRatio: 2 });
    const { theme } = this;
    const svg = (await this.files.symbolsOf(theme))[name];
    if (!svg || this.removed) return;
    const image = new Image(side, side);
    image.onload = () => {
      if (this.removed || theme !== this.theme || !this.map.hasImage(name)) return;
      const canvas = new OffscreenCanvas(side, side);
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      pen.drawImage(image, 0, 0, side, side);
      this.map.updateImage(name, pen.getImageData(0, 0, side, side));
    };
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  }

  // Outline one row as chosen, where its grid is drawn
  async choose(selected) {
    this.selected = selected;
    const layer = selected && this.grids.find((each) => each.grid === selected.grid);
    const address = layer ? layer.row.replace("{row}", selected.row) : null;
    if (address === this.chosen) return;
    this.chosen = address;
    this.dropSource("chosen");
    const reply = address && (await this.files.fetch(address));
    const data = reply && (await reply.json());
    if (!data || this.removed || this.chosen !== address || this.drawn.sources.has("chosen")) return;
    this.addSource("chosen", address, { type: "geojson", data });
    selectionLayers(look(this.theme)).forEach((each) => this.addLayer(each));
  }
}
