// What only analysts' pages do: going from one store to the other with the view kept, and choosing hours and days.
(function () {
  "use strict";
  const WEEK = 168;
  const tell = (id, props) => window.dash_clientside.set_props(id, props);
  let stroke = null; // {picker, from, on, before} while a pointer or the Shift key selects

  // ---- the other store, the same view ----------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a.store-link") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const kept = location.search.replace(/^\?/, "").split("&").filter((part) => part && !/^(store|hours|days)=/.test(part));
    if (link.id === "store-exact") kept.unshift("store=exact");
    location.assign(location.pathname + (kept.length ? "?" + kept.join("&") : ""));
  });

  // ---- hours -----------------------------------------------------------------------------------------------

  // One grid of 7 x 24 and the store that holds what is chosen in it; both say which by data-hours
  class Picker {
    constructor(store) {
      this.store = store;
      this.chosen = new Set();
      this.waiting = 0;
    }

    cells() {
      return Array.from(document.querySelectorAll(`#${this.store}-grid .hour`));
    }

    paint() {
      for (const cell of this.cells()) {
        const on = String(this.chosen.has(Number(cell.dataset.hour)));
        if (cell.getAttribute("aria-selected") !== on) cell.setAttribute("aria-selected", on);
      }
    }

    // All hours and none mean the same: no filter. Asked for once a stroke has come to rest.
    choose(hours, soon) {
      this.chosen = new Set(hours);
      this.paint();
      window.clearTimeout(this.waiting);
      const data = this.chosen.size === WEEK ? [] : Array.from(this.chosen).sort((a, b) => a - b);
      if (soon) this.waiting = window.setTimeout(tell, 250, this.store, { data });
      else tell(this.store, { data });
    }

    begin(from) {
      stroke = { picker: this, from, on: !this.chosen.has(from), before: new Set(this.chosen) };
    }

    extend(to) {
      this.chosen = block(stroke.from, to, stroke.on, stroke.before);
      this.paint();
    }

    focus(hour) {
      for (const cell of this.cells()) {
        const here = Number(cell.dataset.hour) === hour;
        cell.tabIndex = here ? 0 : -1;
        if (here) cell.focus();
      }
    }
  }

  const pickers = new Map();
  function pickerOf(element) {
    const store = element.closest("[data-hours]").dataset.hours;
    return picker(store);
  }
  function picker(store) {
    if (!pickers.has(store)) pickers.set(store, new Picker(store));
    return pickers.get(store);
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

  function end() {
    if (!stroke) return;
    const { picker: ended } = stroke;
    stroke = null;
    ended.choose(ended.chosen);
  }

  // The hour an element stands for, null where it is none
  const hourAt = (target) => {
    const cell = target && target.closest ? target.closest(".hours-grid .hour") : null;
    return cell ? Number(cell.dataset.hour) : null;
  };

  document.addEventListener("pointerdown", (event) => {
    const hour = hourAt(event.target);
    if (hour === null || event.button) return;
    const began = pickerOf(event.target);
    began.begin(hour);
    began.extend(hour);
  });
  document.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const under = document.elementFromPoint(event.clientX, event.clientY); // touch keeps its first target
    const hour = hourAt(under);
    if (hour !== null && pickerOf(under) === stroke.picker) stroke.picker.extend(hour);
  });
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", () => {
    if (!stroke) return;
    stroke.picker.chosen = stroke.before; // the finger went on to scroll the page
    stroke.picker.paint();
    stroke = null;
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest ? event.target.closest(".preset, .hours-grid .day-name, .hours-grid .hour-name") : null;
    if (!target) return;
    const asked = pickerOf(target);
    if (target.classList.contains("preset")) {
      asked.choose(target.dataset.preset ? target.dataset.preset.split(",").map(Number) : []);
      return;
    }
    const at = Array.from(target.parentElement.children).indexOf(target) - 1;
    const day = Array.from(target.parentElement.parentElement.children).indexOf(target.parentElement) - 1;
    const [from, to] = target.classList.contains("day-name") ? [day * 24, day * 24 + 23] : [at, 144 + at];
    const every = block(from, to, true, new Set());
    const on = !Array.from(every).every((hour) => asked.chosen.has(hour));
    asked.choose(block(from, to, on, asked.chosen));
  });

  document.addEventListener("keydown", (event) => {
    const hour = hourAt(document.activeElement);
    if (hour === null) return;
    const asked = pickerOf(document.activeElement);
    const turned = window.matchMedia("(max-width: 640px)").matches; // days are columns there
    const [across, down] = turned ? [24, 1] : [1, 24];
    const step = { ArrowRight: across, ArrowLeft: -across, ArrowDown: down, ArrowUp: -down }[event.key];
    if (step) {
      const to = hour + step;
      const same = Math.abs(step) === 24 || Math.floor(to / 24) === Math.floor(hour / 24);
      event.preventDefault();
      if (to < 0 || to >= WEEK || !same) return;
      if (event.shiftKey && !stroke) asked.begin(hour);
      asked.focus(to);
      if (event.shiftKey) asked.extend(to);
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      asked.choose(block(hour, hour, !asked.chosen.has(hour), asked.chosen), true);
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === "Shift" && hourAt(document.activeElement) !== null) end();
  });

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

  // ---- days ------------------------------------------------------------------------------------------------

  let wanted = null; // the days of an address, until both fields say them
  const days = (from, to) => (from || to ? [from || null, to || null] : []);
  const alike = (one, other) => JSON.stringify(one || []) === JSON.stringify(other || []);
  let asked = []; // what the fields said last

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    analyst: {
      days: function (from, to, held) {
        const now = days(from, to);
        if (wanted && !alike(now, wanted)) return window.dash_clientside.no_update;
        wanted = null;
        asked = now;
        return alike(now, held) ? window.dash_clientside.no_update : now;
      },
    },
  });

  function askDays(code) {
    const found = /^(\d{4})(\d\d)(\d\d)-(\d{4})(\d\d)(\d\d)$/.exec(code || "");
    const said = found ? [found.slice(1, 4).join("-"), found.slice(4).join("-")] : [];
    const now = said.length && Date.parse(said[0]) <= Date.parse(said[1]) ? said : []; // no day 32, no wrong order
    if (alike(now, asked)) return now.length > 0;
    wanted = now;
    window.setTimeout(() => {
      tell("days-from", { value: now[0] || null });
      tell("days-to", { value: now[1] || null });
    }, 0);
    return now.length > 0;
  }

  window.safepassage = Object.assign(window.safepassage || {}, {
    // what an address says of hours and days: chooses them, and returns whether there are any of each
    askChosen: function (query) {
      const { chosen } = picker("hours");
      const asked = new URLSearchParams(query);
      const hours = read(asked.get("hours"));
      const same = hours.length === (chosen.size === WEEK ? 0 : chosen.size) && hours.every((hour) => chosen.has(hour));
      if (!same) window.setTimeout(() => picker("hours").choose(hours), 0);
      return { hours: hours.length > 0, days: askDays(asked.get("days")) };
    },
    // the hours of a code, '' for all, as the choice of a picker
    chooseHours: function (store, code) {
      picker(store).choose(read(code));
    },
  });
})();
