// Services marked by their class of clash and numbered as in the list beside the map.

import { FONT } from "./base.mjs";

export function clashLayers(layer, look, theme) {
  const marks = layer.marks[theme];
  const byState = ["match", ["get", "state"]];
  Object.entries(marks.of).forEach(([state, colour]) => byState.push(state, colour));
  byState.push(marks.empty);
  const filled = ["in", ["get", "state"], ["literal", Object.keys(marks.of)]];
  const size = ["interpolate", ["linear"], ["zoom"], 9, 8, 13, 12];
  return [
    { id: "clash-mark", rank: 80, type: "circle", source: "clash",
      layout: { "circle-sort-key": ["-", 0, ["get", "rank"]] }, // the first of the list lies on top
      paint: { "circle-color": byState, "circle-radius": size, "circle-stroke-width": 2,
        "circle-stroke-color": ["case", filled, look.halo, marks.edge] } },
    { id: "clash-rank", rank: 81, type: "symbol", source: "clash",
      layout: { "text-field": ["to-string", ["get", "rank"]], "text-font": FONT, "text-size": 12,
        // of two at one place the lower mark stays without its number: 8 on 10 would read as 80
        "symbol-sort-key": ["get", "rank"] },
      paint: { "text-color": ["case", filled, look.halo, marks.edge] } },
  ];
}

export function describeClash(about) {
  return { title: `${about.rank}. ${about.name}`, lines: [about.label, about.figures].filter(Boolean) };
}
