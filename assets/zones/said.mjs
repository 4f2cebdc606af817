// Figures and faults in words.

import { element } from "./parts.mjs";

// answer.figures: [{id, title, text, more}] as the server words them
export function showFigures(box, { figures, refused, waiting }, parts) {
  if (refused) return box.replaceChildren(element("p", { className: "alert", text: refused }));
  if (waiting && parts) return box.replaceChildren(element("p", { className: "note", text: "Reading the records of this place, the first time and whenever they change …" }));
  if (!figures.length) return box.replaceChildren(element("p", { className: "note", text: parts ? "No figure can be given for this shape yet: see what is marked below." : "Draw a shape to see its figures." }));
  const known = [...box.querySelectorAll("dd")];
  if (known.length === figures.length && known.every((each, at) => each.dataset.figure === figures[at].id)) {
    figures.forEach(({ text, more }, at) => write(known[at], text, more)); // only the words change: nothing jumps
    return null;
  }
  const rows = figures.map(({ id, title, text, more }) => {
    const said = element("dd", { "data-figure": id }, element("b", {}), element("span", { className: "note" }));
    write(said, text, more);
    return element("div", {}, element("dt", { text: title }), said);
  });
  return box.replaceChildren(element("dl", { className: "draw-figures" }, ...rows));
}

function write(said, text, more) {
  const [value, note] = said.children;
  if (value.textContent !== text) value.textContent = text;
  if (note.textContent !== more) note.textContent = more;
}

export function showFaults(box, { faults }, show) {
  box.replaceChildren(
    ...faults.map((fault, at) => {
      const placed = Number.isFinite(fault.longitude) && Number.isFinite(fault.latitude);
      const button = placed ? element("button", { type: "button", className: "small-button", text: "Show", "aria-label": `Show fault ${at + 1} on the map` }) : null;
      button?.addEventListener("click", () => show(fault));
      return element("li", { className: fault.severity === "warning" ? "mild" : "" }, element("span", { className: "fault-number", text: String(at + 1) }), element("span", {}, element("b", { text: `${fault.words} ` }), fault.next_step), button);
    })
  );
  box.hidden = !faults.length;
}
