// The clash page in the browser: the list and its map follow each other, and the address follows both.
(function () {
  "use strict";
  const none = () => window.dash_clientside.no_update;
  const at = (id) => document.getElementById(id);
  const { url, here } = window.safepassage;
  const PATH = "/clash";
  let flights = 0;

  // The list may still be on its way into the page
  function openEntry(key, tries = 40) {
    const entry = at(`clash-${key}`);
    if (!entry) {
      if (tries) window.setTimeout(openEntry, 50, key, tries - 1);
      return;
    }
    if (entry.open) return;
    entry.open = true;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    entry.scrollIntoView({ block: "nearest", behavior: still ? "instant" : "smooth" });
    entry.querySelector("summary").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest ? event.target.closest("button[data-find]") : null;
    if (!button) return;
    flights += 1;
    const [lng, lat] = button.dataset.find.split(",").map(Number);
    window.dash_clientside.set_props("clash-map", { flyTo: { lng: lng, lat: lat, zoom: 15, n: flights } });
    at("clash-map").scrollIntoView({ block: "nearest" });
  });

  // The entry that is open is the one that a link names
  document.addEventListener("toggle", (event) => {
    const entry = event.target;
    if (!(entry instanceof HTMLElement) || !entry.classList.contains("rank")) return;
    const key = entry.open ? entry.id.slice("clash-".length) : "";
    window.dash_clientside.set_props("clash-opened", { data: key });
  }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    clash: {
      theme: function (choice) {
        return window.safepassage.themeShown(choice);
      },
      // a service was chosen on the map, or named by the address
      open: function (clicked, opened) {
        const because = window.dash_clientside.callback_context.triggered.map((each) => each.prop_id);
        if (because.includes("clash-map.clickInfo")) {
          if (!clicked || clicked.kind !== "clash") return none();
          const key = clicked.stop ? `${clicked.id}|${clicked.stop}` : clicked.id;
          window.setTimeout(openEntry, 0, key);
        } else if (opened) window.setTimeout(openEntry, 0, opened);
        return none();
      },
      // the slider of need, and what is known at each of its steps
      need: function (value, points) {
        const found = points.find((each) => each.at === value);
        return found ? found.said : "";
      },
      write: function (surface, grid, hotspots, opened) {
        if (here() !== PATH) return none();
        const said = new URLSearchParams(document.documentElement.dataset.store === "exact" ? { store: "exact" } : {});
        said.set("surface", surface);
        if (grid) said.set("grid", grid);
        if (hotspots) said.set("hotspots", "1");
        if (opened) said.set("service", opened);
        history.replaceState(null, "", `${url(PATH)}?${said}`);
        return none();
      },
    },
  });
})();
