// The page of zones in the browser: list, map and address follow each other.
(function () {
  "use strict";
  const none = () => window.dash_clientside.no_update;
  const tell = (id, props) => window.dash_clientside.set_props(id, props);
  const at = (id) => document.getElementById(id);
  const { url, here } = window.safepassage;
  const PATH = "/zones";
  let asked = false; // whether the address named what is shown

  function openZone(id) {
    tell("zones-one", { value: id });
    at("zones-full").scrollIntoView({ block: "start", behavior: "instant" }); // a long way, past a map
    at("zones-one").focus({ preventScroll: true });
  }

  // The list may still be on its way into the page
  function bringBack(wanted, tries = 100) {
    const known = [...document.querySelectorAll(".zone-list input[type=checkbox]")].map((each) => each.value);
    if (!known.length) {
      if (tries) window.setTimeout(bringBack, 50, wanted, tries - 1);
      return;
    }
    const compared = (wanted.get("compare") || "").split(",").filter((each) => known.includes(each));
    if (compared.length) tell("zones-compared", { value: compared });
    if (!known.includes(wanted.get("zone"))) return;
    asked = true;
    openZone(wanted.get("zone"));
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    zones: {
      // a zone was chosen on the map or in the list
      open: function (clicked, clicks) {
        const because = (window.dash_clientside.callback_context.triggered || []).map((each) => each.prop_id);
        if (because.includes("zones-map.clickInfo")) {
          if (clicked && clicked.kind === "zone") openZone(clicked.id);
          return none();
        }
        const button = because.find((each) => each.includes("zone-open"));
        if (button && clicks.some(Boolean)) openZone(JSON.parse(button.slice(0, button.lastIndexOf("."))).zone);
        return none();
      },
      // the address names the zone in full and those side by side
      arrive: function (address) {
        const { path, query } = address || { path: here(), query: location.search };
        if (path === PATH) window.setTimeout(bringBack, 0, new URLSearchParams(query));
        return none();
      },
      write: function (compared, one) {
        if (here() !== PATH) return none();
        const because = (window.dash_clientside.callback_context.triggered || []).map((each) => each.prop_id);
        asked = asked || because.includes("zones-one.value");
        const said = new URLSearchParams(document.documentElement.dataset.store === "exact" ? { store: "exact" } : {});
        if (asked && one) said.set("zone", one);
        if (compared && compared.length) said.set("compare", compared.join(","));
        history.replaceState(null, "", `${url(PATH)}?${said.toString().replaceAll("%2C", ",")}`);
        return none();
      },
    },
  });
})();
