// What lies under a point of the map: as features, as words, and as what the page is told.

import { describeClash } from "./clash.mjs";
import { partOf } from "./grid.mjs";
import { describe } from "./tip.mjs";

export function findUnder(map, drawing, point) {
  const near = (ids, reach) => {
    const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    const layers = [ids].flat().filter((id) => map.getLayer(id));
    return layers.length ? map.queryRenderedFeatures(box, { layers })[0] : null;
  };
  const grids = [...drawing.grids].reverse(); // the topmost first
  const fills = grids.map((layer) => partOf(layer, "fill")).filter((id) => map.getLayer(id));
  // An array: MapLibre takes a plain {x, y} for options and then searches the whole view
  const features = fills.length ? map.queryRenderedFeatures([point.x, point.y], { layers: fills }) : [];
  const cells = grids.flatMap((layer) => {
    const feature = features.find((each) => each.layer.id === partOf(layer, "fill"));
    return feature ? [{ layer, row: feature.id }] : [];
  });
  return { clash: near("clash-mark", 3), service: near("services", 3), site: near(["sites-festivals", "sites-venues", "sites-restaurants"], 3), hotspot: near("hotspots-line", 4), zone: near(["zones-fill", "zones-name"], 0), cells, outside: near("base-outside", 0) };
}

export function describeFound({ clash, service, site, hotspot, zone, cells, outside }, drawing, files) {
  const parts = [];
  if (clash) return [describeClash(clash.properties)];
  if (service) {
    const about = service.properties;
    const lines = [drawing.layers.find((layer) => layer.kind === "services").types[about.type]];
    if (about.stop && about.stop !== about.name) lines.push(about.stop);
    if (about.approximate) lines.push("Somewhere in this area: the address is not shown");
    parts.push({ title: about.name, lines });
  }
  if (site && !service) {
    const about = site.properties;
    parts.push({ title: about.name, lines: [drawing.layers.find((layer) => layer.kind === "sites").types[about.type], about.days].filter(Boolean) });
  }
  if (hotspot) parts.push({ title: hotspot.properties.name, lines: ["Hotspot declared by the police"] });
  if (zone) parts.push({ title: zone.properties.name, lines: [zone.properties.words] });
  if (service || site) return parts;
  for (const { layer, row } of cells) {
    const at = files.rowOf(layer, row);
    const lines = describe(layer, at.row, at.bytes, at.figures);
    if (layer.periodLabel) lines.push(layer.periodLabel);
    parts.push({ title: layer.title, colour: layer.ink[drawing.theme], lines });
  }
  if (outside && cells.length) parts.push({ title: "Beyond the boundary", lines: ["The figures count only what lies inside it."] });
  return parts;
}

export function asInfo({ clash, service, site, hotspot, zone, cells }) {
  if (clash) return { kind: "clash", id: clash.properties.id, stop: clash.properties.stop };
  if (service) return { kind: "service", id: service.properties.id, stop: service.properties.stop };
  if (site) return { kind: "venue", id: site.properties.id };
  if (hotspot) return { kind: "hotspot", id: hotspot.properties.id };
  if (zone) return { kind: "zone", id: zone.properties.id };
  return cells.length ? { kind: "cell", grid: cells[0].layer.grid, row: cells[0].row } : null;
}
