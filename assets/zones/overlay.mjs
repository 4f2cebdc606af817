// What the page draws besides the handles: the zone as its parts make it, faults where they are, chosen services.

import { FONT, look, namePoints } from "../map/base.mjs";
import { zoneLayers, zoneNameLayer } from "../map/zones.mjs";

const EMPTY = { type: "FeatureCollection", features: [] };
const OWN = "draw-";

export class Overlay {
  // looks: status -> how it is drawn (web/map/zones.py)
  constructor(map, looks, theme) {
    Object.assign(this, { map, looks, data: { "draw-others": EMPTY, "draw-others-names": EMPTY, "draw-zone": EMPTY, "draw-zone-names": EMPTY, "draw-faults": EMPTY, "draw-chosen": EMPTY, "draw-corner": EMPTY } });
    this.dress(theme);
  }

  dress(theme) {
    const { map } = this;
    const ink = look(theme);
    map.getStyle().layers.filter(({ id }) => id.startsWith(OWN)).forEach(({ id }) => map.removeLayer(id));
    for (const [id, data] of Object.entries(this.data)) if (!map.getSource(id)) map.addSource(id, { type: "geojson", data });
    const own = { id: "draw-zone", looks: this.looks };
    const zone = [...zoneLayers(own, ink, theme).sort((a, b) => a.rank - b.rank), zoneNameLayer(own, ink, theme)];
    const layers = [
      ...this.others(ink, theme),
      ...zone,
      { id: "draw-chosen", type: "circle", source: "draw-chosen", paint: { "circle-radius": 18, "circle-color": "rgba(0,0,0,0)", "circle-stroke-width": 2.5, "circle-stroke-color": ink.ink } },
    ];
    for (const { rank: _, ...layer } of layers) map.addLayer(layer);
    map.addLayer({ id: "draw-corner", type: "circle", source: "draw-corner", paint: { "circle-radius": 10, "circle-color": "rgba(0,0,0,0)", "circle-stroke-width": 3, "circle-stroke-color": ink.ink } });
    map.addLayer({ id: "draw-fault-dot", type: "circle", source: "draw-faults", paint: { "circle-radius": 11, "circle-color": "#ffd24a", "circle-stroke-width": 2, "circle-stroke-color": "#1d2830" } });
    map.addLayer({ id: "draw-fault-sign", type: "symbol", source: "draw-faults", layout: { "text-field": ["get", "number"], "text-font": FONT, "text-size": 13, "text-allow-overlap": true }, paint: { "text-color": "#1d2830" } });
  }

  // As every map draws them, in grey and thinner: what is edited stands out
  others(ink, theme) {
    const quiet = Object.fromEntries(Object.entries(this.looks).map(([status, each]) => [status, { ...each, past: true, width: each.width * 0.7, fill: each.fill * 0.6 }]));
    const layer = { id: "draw-others", looks: quiet };
    const drawn = zoneLayers(layer, ink, theme).filter(({ id }) => !id.endsWith("-halo")).sort((a, b) => a.rank - b.rank);
    const name = zoneNameLayer(layer, ink, theme);
    return [...drawn, { ...name, minzoom: 13, layout: { ...name.layout, "text-size": 11 }, paint: { ...name.paint, "text-color": ink.soft || ink.ink } }];
  }

  set(id, features) {
    this.data[id] = { type: "FeatureCollection", features };
    this.map.getSource(id)?.setData(this.data[id]);
    const names = `${id}-names`;
    if (names in this.data) this.set(names, namePoints(this.data[id]).features);
  }

  zone(geometry, status, label) {
    this.set("draw-zone", geometry ? [{ type: "Feature", properties: { status, label }, geometry }] : []);
  }

  faults(found) {
    this.set("draw-faults", points(found.map(({ longitude, latitude }) => [longitude, latitude])).map((each, at) => ({ ...each, properties: { number: String(at + 1) } })).filter(({ geometry }) => Number.isFinite(geometry.coordinates[0])));
  }

  chosen(places) {
    this.set("draw-chosen", points(places));
  }

  corner(place) {
    this.set("draw-corner", points(place ? [place] : []));
  }
}

const points = (places) => places.map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } }));
