// Maps that show the same part of the world: whichever is moved, the others of its group follow, and what is
// pointed at on one is marked on all.

const groups = new Map(); // name -> Set of MapControl

export function join(control, name) {
  if (!groups.has(name)) groups.set(name, new Set());
  groups.get(name).add(control);
}

export function leave(control, name) {
  groups.get(name)?.delete(control);
}

export function others(control, name) {
  return [...(groups.get(name) || [])].filter((each) => each !== control);
}

// Listen to one map on behalf of the others; `follow` of each is told where it now is
export function lead(control, name) {
  const { map } = control;
  join(control, name);
  map.on("move", () => {
    if (control.following) return;
    others(control, name).forEach((each) => each.follow(map.getCenter(), map.getZoom()));
  });
  map.on("mousemove", (event) => others(control, name).forEach((each) => each.pointAt(event.lngLat)));
  map.on("mouseout", () => others(control, name).forEach((each) => each.pointAt(null)));
}
