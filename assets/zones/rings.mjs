// Rings of coordinates: a part's geometry taken apart so that each ring can be edited, and put together again.

const EARTH_M = 6371008.8;
const DECIMALS = 9; // terra-draw refuses more; 0.1 mm

const radians = (degrees) => (degrees * Math.PI) / 180;

export function metres([lngA, latA], [lngB, latB]) {
  const [a, b] = [radians(latA), radians(latB)];
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians(lngB - lngA) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

const round = (value) => Number(value.toFixed(DECIMALS));

export function moved([lng, lat], east, north) {
  const perDegree = radians(1) * EARTH_M;
  return [round(lng + east / (perDegree * Math.cos(radians(lat)))), round(lat + north / perDegree)];
}

// The whole geometry moved by as much as its first corner moves
export function movedShape(geometry, east, north) {
  const first = polygonsOf(geometry)[0][0][0];
  const [lng, lat] = moved(first, east, north);
  return shifted(geometry, lng - first[0], lat - first[1]);
}

export function shifted(geometry, byLng, byLat) {
  const shift = (each) => (typeof each[0] === "number" ? [round(each[0] + byLng), round(each[1] + byLat)] : each.map(shift));
  return { type: geometry.type, coordinates: shift(geometry.coordinates) };
}

export function polygonsOf(geometry) {
  return geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
}

export function cornersOf(geometry) {
  return polygonsOf(geometry).reduce((sum, polygon) => sum + polygon.reduce((all, ring) => all + ring.length - 1, 0), 0);
}

// [{at: [polygon, ring], ring}] of a geometry; ring 0 is the outline, the others are holes
export function ringsOf(geometry) {
  return polygonsOf(geometry).flatMap((polygon, p) => polygon.map((ring, r) => ({ at: [p, r], ring })));
}

export function withRing(geometry, [p, r], ring) {
  const polygons = polygonsOf(geometry).map((polygon, i) => (i === p ? polygon.map((each, j) => (j === r ? ring : each)) : polygon));
  return geometry.type === "MultiPolygon" ? { type: "MultiPolygon", coordinates: polygons } : { type: "Polygon", coordinates: polygons[0] };
}

// As terra-draw takes a ring: rounded, without heights
export function rounded(ring) {
  return ring.map(([lng, lat]) => [round(lng), round(lat)]);
}

// A corner put elsewhere; the first is also the last
export function withCorner(ring, index, corner) {
  const last = ring.length - 1;
  return ring.map((each, i) => (i === index || (index === 0 && i === last) ? corner : each));
}

export function withoutCorner(ring, index) {
  if (ring.length <= 4) return ring;
  const open = ring.slice(0, -1).filter((_, i) => i !== index);
  return [...open, open[0]];
}

export function circleOf(ring) {
  const open = ring.slice(0, -1);
  const middle = [0, 1].map((axis) => open.reduce((sum, corner) => sum + corner[axis], 0) / open.length);
  const radius = open.reduce((sum, corner) => sum + metres(middle, corner), 0) / open.length;
  return { centre: middle.map(round), radius_m: Math.round(radius * 10) / 10 };
}

export function boundsOf(geometries) {
  const all = geometries.flatMap((geometry) => ringsOf(geometry).flatMap(({ ring }) => ring));
  const of = (axis, pick) => all.reduce((best, corner) => pick(best, corner[axis]), all[0][axis]);
  return [of(0, Math.min), of(1, Math.min), of(0, Math.max), of(1, Math.max)];
}
