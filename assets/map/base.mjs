// The base map, made of the place's own files: quiet, so that the layers speak.

const LOOK = {
  light: {
    beyond: "#e7ecef", land: "#fcfbf8", water: "#c9dae3", park: "#e2ebda", building: "#e4dfd7",
    street: "#2b3640", ink: "#2b3640", halo: "#ffffff", edge: "#5b6770",
  },
  dark: {
    beyond: "#0d1215", land: "#191f23", water: "#10303f", park: "#1d2a22", building: "#262d31",
    street: "#dfe6ea", ink: "#e6ecef", halo: "#12181c", edge: "#8c98a0",
  },
};

export const FONT = ["Inter"];

export function look(theme) {
  return LOOK[theme] || LOOK.light;
}

export function baseStyle(theme) {
  const background = { id: "beyond", type: "background", paint: { "background-color": look(theme).beyond } };
  const transition = { duration: 0, delay: 0 }; // fading from one colour to another draws the whole map many times over
  return { version: 8, sources: {}, layers: [background], transition };
}

const RANK = { rural: 0.6, residential: 0.7, secondary: 1.3, primary: 2.0 };
const BROAD = ["motorway", "trunk", "primary", "main", "major", "a road"];
const MIDDLE = ["secondary", "tertiary", "b road", "collector"];

function streetClass(broad, middle, narrow) {
  return ["match", ["downcase", ["coalesce", ["get", "class"], ""]], BROAD, broad, MIDDLE, middle, narrow];
}

function streetWidth(scale) {
  const at = (factor) =>
    streetClass(RANK.primary * factor * scale, RANK.secondary * factor * scale, RANK.residential * factor * scale);
  return ["interpolate", ["exponential", 1.5], ["zoom"], 10, at(0.45), 13, at(1), 16, at(3.2), 18, at(8)];
}

// kind -> the layers it is drawn by, each with its place in the drawing order
export function baseLayers(kind, source, theme) {
  const c = look(theme);
  const fill = (colour) => ({ type: "fill", paint: { "fill-color": colour } });
  const layers = {
    place: [
      { rank: 8, ...fill(c.land) },
      { rank: 46, type: "line", layout: { "line-join": "round" },
        paint: { "line-color": c.edge, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.8, 14, 1.6] } },
    ],
    park: [{ rank: 10, ...fill(c.park) }],
    water: [{ rank: 12, ...fill(c.water) }],
    building: [{ rank: 14, minzoom: 13.5, ...fill(c.building) }],
    street: [
      { rank: 40, type: "line", layout: { "line-cap": "round", "line-join": "round" },
        paint: {
          "line-color": c.street,
          "line-opacity": ["interpolate", ["linear"], ["zoom"], 10, streetClass(0.22, 0.12, 0.04), 13, streetClass(0.3, 0.2, 0.13)],
          "line-width": streetWidth(1),
        } },
      { rank: 71, type: "symbol", minzoom: 14.5,
        layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": 11, "symbol-spacing": 420 },
        paint: { "text-color": c.ink, "text-halo-color": c.halo, "text-halo-width": 1.4, "text-opacity": 0.85 } },
    ],
    neighbourhood: [
      { rank: 45, type: "line", layout: { "line-join": "round" },
        paint: { "line-color": c.ink, "line-opacity": ["interpolate", ["linear"], ["zoom"], 8, 0.2, 11.5, 0.45], "line-dasharray": [3, 2.4], "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 14, 1.2] } },
    ],
  };
  return (layers[kind] || []).map((layer, index) => ({ id: `base-${kind}-${index}`, source, ...layer }));
}

// Everything but the place: dims the parts of cells that reach beyond it
export function outside(collection) {
  const world = [[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]];
  const holes = collection.features.flatMap(({ geometry }) =>
    (geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates]).map((polygon) => polygon[0])
  );
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [world, ...holes] } };
}

export function outsideLayer(source, theme) {
  return { id: "base-outside", rank: 44, type: "fill", source, paint: { "fill-color": look(theme).beyond, "fill-opacity": 0.86 } };
}

// Names of neighbourhoods and zones stand on one point each, so that a tile's edge never repeats them
export function namePoints(collection) {
  const features = collection.features
    .filter(({ properties }) => properties.name || properties.label)
    .map(({ properties, geometry }) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates: widestMiddle(geometry) } }));
  return { type: "FeatureCollection", features };
}

export function nameLayer(source, theme) {
  const c = look(theme);
  return {
    id: "base-names", rank: 72, type: "symbol", source, minzoom: 9.5, maxzoom: 16,
    layout: {
      "text-field": ["get", "name"], "text-font": FONT, "text-max-width": 7, "text-letter-spacing": 0.03, "text-padding": 6,
      "text-size": ["interpolate", ["linear"], ["zoom"], 10, 11, 14, 14],
    },
    paint: { "text-color": c.ink, "text-halo-color": c.halo, "text-halo-width": 1.6 },
  };
}

// The middle of the widest stretch of a polygon at half its height: inside it, unlike the centroid of a crescent
function widestMiddle(geometry) {
  const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  const rings = polygons.map((polygon) => polygon[0]);
  const area = (ring) =>
    Math.abs(ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - y * ring[(i + 1) % ring.length][0], 0));
  const ring = rings.reduce((best, each) => (area(each) > area(best) ? each : best));
  const ys = ring.map((corner) => corner[1]);
  const middle = (Math.min(...ys) + Math.max(...ys)) / 2;
  const crossings = [];
  ring.forEach(([x, y], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length];
    if (y > middle !== y2 > middle) crossings.push(x + ((middle - y) / (y2 - y)) * (x2 - x));
  });
  crossings.sort((a, b) => a - b);
  let best = [ring[0][0], 0];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const width = crossings[i + 1] - crossings[i];
    if (width > best[1]) best = [(crossings[i] + crossings[i + 1]) / 2, width];
  }
  return [best[0], middle];
}
