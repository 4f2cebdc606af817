// The parts of the zone as a list, and the keyboard's way to move them and their corners.

import { circleOf, cornersOf, ringsOf } from "./rings.mjs";

const labels = {}; // of the kinds of part, as the form words them (layers/zones/choices.py)
const STEPS = [["1", "1 m"], ["10", "10 m"], ["100", "100 m"]];

export function useLabels(kinds) {
  Object.assign(labels, kinds);
}

export function nameOf({ kind, parameters, geometry }) {
  if (kind === "circle") return `Circle of ${Math.round(parameters.radius_m ?? circleOf(ringsOf(geometry)[0].ring).radius_m)} m`;
  if (kind === "radius") return `${parameters.radius_m} m around ${several(parameters.services, "service")}`;
  if (kind === "walk") return `${parameters.minutes}-minute walk ${parameters.services ? `of ${several(parameters.services, "service")}` : "of a point"}`;
  if (kind === "streets") return `Along ${parameters.streets.join(", ")}`;
  return labels[kind] || "Shape";
}

const several = (list, word) => `${list.length} ${word}${list.length === 1 ? "" : "s"}`;

export function element(tag, about, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(about || {})) {
    if (name === "text") made.textContent = value;
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name === "className" ? "class" : name, value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

const button = (text, action, part, label, more = {}) => element("button", { type: "button", className: "small-button", "data-action": action, "data-part": part, "aria-label": label, id: `draw-${action}-${part}`, ...more, text });

export class Parts {
  // told: {choose(id), operation(id), shift(id, by), duplicate(id), remove(id), nudge(east, north), place(lng, lat), resize(metres), without(), corner(at)}
  constructor(box, told) {
    Object.assign(this, { box, told, at: null, step: 10 });
    box.addEventListener("click", (event) => this.clicked(event.target.closest("button")));
    box.addEventListener("change", (event) => this.changed(event.target));
    box.addEventListener("keydown", (event) => this.key(event));
  }

  // at: null for the whole part, else {polygon, ring, corner}
  show(parts, chosen) {
    this.parts = parts;
    this.part = parts.find(({ id }) => id === chosen) || null;
    if (!this.part) this.at = null;
    else if (this.at) {
      const ring = ringsOf(this.part.geometry).find(({ at }) => at[0] === this.at.polygon && at[1] === this.at.ring);
      if (!ring) this.at = null;
      else this.at = { ...this.at, corner: Math.min(this.at.corner, ring.ring.length - 2) };
    }
    const focused = document.activeElement?.id;
    const list = element("ol", { className: "draw-parts" }, ...parts.map((part, index) => this.row(part, index)));
    const none = element("p", { className: "note", text: "Nothing is drawn yet. Choose a tool above the map, or add a shape below without one." });
    this.box.replaceChildren(parts.length ? list : none, ...(this.part ? [this.editor()] : []));
    if (focused && this.box.querySelector(`[id="${focused}"]`)) document.getElementById(focused).focus({ preventScroll: true });
  }

  row(part, index) {
    const name = `Part ${index + 1}, ${nameOf(part)}`;
    const cut = part.operation === "subtract";
    const chosen = part === this.part;
    return element("li", { className: chosen ? "chosen" : "" },
      element("button", { type: "button", className: "part-name", "data-action": "choose", "data-part": part.id, id: `draw-choose-${part.id}`, "aria-pressed": String(chosen) },
        element("b", { text: nameOf(part) }), element("span", { className: "note", text: `${cut ? "cut out" : "added"} · ${cornersOf(part.geometry).toLocaleString("en")} corners` })),
      element("span", { className: "part-buttons" },
        button(cut ? "Add" : "Cut out", "operation", part.id, `${cut ? "Add" : "Cut out"} ${name}`),
        button("↑", "up", part.id, `${name}: earlier in the order`, { disabled: index === 0 }),
        button("↓", "down", part.id, `${name}: later in the order`, { disabled: index === this.parts.length - 1 }),
        button("Copy", "duplicate", part.id, `Copy ${name}`),
        button("Delete", "remove", part.id, `Delete ${name}`)));
  }

  editor() {
    const round = this.part.kind === "circle"; // has a radius in place of corners
    const rings = ringsOf(this.part.geometry);
    const options = [["", "The whole part"]];
    (round ? [] : rings).forEach(({ at: [p, r], ring }) => {
      const which = rings.length > 1 ? ` of ${r ? `hole ${r}` : "the outline"}${rings.some(({ at }) => at[0]) ? ` ${p + 1}` : ""}` : "";
      for (let i = 0; i < Math.min(ring.length - 1, 400); i += 1) options.push([`${p}/${r}/${i}`, `Corner ${i + 1}${which}`]);
    });
    const here = this.at ? `${this.at.polygon}/${this.at.ring}/${this.at.corner}` : "";
    const select = (id, label, all, value) => element("label", { className: "draw-field" }, element("span", { text: label }),
      element("select", { id }, ...all.map(([key, text]) => element("option", { value: key, text, selected: key === value }))));
    const where = this.where();
    const number = (id, label, value) => element("label", { className: "draw-field" }, element("span", { text: label }), element("input", { id, type: "text", inputmode: "decimal", value: value.toFixed(6) }));
    return element("fieldset", { className: "draw-editor" }, element("legend", { text: "Move the chosen part or a corner of it" }),
      element("div", { className: "draw-row" }, select("draw-what", "What to move", options, here), select("draw-step", "Step", STEPS, String(this.step))),
      element("div", { className: "draw-row draw-nudges" },
        element("button", { type: "button", id: "draw-nudge", className: "nudge", "data-action": "nudge", text: "Arrow keys move it", "aria-label": `Arrow keys move ${this.at ? `corner ${this.at.corner + 1}` : "the part"} by ${this.step} m` }),
        ...[["West", "←", -1, 0], ["North", "↑", 0, 1], ["South", "↓", 0, -1], ["East", "→", 1, 0]].map(([word, sign, east, north]) => element("button", { type: "button", className: "small-button", id: `draw-by-${word}`, "data-action": "by", "data-east": String(east), "data-north": String(north), "aria-label": `Move it ${word.toLowerCase()}`, text: sign }))),
      element("div", { className: "draw-row" }, number("draw-lat", this.at ? "Latitude" : "Latitude of its first corner", where[1]), number("draw-lng", "Longitude", where[0]),
        element("button", { type: "button", className: "small-button", "data-action": "place", id: "draw-place", text: "Move there" }),
        round ? element("label", { className: "draw-field" }, element("span", { text: "Radius (m)" }), element("input", { id: "draw-size", type: "text", inputmode: "decimal", value: String(this.part.parameters.radius_m) })) : null,
        round ? element("button", { type: "button", className: "small-button", "data-action": "resize", id: "draw-resize", text: "Set the radius" }) : null,
        this.at ? element("button", { type: "button", className: "small-button", "data-action": "without", id: "draw-without", text: "Remove this corner" }) : null));
  }

  where() {
    const { polygon, ring, corner } = this.at || { polygon: 0, ring: 0, corner: 0 };
    return ringsOf(this.part.geometry).find(({ at }) => at[0] === polygon && at[1] === ring).ring[corner];
  }

  clicked(pressed) {
    if (!pressed) return;
    const { action, part, east, north } = pressed.dataset;
    if (action === "up" || action === "down") this.told.shift(part, action === "up" ? -1 : 1);
    else if (action === "by") this.told.nudge(Number(east) * this.step, Number(north) * this.step);
    else if (action === "place") this.told.place(document.getElementById("draw-lng").value, document.getElementById("draw-lat").value);
    else if (action === "resize") this.told.resize(Number(document.getElementById("draw-size").value));
    else if (action === "without") this.told.without();
    else if (action && action !== "nudge") this.told[action](part);
  }

  changed(field) {
    if (field.id === "draw-step") {
      this.step = Number(field.value);
      this.show(this.parts, this.part.id);
    }
    if (field.id !== "draw-what") return;
    const [polygon, ring, corner] = field.value.split("/").map(Number);
    this.told.corner(field.value ? { polygon, ring, corner } : null);
  }

  key(event) {
    if (event.target.id !== "draw-nudge") return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    this.told.nudge(way[0] * this.step * far, way[1] * this.step * far);
  }
}
