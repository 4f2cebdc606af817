// The level of detail of a wide place follows the zoom: coarser hexagons when zoomed out (web/map/levels.py).
(function () {
  "use strict";
  const none = () => window.dash_clientside.no_update;
  const HEXAGONS = /^r\d+$/;
  let seen = null; // what the map shows of a wide place: west, south, east, north

  // levels: [[grid, zoom it is drawn from], ...], coarse to fine
  const levelAt = (levels, zoom) => levels.reduce((found, [grid, from]) => (zoom >= from ? grid : found), levels[0][0]);

  // A file of a large grid lists what is in sight when it is asked for
  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest('a[href*="figures.csv?"]') : null;
    if (!link) return;
    const address = new URL(link.href);
    address.searchParams.delete("within");
    if (seen) address.searchParams.set("within", seen.join(","));
    link.href = address.pathname + address.search;
  }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    levels: {
      // Choose the level for the zoom, where hexagons are on the map; what is in sight goes to the table
      follow: function (levels, viewport, grid, choices) {
        if (!levels || !levels.length || !viewport) {
          seen = null;
          return none();
        }
        const level = levelAt(levels, viewport.zoom);
        const wanted = HEXAGONS.test(grid || "") ? level : grid;
        const data = (choices || []).map((each) => (HEXAGONS.test(each.value) ? { ...each, value: level } : each));
        if (JSON.stringify(data) !== JSON.stringify(choices) || wanted !== grid) window.dash_clientside.set_props("grid", { data, value: wanted });
        const same = JSON.stringify(seen) === JSON.stringify(viewport.bounds);
        seen = viewport.bounds;
        return same ? none() : seen;
      },
    },
  });
})();
