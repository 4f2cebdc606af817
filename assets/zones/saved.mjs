// Saving, and what others have saved meanwhile; versions, status, comments.

import { post, Refusal } from "./api.mjs";
import { canonical } from "./keep.mjs";
import { element } from "./parts.mjs";

const at = (id) => document.getElementById(id);

export class Saved {
  constructor(page) {
    this.page = page;
    this.count = 0;
    at("page-draw").addEventListener("click", (event) => this.clicked(event.target.closest("button")));
  }

  get by() {
    return at("draw-by").value.trim();
  }

  // Whether there is anything to save
  state(dirty) {
    const { zone } = this.page;
    const saved = zone.id ? `Saved as version ${zone.number}` : "Not saved yet";
    at("draw-state").textContent = dirty ? "Unsaved changes, kept in this browser" : saved;
    at("draw-state").dataset.dirty = String(dirty);
  }

  // Have the server's panels follow the zone that is open
  shown() {
    const { zone } = this.page;
    this.count += 1;
    this.page.tell("draw-shown", { data: { zone_id: zone.id, number: zone.number, n: this.count } });
    at("draw-newer").hidden = true;
    at("draw-conflict").replaceChildren();
    at("draw-of").hidden = !zone.id;
    this.page.listing.show();
    this.page.around.read(zone.id);
  }

  async clicked(pressed) {
    if (!pressed) return;
    const { zone: open, version, status, compare, undelete } = pressed.dataset;
    try {
      if (open) await this.open(open, version);
      else if (status) await this.step(status);
      else if (compare) this.page.tell("draw-compared", { data: { zone_id: this.page.zone.id, number: Number(compare), n: (this.count += 1) } });
      else if (undelete) await this.undelete(undelete);
      else await { "draw-new": () => this.fresh(), "draw-save": () => this.save(), "draw-copy": () => this.copy(), "draw-remove": () => this.remove(), "draw-comment-add": () => this.comment(), "draw-weigh": () => this.weigh(), "draw-merge": () => this.merge(), "draw-reload": () => this.open(this.page.zone.id) }[pressed.id]?.();
    } catch (error) {
      this.page.refuse(error);
    }
  }

  fresh() {
    if (this.page.unsaved() && !this.page.sure("Start a new zone and lose the unsaved changes?")) return;
    this.page.fresh();
    this.page.say("A new zone. Draw its shape, describe it, and save it.");
  }

  async open(id, version) {
    if (this.page.unsaved() && !this.page.sure("Open another and lose the unsaved changes?")) return;
    await this.page.load(id, version);
    at("draw-work").scrollIntoView({ block: "start" });
  }

  async save() {
    const { page } = this;
    const sent = page.document();
    if (!this.by) at("draw-by").focus();
    try {
      const answer = await post("/draw/save", { document: sent, zone_id: page.zone.id, based_on: page.zone.id ? page.zone.number : null, by: this.by, note: at("draw-version-note").value });
      const same = canonical(sent) === canonical(page.document());
      page.zone = { id: answer.zone.id, number: answer.version.number, status: answer.zone.status };
      page.base = canonical(answer.version.document);
      if (same) page.form.fill(answer.version.document); // blanks around a text are not kept
      at("draw-version-note").value = "";
      page.opened();
      page.say(`Saved as version ${answer.version.number}.`);
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) this.conflict(error.more);
      else throw error;
    }
  }

  // Somebody saved a version after the one this work began with
  conflict({ latest, differences }) {
    at("draw-conflict").replaceChildren(
      element("div", { className: "alert", role: "alert" },
        element("p", {}, element("b", { text: `${latest.by} saved version ${latest.number} while you were editing version ${this.page.zone.number}. ` }), "Nothing of yours is lost, and nothing was saved. What theirs changed:"),
        element("ul", {}, ...differences.map((text) => element("li", { text }))),
        element("p", { className: "draw-row" },
          element("button", { type: "button", id: "draw-merge", className: "main-button", text: "Merge theirs into mine" }),
          element("button", { type: "button", id: "draw-reload", className: "plain-button", text: "Drop mine and open theirs" }))));
    at("draw-conflict").scrollIntoView({ block: "nearest" });
  }

  async merge() {
    const { page } = this;
    const { document: merged, latest, taken, clashes } = await post("/draw/merge", { document: page.document(), zone_id: page.zone.id, based_on: page.zone.number });
    const { parts, ...fields } = merged;
    page.zone = { ...page.zone, number: latest.number };
    page.base = canonical(latest.document);
    page.form.fill(fields);
    page.model.put(parts);
    page.noteWork();
    at("draw-conflict").replaceChildren(
      element("div", { className: "alert", role: "status" },
        element("p", {}, element("b", { text: `Merged with version ${latest.number}, not saved yet. ` }), taken.length ? `Taken from ${latest.by}: ${taken.join("; ")}.` : "Nothing of theirs had to be taken over."),
        clashes.length ? element("p", { text: "Both of you changed these. Yours stand; look at each before you save:" }) : null,
        clashes.length ? element("ul", {}, ...clashes.map((clash) => this.clash(clash))) : null));
  }

  clash({ title, mine, theirs, field, part, value }) {
    const use = element("button", { type: "button", className: "small-button", text: "Use theirs", "aria-label": `Use theirs for ${title}` });
    use.addEventListener("click", () => {
      const { page } = this;
      if (part) page.model.put(withPart(page.model.parts, part, value));
      else page.form.fill({ ...page.form.fields(), [field]: value });
      page.noteWork();
      use.disabled = true;
      use.textContent = "Theirs stands";
    });
    return element("li", {}, `${title}. Yours: ${mine}. Theirs: ${theirs}. `, use);
  }

  // The server heard of a newer version while figures were asked for
  heard(latest) {
    const { zone } = this.page;
    const line = at("draw-newer");
    const newer = Boolean(latest && zone.number && latest.number > zone.number);
    line.hidden = !newer;
    if (newer) line.textContent = `${latest.by} has saved version ${latest.number} of this zone since you opened version ${zone.number}. Go on: when you save, you see theirs and can merge.`;
  }

  async step(status) {
    const { page } = this;
    if (page.unsaved()) throw new Refusal(0, { what: "The changes on this page are not saved, and a status is given to what is saved.", next: "Save them first, or open the zone again." });
    const { zone } = await post("/draw/status", { zone_id: page.zone.id, number: page.zone.number, expected: page.zone.status, status, by: this.by, reason: at("draw-reason").value });
    page.zone = { ...page.zone, status: zone.status };
    at("draw-reason").value = "";
    this.shown();
    page.ask(page.model.parts, true);
    page.say(`The status is now: ${page.start.looks[zone.status].label}.`);
  }

  async comment() {
    await post("/draw/comment", { zone_id: this.page.zone.id, number: this.page.zone.number, by: this.by, text: at("draw-comment").value });
    at("draw-comment").value = "";
    this.shown();
    this.page.say("Comment added.");
  }

  copy() {
    const { page } = this;
    const { parts, ...fields } = page.document();
    page.fresh(parts, { ...fields, name: fields.name ? `Copy of ${fields.name}` : "" });
    page.say("This is a copy, not saved yet. The zone it was made from is as it was.");
  }

  async remove() {
    const { page } = this;
    const { id } = page.zone;
    const { name } = page.form.fields();
    await post("/draw/delete", { zone_id: id, by: this.by });
    page.fresh();
    const line = at("draw-said");
    line.replaceChildren(`${name} is deleted: it is in no list any more, its history is kept. `, element("button", { type: "button", className: "small-button", "data-undelete": id, text: "Bring it back" }));
    line.hidden = false;
  }

  async undelete(id) {
    await post("/draw/restore", { zone_id: id, by: this.by });
    await this.page.load(id);
    this.page.say("It is back.");
  }

  async weigh() {
    const { page } = this;
    at("draw-weigh").disabled = true;
    at("draw-weigh-state").textContent = "Weighing …";
    try {
      const { key } = await post("/draw/weigh", { document: page.document() });
      at("draw-weigh-state").textContent = "";
      page.tell("draw-weighed", { data: key });
    } catch (error) {
      at("draw-weigh-state").textContent = "";
      throw error;
    } finally {
      at("draw-weigh").disabled = false;
    }
  }
}

// Somebody else's part in the place of one's own: null where they deleted it
function withPart(parts, id, theirs) {
  if (!theirs) return parts.filter((each) => each.id !== id);
  return parts.some((each) => each.id === id) ? parts.map((each) => (each.id === id ? theirs : each)) : [...parts, theirs];
}
