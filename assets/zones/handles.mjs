// Which handles of a chosen shape are drawn: a circle or a long shore has so many corners that their handles would
// hide it. Those that are not drawn can be dragged all the same, and are drawn where there is room, nearer to.

const FEW = 24; // corners of a ring that all have their handle
const ROOM_PX = 40; // between the handles of a ring with more
const MIDDLE_PX = 20; // from a corner to the small point beside it

const near = (a, b, room) => Math.hypot(a[0] - b[0], a[1] - b[1]) < room;

// A test of features: false for a handle that is left out. place: from longitude and latitude to pixels.
export function handlesShown(features, place) {
  const rings = new Map();
  for (const { id, geometry, properties } of features) {
    if (!properties.selected || geometry.type !== "Polygon") continue;
    const corners = geometry.coordinates[0].slice(0, -1).map(place);
    rings.set(id, { corner: properties.mode === "circle" ? quarters(corners) : spread(corners), middle: middles(corners) });
  }
  return ({ properties: { selectionPointFeatureId, index, midPointFeatureId, midPointSegment } }) => {
    if (rings.has(selectionPointFeatureId)) return rings.get(selectionPointFeatureId).corner[index];
    return !rings.has(midPointFeatureId) || rings.get(midPointFeatureId).middle[midPointSegment];
  };
}

// Each of a circle's corners sets its radius
function quarters(corners) {
  const quarter = Math.round(corners.length / 4);
  return corners.map((_, i) => i % quarter === 0);
}

function spread(corners) {
  let last = corners[0];
  return corners.map((at, i) => {
    const drawn = i === 0 || corners.length <= FEW || (!near(at, last, ROOM_PX) && !near(at, corners[0], ROOM_PX));
    if (drawn) last = at;
    return drawn;
  });
}

function middles(corners) {
  return corners.map((at, i) => !near(at, corners[(i + 1) % corners.length], 2 * MIDDLE_PX));
}
