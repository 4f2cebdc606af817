// Hexagons or neighbourhoods painted by one byte a row: state * 16 + colour class (layers/look/colours.py).

const PARENT = 1, WITHHELD = 2, ZERO = 3, NO_DATA = 4;
const UNKNOWN = 255; // the values have not arrived: nothing is drawn, which is not "no data"
const CLEAR = "rgba(0,0,0,0)";
export const STATE_NAMES = ["released", "parent", "withheld", "zero", "no_data"];

export function sourceOf(layer) {
  return `grid-${layer.grid}`;
}

// The name that a part of an environment has on the map: one environment may have parts on several grids
export function partOf(layer, part) {
  return `${layer.id}-${layer.grid}-${part}`;
}

export function sourceLayerOf(layer) {
  return layer.tiles ? "cells" : undefined;
}

export function gridSource(layer, absolute) {
  if (layer.tiles) return { type: "vector", tiles: [absolute(layer.tiles)], minzoom: layer.minzoom || 0, maxzoom: layer.maxzoom };
  return { type: "geojson", data: absolute(layer.data), tolerance: 0.2 };
}

function stateIs(layer, wanted) {
  return ["==", ["floor", ["/", byteOf(layer), 16]], wanted];
}

function byteOf(layer) {
  return ["coalesce", ["feature-state", layer.id], UNKNOWN];
}

// Only the colour depends on the row: a change of opacity then redraws without laying the tiles out again
export function fillColour(layer, theme) {
  const colours = layer.colours[theme];
  const byClass = ["match", ["%", byteOf(layer), 16]];
  colours.slice(1).forEach((colour, index) => byClass.push(index + 1, colour));
  byClass.push(colours[0]);
  return ["case", ["<", byteOf(layer), WITHHELD * 16], colours.length > 1 ? byClass : colours[0], CLEAR];
}

export function patternOpacity(layer, state) {
  return ["case", stateIs(layer, state), Math.min(1, 0.25 + 0.75 * layer.opacity), 0];
}

function borderColour(layer, theme) {
  const released = theme === "dark" ? "rgba(13,18,21,0.55)" : "rgba(255,255,255,0.7)";
  const faint = theme === "dark" ? "rgba(223,230,234,0.16)" : "rgba(43,54,64,0.15)";
  return ["case", stateIs(layer, 0), released, stateIs(layer, ZERO), faint, stateIs(layer, WITHHELD), faint, CLEAR];
}

// The zoom at which a cell is some 40 pixels wide
const plainZoom = (layer) => 12 - 1.4 * (9 - Number(layer.grid.slice(1)));

// Borders fade where cells are small, where they would grey everything over, and are left out where cells are smaller still
export function borderOpacity(layer) {
  return layer.tiles ? ["interpolate", ["linear"], ["zoom"], plainZoom(layer) - 2, 0.2, plainZoom(layer), 1] : 1;
}

// The map layers of one environment, bottom first. `order` keeps its place among the environments shown.
export function gridLayers(layer, order, theme) {
  const common = { source: sourceOf(layer), ...(layer.tiles ? { "source-layer": "cells" } : {}) };
  const rank = 20 + order;
  const pattern = (name, state, step) => ({
    id: partOf(layer, name), rank: rank + step, type: "fill", ...common,
    layout: { visibility: "none" },
    paint: { "fill-pattern": `${name}-${layer.id}`, "fill-opacity": patternOpacity(layer, state), "fill-antialias": false },
  });
  return [
    { id: partOf(layer, "fill"), rank, type: "fill", ...common,
      paint: { "fill-color": fillColour(layer, theme), "fill-opacity": layer.opacity, "fill-antialias": false } },
    pattern("parent", PARENT, 0.1),
    pattern("withheld", WITHHELD, 0.2),
    pattern("no_data", NO_DATA, 0.3),
    { id: partOf(layer, "line"), rank: rank + 0.4, type: "line", ...common, layout: { "line-join": "round" },
      ...(layer.tiles ? { minzoom: plainZoom(layer) - 2 } : {}),
      paint: { "line-color": borderColour(layer, theme), "line-opacity": borderOpacity(layer),
        "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.4, 12, 1, 15, 1.8] } },
  ];
}

// The coarser areas whose figure stands in, each drawn as one
export function outlineLayer(layer, order, theme) {
  return {
    id: `${layer.id}-outlines`, rank: 20 + order + 0.5, type: "line", source: `outlines-${layer.id}`, ...(layer.blocks ? { "source-layer": "cells" } : {}),
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": layer.ink[theme], "line-opacity": 0.55, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.5, 12, 1, 15, 1.6] },
  };
}

export function outlineSource(layer, absolute) {
  if (!layer.blocks) return { type: "geojson", data: absolute(layer.outlines) };
  const tiles = absolute(layer.outlines.replace(/\.geojson$/, "/{z}/{x}/{y}.pbf"));
  return { type: "vector", tiles: [tiles], minzoom: layer.minzoom || 0, maxzoom: layer.maxzoom };
}

export const PATTERNS = ["parent", "withheld", "no_data"];

// Which patterns a layer needs: those whose state occurs
export function patternsIn(bytes) {
  const found = new Set();
  for (const byte of bytes) found.add(byte >> 4);
  return patternsOf(found);
}

export function patternsOf(found) {
  return { parent: found.has(PARENT), withheld: found.has(WITHHELD), no_data: found.has(NO_DATA) };
}

// The outline of the chosen row has a source of its own: as a part of the grid it cost a line around every cell
export function selectionLayers(look) {
  const line = (part, colour, width, step) => ({
    id: `chosen-${part}`, rank: 60 + step, type: "line", source: "chosen", layout: { "line-join": "round" },
    paint: { "line-color": colour, "line-width": width },
  });
  return [line("halo", look.halo, 6, 0), line("line", look.ink, 2.6, 0.1)];
}
