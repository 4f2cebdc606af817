// The zones that are kept: their list, a page at a time, found by name.

import { get } from "./api.mjs";
import { element } from "./parts.mjs";

const at = (id) => document.getElementById(id);
const PAUSE_MS = 200; // of typing, before it is looked up
const HEAD = ["Name", "Status", "Version", "Changed", "For boards"];

export class Listing {
  constructor(refuse) {
    Object.assign(this, { refuse, asked: 0, skip: 0 });
    at("draw-find").addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.show(0), PAUSE_MS);
    });
    at("draw-zones").addEventListener("click", ({ target }) => {
      const by = target.closest("button")?.dataset.turn;
      if (by) this.show(this.skip + Number(by)).then(() => at("draw-zones").querySelector(".link-button")?.focus());
    });
  }

  // skip: how many zones come before the page; without it, the page that is shown is read again
  async show(skip = this.skip) {
    const number = (this.asked += 1);
    const find = at("draw-find").value.trim();
    try {
      const found = await get(`/draw/zones?find=${encodeURIComponent(find)}&skip=${skip}`);
      if (number !== this.asked) return; // an answer to what was typed before
      if (!found.zones.length && skip) return await this.show(0);
      this.skip = skip;
      this.put(found, find);
    } catch (error) {
      this.refuse(error);
    }
  }

  put({ zones, found, page, deleted, deleted_found: gone }, find) {
    at("draw-find-row").hidden = !find && found <= page;
    const none = element("p", { className: "about", text: find ? "No zone has that in its name." : "No zone is kept yet. Draw one below and save it." });
    at("draw-zones").replaceChildren(...[zones.length ? table(zones) : none, found > page ? this.turns(found, page) : null, gone ? bin(deleted, gone) : null].filter(Boolean));
    at("draw-zones-said").classList.toggle("seen-by-readers", found > page); // the line with the pages says it
    at("draw-zones-said").textContent = find ? `${found.toLocaleString("en")} ${found === 1 ? "zone has" : "zones have"} that in the name.` : "";
  }

  turns(found, page) {
    const turn = (text, by, off) => element("button", { type: "button", className: "small-button", "data-turn": String(by), disabled: off, text });
    const last = Math.min(this.skip + page, found);
    const which = `${(this.skip + 1).toLocaleString("en")} to ${last.toLocaleString("en")} of ${found.toLocaleString("en")} zones, last changed first`;
    return element("p", { className: "draw-row draw-turns" }, turn("Earlier changed", page, last >= found), turn("Later changed", -page, !this.skip), element("span", { className: "note", text: which }));
  }
}

function table(zones) {
  const open = ({ id, name }) => element("button", { type: "button", className: "link-button", "data-zone": id, text: name });
  const row = (zone) => element("tr", {}, element("th", { scope: "row", className: "row-name" }, open(zone)), ...[zone.status, String(zone.version), zone.changed, zone.boards].map((text) => element("td", { text })));
  const head = element("thead", {}, element("tr", {}, ...HEAD.map((text) => element("th", { scope: "col", text }))));
  const whole = element("table", { className: "draw-zone-rows" }, head, element("tbody", {}, ...zones.map(row)));
  return element("div", { className: "draw-zone-table" }, element("div", { className: "scrolls", tabindex: "0", role: "region", "aria-label": "Zones" }, whole));
}

function bin(deleted, all) {
  const back = ({ id, name }) => element("li", {}, `${name} `, element("button", { type: "button", className: "small-button", "data-undelete": id, "aria-label": `Bring ${name} back`, text: "Bring it back" }));
  return element("details", {}, element("summary", { text: `Deleted (${all.toLocaleString("en")})` }), element("ul", {}, ...deleted.map(back)));
}
