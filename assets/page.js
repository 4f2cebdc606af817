// What the pages do in the browser without asking the server: which page shows, theme, opening and closing.
(function () {
  "use strict";
  const none = () => window.dash_clientside.no_update;
  const quiet = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  let first = true;
  let chosen = "auto";

  function themeShown() {
    return chosen === "dark" || (chosen !== "light" && system.matches) ? "dark" : "light";
  }
  system.addEventListener("change", () => {
    document.body.dataset.agThemeMode = themeShown();
    window.dash_clientside.set_props("map", { theme: themeShown() });
  });

  function closePanel() {
    document.body.classList.remove("panel-open");
    const button = document.getElementById("open-panel");
    if (button) button.setAttribute("aria-expanded", "false");
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    page: {
      // address, titles -> one `hidden` for each page; the title, the current link and the focus follow
      show: function (address, titles) {
        const paths = Object.keys(titles);
        const path = paths.includes(address) ? address : "/";
        document.title = titles[path];
        document.body.dataset.page = path;
        document.querySelectorAll(".nav-link").forEach((link) => {
          if (link.getAttribute("href") === path) link.setAttribute("aria-current", "page");
          else link.removeAttribute("aria-current");
        });
        closePanel();
        if (!first) {
          window.scrollTo({ top: 0, behavior: "instant" });
          document.getElementById("content").focus({ preventScroll: true });
        }
        first = false;
        return paths.map((each) => each !== path);
      },
      // light, dark or auto; null lets the system decide
      theme: function (choice) {
        chosen = choice;
        const shown = themeShown();
        document.body.dataset.agThemeMode = shown;
        return [choice === "light" || choice === "dark" ? choice : null, shown];
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
          document.getElementById("open-panel").setAttribute("aria-expanded", String(open));
          if (open) document.getElementById("panel").focus({ preventScroll: true });
        }
        return none();
      },
      closePanel: function (clicks) {
        if (clicks) {
          closePanel();
          document.getElementById("open-panel").focus();
        }
        return none();
      },
      // the drawer's content arrived: show it and take the reader there
      openDrawer: function (content) {
        const drawer = document.getElementById("drawer");
        if (!content || (Array.isArray(content) && !content.length)) return true;
        window.setTimeout(() => {
          drawer.scrollTop = 0;
          const heading = drawer.querySelector("h2");
          if (heading) heading.focus({ preventScroll: true });
          if (!quiet()) drawer.classList.add("moves");
        }, 60);
        return false;
      },
    },
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.body.classList.contains("panel-open")) {
      closePanel();
      document.getElementById("open-panel").focus();
      return;
    }
    const close = document.getElementById("close-drawer");
    if (close && close.offsetParent !== null) close.click();
  });
})();
