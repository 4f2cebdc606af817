// What the pages do in the browser without asking the server: page, address, theme, opening and closing.
(function () {
  "use strict";
  const none = () => window.dash_clientside.no_update;
  const tell = (id, props) => window.dash_clientside.set_props(id, props);
  const at = (id) => document.getElementById(id);
  const { url, inside, here } = window.safepassage;
  const quiet = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const MAPS = ["map", "map-2", "map-3", "map-4"];
  let first = true;
  let chosen = "auto";

  // ---- the address: page, view, position and what is open -----------------------------------------------

  const HOME = "/";
  const STORE = document.documentElement.dataset.store === "exact" ? "?store=exact" : ""; // which figures this page reads
  const bar = {
    query: STORE, // what the map shows, as the address of the map page says it
    home: null, // the link of the opening view, which needs no words in the address
    homeAt: null, // where the map was before anybody moved it
    heavy: null, // the part of the link that is worth a step back
    restoring: false,
    chosen: { hours: false, days: false }, // whether the address asks for some only, which take another answer
    count: 0,
  };

  function arrive() {
    bar.count += 1;
    tell("address", { data: { path: here(), query: location.search, n: bar.count } });
  }
  window.addEventListener("popstate", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a.nav-link") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const path = inside(link.getAttribute("href"));
    if (path === here()) return;
    const more = path === HOME ? bar.query : STORE;
    history.pushState(null, "", url(path.includes("?") ? path + more.replace("?", "&") : path + more));
    arrive();
  });

  function askFor(query) {
    bar.query = query;
    bar.restoring = true;
    window.safepassage.forgetStep();
    if (STORE) bar.chosen = window.safepassage.askChosen(query);
    if (/[?&]at=/.test(query)) bar.homeAt = "";
    tell("asked", { data: { query: query, n: bar.count } });
  }

  // The whole place needs no position: it is fitted into whatever window the link is opened in
  function position(viewport) {
    return viewport && !viewport.whole ? [viewport.lat, viewport.lng, viewport.zoom].join(",") : "";
  }

  // whole: for somebody else, who may open on another view
  function compose(link, opened, viewport, whole) {
    const parts = STORE ? [STORE.slice(1)] : [];
    const where = position(viewport);
    if (whole || link !== bar.home) parts.push(link);
    if (where && (whole || where !== bar.homeAt)) parts.push("at=" + where);
    if (opened) parts.push("open=" + encodeURIComponent(opened));
    return parts.length ? "?" + parts.join("&") : "";
  }

  // A slider's steps, the colours and the map's moves replace the entry; another layer, period or level adds one
  const weight = (link) => link.replace(/,\d+|&?palette=\w+/g, "");

  // Whether nothing but the period differs from before, and assets/time.js has just moved it
  function slid(link) {
    const bare = (each) => each.replace(/(^|&)period=[^&]*/, "");
    const { slid: period } = at("time-bar").dataset;
    delete at("time-bar").dataset.slid;
    return new URLSearchParams(link).get("period") === period && bare(weight(link)) === bare(bar.heavy);
  }

  function write(link, opened, viewport) {
    if (bar.home === null) {
      bar.home = link;
      bar.heavy = weight(link);
    }
    if (viewport && bar.homeAt === null) bar.homeAt = position(viewport);
    const because = (window.dash_clientside.callback_context.triggered || []).map((each) => each.prop_id);
    const answered = because.includes("link.data");
    if (bar.restoring && (!answered || Object.keys(bar.chosen).some((each) => bar.chosen[each] !== link.includes(each + "=")))) return;
    const restored = bar.restoring;
    bar.restoring = false;
    const stepped = weight(link) !== bar.heavy && !slid(link);
    bar.heavy = weight(link);
    if (answered && !restored) tell("link-note", { hidden: true });
    const query = compose(link, opened, viewport, false);
    if (here() !== HOME || query === bar.query) return;
    bar.query = query;
    history[stepped && !restored ? "pushState" : "replaceState"](null, "", url(HOME) + query);
  }

  function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea"); // plain http has no clipboard
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("refused"));
  }

  // ---- what is fetched only when it is wanted -------------------------------------------------------------

  let gridScript = null;
  function loadGrid() {
    gridScript ||= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = url("/_dash-component-suites/dash_ag_grid/dash_ag_grid.min.js");
      script.onload = done;
      script.onerror = () => {
        gridScript = null;
        failed(new Error("the table could not be fetched"));
      };
      document.head.append(script);
    });
    return gridScript;
  }

  // ---- the rest ---------------------------------------------------------------------------------------------

  function remembered(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage can be forbidden: then it is said again next time
    }
  }

  function remember(key) {
    try {
      localStorage.setItem(key, "yes");
    } catch {
      return;
    }
  }

  function themeShown(choice = chosen) {
    return choice === "dark" || (choice !== "light" && system.matches) ? "dark" : "light";
  }
  window.safepassage = Object.assign(window.safepassage || {}, { themeShown: themeShown });
  system.addEventListener("change", () => {
    document.body.dataset.agThemeMode = themeShown();
    [...MAPS, "clash-map", "zones-map", "draw-map"].forEach((id) => at(id) && tell(id, { theme: themeShown() }));
  });

  function closePanel() {
    document.body.classList.remove("panel-open");
    const button = at("open-panel");
    if (button) button.setAttribute("aria-expanded", "false");
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    page: {
      // address, titles -> one `hidden` for each page; the title, the current link and the focus follow
      show: function (address, titles) {
        const { path: asked, query } = address || { path: here(), query: location.search };
        const paths = Object.keys(titles);
        const path = paths.includes(asked) ? asked : HOME;
        document.title = titles[path];
        document.body.dataset.page = path;
        document.querySelectorAll(".nav-link").forEach((link) => {
          if (inside(link.getAttribute("href")) === path) link.setAttribute("aria-current", "page");
          else link.removeAttribute("aria-current");
        });
        closePanel();
        if (path === HOME && query !== bar.query) window.setTimeout(askFor, 0, query);
        if (document.querySelector(`[id="page-${path.slice(1)}"] .waiting`)) window.setTimeout(tell, 0, `wanted-${path.slice(1)}`, { data: { query: query, n: Date.now() } });
        if (!first) {
          window.scrollTo({ top: 0, behavior: "instant" });
          at("content").focus({ preventScroll: true });
        }
        first = false;
        return paths.map((each) => each !== path);
      },
      // the link of the view, what is open, where the map is -> the address bar
      write: function (link, opened, viewport) {
        write(link, opened, viewport);
        return none();
      },
      copy: function (clicks, link, opened, viewport) {
        if (!clicks) return none();
        const query = compose(link, opened, viewport, true);
        return copyText(location.origin + url(HOME) + query).then(
          () => "Link copied",
          () => {
            history.replaceState(null, "", url(HOME) + query);
            return "Copy it from the address bar";
          }
        );
      },
      // shown until somebody has closed it
      hint: function (clicks) {
        if (clicks) {
          remember("hint-read");
          at("content").focus({ preventScroll: true });
        }
        return Boolean(clicks) || remembered("hint-read") === "yes";
      },
      // every second press shows the table; its script comes with the first
      table: function (clicks) {
        const open = Boolean(clicks) && clicks % 2 === 1;
        const button = at("show-table");
        if (!clicks) return none();
        button.setAttribute("aria-expanded", String(open));
        button.textContent = open ? "Hide the table" : "Show the table";
        return open ? loadGrid().then(() => true) : false;
      },
      // light, dark or auto; null lets the system decide
      theme: function (choice) {
        chosen = choice;
        const shown = themeShown();
        document.body.dataset.agThemeMode = shown;
        return [choice === "light" || choice === "dark" ? choice : null, ...MAPS.map(() => shown)];
      },
      // four switches -> whether the body of each environment is hidden
      bodies: function (...on) {
        return on.map((each) => !each);
      },
      // the level of one environment -> hide the micro part, hide the macro part
      level: function (level) {
        return [level !== "micro", level !== "macro"];
      },
      // slider values as a screen reader says them
      spoken: function (...values) {
        return values.map((value) => ({ thumb: { "aria-valuetext": value + " per cent" } }));
      },
      openPanel: function (clicks) {
        if (clicks) {
          const open = document.body.classList.toggle("panel-open");
          at("open-panel").setAttribute("aria-expanded", String(open));
          if (open) at("panel").focus({ preventScroll: true });
        }
        return none();
      },
      closePanel: function (clicks) {
        if (clicks) {
          closePanel();
          at("open-panel").focus();
        }
        return none();
      },
      closeDrawer: function () {
        return null;
      },
      // the drawer's content arrived: show it, take the reader there, keep the place in sight
      openDrawer: function (content) {
        const drawer = at("drawer");
        if (!content || (Array.isArray(content) && !content.length)) {
          // Back to the map, where the place was chosen
          const canvas = document.querySelector("#map canvas");
          const lost = drawer.contains(document.activeElement) || document.activeElement === document.body;
          if (!drawer.hidden && lost && canvas) canvas.focus({ preventScroll: true });
          return true;
        }
        window.setTimeout(() => {
          drawer.scrollTop = 0;
          const heading = drawer.querySelector("h2");
          if (heading) heading.focus({ preventScroll: true });
          const control = at("map").mapControl;
          if (control) control.reveal(drawer.getBoundingClientRect());
          if (!quiet()) drawer.classList.add("moves");
        }, 60);
        return false;
      },
    },
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target.closest?.("[role=dialog][aria-modal=true]")) return; // its own key
    if (document.body.classList.contains("panel-open")) {
      closePanel();
      at("open-panel").focus();
      return;
    }
    const close = at("close-drawer");
    if (close && close.offsetParent !== null) close.click();
  });
})();
