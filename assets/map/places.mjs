// Services as symbols of distinct shape and letter, venues as pictures, and the hotspots that the police declare.

import { FONT } from "./base.mjs";

export function serviceImages(types) {
  return Object.keys(types).flatMap((type) => [`service-${type}`, `service-${type}-approximate`]);
}

export function serviceFilter(types) {
  return ["in", ["get", "type"], ["literal", Object.keys(types)]];
}

export function serviceLayer(layer, look) {
  const size = (strong, other) => ["case", ["in", ["get", "type"], ["literal", layer.strong]], strong, other];
  return {
    id: "services", rank: 80, type: "symbol", source: "services", filter: serviceFilter(layer.types),
    layout: {
      "icon-image": ["concat", "service-", ["get", "type"], ["case", ["get", "approximate"], "-approximate", ""]],
      "icon-size": ["interpolate", ["linear"], ["zoom"], 9, size(0.55, 0.4), 12, size(0.85, 0.6), 14, size(1, 0.9)],
      "symbol-sort-key": size(1, 0), // the strong ones lie on top
      "icon-allow-overlap": true, "icon-ignore-placement": false,
      "text-field": ["step", ["zoom"], "", 13.2, ["get", "name"]],
      "text-font": FONT, "text-size": 12, "text-anchor": "top", "text-offset": [0, 1.15], "text-max-width": 9, "text-optional": true,
    },
    paint: { "text-color": look.ink, "text-halo-color": look.halo, "text-halo-width": 1.6 },
  };
}

export function siteImages(types) {
  return Object.keys(types).map((type) => `venue-${type}`);
}

// A city has thousands of restaurants: they wait until the map is close
const RESTAURANTS_FROM = 13;

export function siteLayers(look) {
  const festival = ["==", ["get", "type"], "festival_site"], restaurant = ["==", ["get", "type"], "restaurant"];
  const size = (of, others) => ["case", festival, of, others];
  const layer = (id, filter, from, named) => ({
    id, rank: 78, type: "symbol", source: "sites", filter, minzoom: from,
    layout: {
      "icon-image": ["concat", "venue-", ["get", "type"]],
      "icon-size": ["interpolate", ["linear"], ["zoom"], 9, size(0.7, 0.3), 12, size(1, 0.5), 14, size(1.1, 0.75)],
      "symbol-sort-key": size(1, 0),
      "icon-allow-overlap": true, "icon-ignore-placement": true,
      "text-field": named, "text-font": FONT, "text-size": 12, "text-anchor": "top", "text-offset": [0, 1.15], "text-max-width": 12, "text-optional": true,
    },
    paint: { "text-color": look.ink, "text-halo-color": look.halo, "text-halo-width": 1.6 },
  });
  const dated = ["case", ["==", ["get", "days"], ""], ["get", "name"], ["concat", ["get", "name"], "\n", ["get", "days"]]];
  const close = ["step", ["zoom"], "", 15.5, ["get", "name"]];
  return [
    layer("sites-restaurants", restaurant, RESTAURANTS_FROM, close),
    layer("sites-venues", ["all", ["!", restaurant], ["!", festival]], 0, close),
    layer("sites-festivals", festival, 0, ["step", ["zoom"], "", 11.5, dated]),
  ];
}

export function hotspotLayers(look) {
  const line = (part, colour, width, extra, step) => ({
    id: `hotspots-${part}`, rank: 50 + step, type: "line", source: "hotspots", layout: { "line-join": "round" },
    paint: { "line-color": colour, "line-width": width, ...extra },
  });
  return [
    { id: "hotspots-fill", rank: 49, type: "fill", source: "hotspots", paint: { "fill-color": look.ink, "fill-opacity": 0.05 } },
    line("halo", look.halo, 4.4, { "line-opacity": 0.85 }, 0),
    line("line", look.ink, 2.2, { "line-dasharray": [2.2, 1.6] }, 0.1),
    { id: "hotspots-name", rank: 73, type: "symbol", source: "hotspots", minzoom: 11.5,
      layout: { "symbol-placement": "line", "text-field": ["concat", "Declared hotspot: ", ["get", "name"]], "text-font": FONT, "text-size": 11.5, "symbol-spacing": 700 },
      paint: { "text-color": look.ink, "text-halo-color": look.halo, "text-halo-width": 2 } },
  ];
}
