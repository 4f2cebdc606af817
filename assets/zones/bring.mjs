// Shapes out of a file: of one zone they join the zone that is open; of several the page asks what they shall be.

import { Refusal, send } from "./api.mjs";
import { element } from "./parts.mjs";

const at = (id) => document.getElementById(id);
const several = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

export class Bringer {
  constructor(page) {
    this.page = page;
  }

  async bring(file) {
    const { page } = this;
    this.ask();
    page.say(`Reading ${file.name} …`);
    try {
      const found = await send(`/draw/import?name=${encodeURIComponent(file.name)}`, file);
      if (found.zones > 1) {
        page.say("");
        this.ask(file, found);
      } else this.take(file, found);
    } catch (error) {
      page.refuse(error);
    }
  }

  // Their shapes become parts of the zone that is open; the fields of a single one fill an empty form
  take(file, { parts, notes, zone }) {
    const { page } = this;
    this.ask();
    if (!parts.length) throw new Refusal(400, { what: `${file.name} holds no shape` });
    if (zone && page.form.blank()) page.form.fill({ ...page.start.blank, ...zone });
    page.maker.add(parts, [`${file.name}: ${several(parts.length, "shape")} added.`, ...notes].join(" "));
  }

  async keep(file, { zones, notes }) {
    const { page } = this;
    const { by } = page.saved;
    if (!by) {
      at("draw-by").focus();
      return page.say("Type your name under “Keep it” first: each zone is kept with one. Then press again.", true);
    }
    page.say(`Keeping ${several(zones, "zone")} of ${file.name} …`);
    try {
      const { ids } = await send(`/draw/import/keep?name=${encodeURIComponent(file.name)}&by=${encodeURIComponent(by)}`, file);
      this.ask();
      page.say([`${several(ids.length, "zone")} of ${file.name} kept as ${ids.length === 1 ? "a draft; it is" : "drafts; they are"} in the list above. The zone on the map is as it was.`, ...notes].join(" "));
      page.listing.show(0);
      page.around.read();
    } catch (error) {
      page.refuse(error);
    }
    return null;
  }

  // Without a file there is nothing to ask any more
  ask(file, found) {
    const box = at("draw-several");
    if (!file) return box.replaceChildren();
    const press = (className, text, work, off = false) => {
      const made = element("button", { type: "button", className, text, disabled: off });
      made.addEventListener("click", work);
      return made;
    };
    const { zones, names, parts } = found;
    const more = zones > names.length ? " and others" : "";
    const keep = press("main-button", `Keep them as ${several(zones, "new zone")}`, () => this.keep(file, found));
    box.replaceChildren(element("div", { className: "draw-card draw-asked", role: "group", "aria-label": "Several zones in one file" },
      element("p", {}, element("b", { text: `${file.name} holds ${several(zones, "zone")}` }), `: ${names.join(", ")}${more}. What shall they be?`),
      element("p", { className: "draw-row" }, keep,
        press("plain-button", "Make them parts of this zone", () => this.take(file, found), !parts),
        press("plain-button", "Leave them out", () => this.ask())),
      parts ? null : element("p", { className: "note", text: "A zone has at most 200 parts, so they are too many for one." })));
    box.scrollIntoView({ block: "center" });
    keep.focus({ preventScroll: true });
    return null;
  }
}
