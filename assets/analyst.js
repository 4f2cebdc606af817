// What only analysts' pages do: going from one store to the other with the view kept, and choosing hours.
(function () {
  "use strict";
  const WEEK = 168;
  const tell = (id, props) => window.dash_clientside.set_props(id, props);
  const cells = () => Array.from(document.querySelectorAll("#hours-grid .hour"));
  let chosen = new Set();
  let stroke = null; // {from, on, before} while a pointer or the Shift key selects
  let waiting = 0;

  // ---- the other store, the same view ----------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a.store-link") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const kept = location.search.replace(/^\?/, "").split("&").filter((part) => part && !/^(store|hours)=/.test(part));
    if (link.id === "store-exact") kept.unshift("store=exact");
    location.assign(location.pathname + (kept.length ? "?" + kept.join("&") : ""));
  });

  // ---- hours -----------------------------------------------------------------------------------------------

  function paint() {
    for (const cell of cells()) {
      const on = String(chosen.has(Number(cell.dataset.hour)));
      if (cell.getAttribute("aria-selected") !== on) cell.setAttribute("aria-selected", on);
    }
  }

  // All hours and none mean the same: no filter. Asked for once a stroke has come to rest.
  function choose(hours, soon) {
    chosen = new Set(hours);
    paint();
    window.clearTimeout(waiting);
    const data = chosen.size === WEEK ? [] : Array.from(chosen).sort((a, b) => a - b);
    if (soon) waiting = window.setTimeout(tell, 250, "hours", { data });
    else tell("hours", { data });
  }

  function block(from, to, on, before) {
    const rows = [Math.floor(from / 24), Math.floor(to / 24)].sort((a, b) => a - b);
    const columns = [from % 24, to % 24].sort((a, b) => a - b);
    const hours = new Set(before);
    for (let day = rows[0]; day <= rows[1]; day += 1)
      for (let hour = columns[0]; hour <= columns[1]; hour += 1)
        if (on) hours.add(day * 24 + hour);
        else hours.delete(day * 24 + hour);
    return hours;
  }

  function begin(from) {
    stroke = { from, on: !chosen.has(from), before: new Set(chosen) };
  }

  function extend(to) {
    chosen = block(stroke.from, to, stroke.on, stroke.before);
    paint();
  }

  function end() {
    if (!stroke) return;
    stroke = null;
    choose(chosen);
  }

  const hourAt = (target) => {
    const cell = target && target.closest ? target.closest("#hours-grid .hour") : null;
    return cell ? Number(cell.dataset.hour) : null;
  };

  document.addEventListener("pointerdown", (event) => {
    const hour = hourAt(event.target);
    if (hour === null || event.button) return;
    begin(hour);
    extend(hour);
  });
  document.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const hour = hourAt(document.elementFromPoint(event.clientX, event.clientY)); // touch keeps its first target
    if (hour !== null) extend(hour);
  });
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", () => {
    if (!stroke) return;
    chosen = stroke.before; // the finger went on to scroll the page
    stroke = null;
    paint();
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest ? event.target.closest(".preset, #hours-grid .day-name, #hours-grid .hour-name") : null;
    if (!target) return;
    if (target.classList.contains("preset")) {
      choose(target.dataset.hours ? target.dataset.hours.split(",").map(Number) : []);
      return;
    }
    const at = Array.from(target.parentElement.children).indexOf(target) - 1;
    const day = Array.from(target.parentElement.parentElement.children).indexOf(target.parentElement) - 1;
    const [from, to] = target.classList.contains("day-name") ? [day * 24, day * 24 + 23] : [at, 144 + at];
    const every = block(from, to, true, new Set());
    const on = !Array.from(every).every((hour) => chosen.has(hour));
    choose(block(from, to, on, chosen));
  });

  document.addEventListener("keydown", (event) => {
    const hour = hourAt(document.activeElement);
    if (hour === null) return;
    const turned = window.matchMedia("(max-width: 640px)").matches; // days are columns there
    const [across, down] = turned ? [24, 1] : [1, 24];
    const step = { ArrowRight: across, ArrowLeft: -across, ArrowDown: down, ArrowUp: -down }[event.key];
    if (step) {
      const to = hour + step;
      const same = Math.abs(step) === 24 || Math.floor(to / 24) === Math.floor(hour / 24);
      event.preventDefault();
      if (to < 0 || to >= WEEK || !same) return;
      if (event.shiftKey && !stroke) begin(hour);
      focus(to);
      if (event.shiftKey) extend(to);
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      choose(block(hour, hour, !chosen.has(hour), chosen), true);
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === "Shift" && hourAt(document.activeElement) !== null) end();
  });

  function focus(hour) {
    for (const cell of cells()) {
      const here = Number(cell.dataset.hour) === hour;
      cell.tabIndex = here ? 0 : -1;
      if (here) cell.focus();
    }
  }

  // '5.22-23_6.0-3.22-23' -> hours; what cannot be read, or is every hour, is no choice
  function read(code) {
    const hours = new Set();
    for (const part of (code || "").split("_")) {
      const found = /^([1-7]{1,7})((?:\.\d{1,2}(?:-\d{1,2})?)+)$/.exec(part);
      if (!found) return [];
      for (const run of found[2].slice(1).split(".")) {
        const [first, last] = run.split("-").map(Number);
        for (const day of found[1]) for (let hour = first; hour <= (last ?? first) && hour < 24; hour += 1) hours.add((day - 1) * 24 + hour);
      }
    }
    return hours.size < WEEK ? Array.from(hours) : [];
  }

  window.safepassage = Object.assign(window.safepassage || {}, {
    // what an address says of hours: chooses them, and returns whether there are any
    askHours: function (query) {
      const hours = read(new URLSearchParams(query).get("hours"));
      const same = hours.length === (chosen.size === WEEK ? 0 : chosen.size) && hours.every((hour) => chosen.has(hour));
      if (!same) window.setTimeout(choose, 0, hours);
      return hours.length > 0;
    },
  });
})();
