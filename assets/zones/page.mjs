// The Draw zones page: keeps the zone that is open, and brings map, lists, form and server together.

import { get, post, Refusal } from "./api.mjs";
import { Around } from "./around.mjs";
import { Form } from "./form.mjs";
import { canonical, forget, keep, kept, others } from "./keep.mjs";
import { Listing } from "./listing.mjs";
import { Live } from "./live.mjs";
import { Maker } from "./make.mjs";
import { edited, Model } from "./model.mjs";
import { Overlay } from "./overlay.mjs";
import { element, nameOf, Parts, useLabels } from "./parts.mjs";
import { Bringer } from "./bring.mjs";
import { boundsOf, circleOf, moved, movedShape, ringsOf, shifted, withCorner, withoutCorner } from "./rings.mjs";
import { Saved } from "./saved.mjs";
import { showFaults, showFigures } from "./said.mjs";
import { Sketch } from "./sketch.mjs";

const at = (id) => document.getElementById(id);
const tell = (id, props) => window.dash_clientside.set_props(id, props);
const MOST_WHILE_DRAGGING = 6000; // corners: above it, figures wait until the hand rests
const SMALL = 0.15; // of the map's width or height
const HINTS = {
  select: "Choose a part to edit it: drag it, its corners, or the small points between them; a circle's edge sets its radius. A right click takes a corner away.",
  polygon: "Click each corner; click the first again, or press Enter, to close it. On the keyboard: arrow keys move the map, Space sets a corner at the crosshair, Enter closes it.",
  rectangle: "Click one corner, then the opposite one.",
  circle: "Click the middle, then the edge.",
  freehand: "Click to begin, draw, and click again to end.",
  footprint: "Click a building. Zoom in until buildings show.",
  split: "Choose a part first. Click along the line that divides it; click its last point again, or press Enter, to cut.",
  look: "Drag to move the map.",
};

export async function open() {
  const start = await get("/draw/start");
  const root = at("draw-map");
  while (root.dataset.ready !== "true") {
    if (root.dataset.ready === "false") throw new Error("no map");
    await new Promise((done) => setTimeout(done, 80));
  }
  return new Page(start, root);
}

class Page {
  constructor(start, root) {
    Object.assign(this, { start, root, map: root.mapControl.map, zone: null, faults: [] });
    this.overlay = new Overlay(this.map, start.looks, root.dataset.theme);
    this.sketch = new Sketch(this.map, root.dataset.theme, () => start.services.map(({ lng, lat }) => [lng, lat]), {
      drawn: (kind, ring) => this.drawn(kind, ring),
      line: (coordinates) => this.maker.split(coordinates),
      ring: (id, where, ring, whole) => this.ring(id, where, ring, whole),
      dragging: (shapes) => this.dragging(shapes),
      chose: (id) => this.choose(id),
      cancelled: () => this.use("select"),
    });
    this.model = new Model(() => this.changed());
    this.parts = new Parts(at("draw-list"), {
      choose: (id) => this.pick(id),
      operation: (id) => this.model.change(id, { operation: this.model.find(id).operation === "add" ? "subtract" : "add" }),
      shift: (id, by) => this.model.shift(id, by),
      duplicate: (id) => this.duplicate(id),
      remove: (id) => this.remove(id),
      corner: (where) => this.pickCorner(where),
      nudge: (east, north) => this.nudge(east, north),
      place: (lng, lat) => this.place(Number(lng), Number(lat)),
      resize: (metres) => this.maker.resize(metres),
      without: () => this.without(),
    });
    this.live = new Live((question) => this.figures(question), (answer, question) => this.answered(answer, question));
    this.form = new Form(start, (shape) => (shape ? this.changed() : this.noteWork()));
    this.maker = new Maker(this);
    this.bringer = new Bringer(this);
    useLabels(start.kinds);
    document.querySelectorAll(".draw-mark").forEach((each) => (each.textContent = start.mark));
    this.listing = new Listing((error) => this.refuse(error));
    this.around = new Around(this.overlay, (error) => this.refuse(error));
    this.saved = new Saved(this);
    root.drawPage = this; // for the tests
    this.listen();
    this.use("select");
    this.begin();
  }

  // ---- opening and keeping -------------------------------------------------------------------------------

  async begin() {
    const own = kept();
    if (own && own.place === this.start.place) {
      this.restore(own);
      this.say("Your unsaved work is back, as this browser kept it.");
    } else {
      const asked = new URLSearchParams(location.search).get("zone");
      if (asked) await this.load(asked);
      else this.fresh();
    }
    this.offerOthers();
    this.root.dataset.drawing = "ready";
  }

  // A zone that nobody has saved yet
  fresh(parts = [], fields = {}) {
    this.zone = { id: null, number: null, status: "draft", base: null };
    this.form.fill({ ...this.start.blank, ...fields });
    this.base = null;
    this.model.reset(parts);
    this.opened();
  }

  async load(id, number) {
    try {
      const { zone, version } = await get(`/draw/zones/${encodeURIComponent(id)}${number ? `?number=${number}` : ""}`);
      this.take(zone, version);
      if (version.number !== zone.latest) this.say(`This is version ${version.number}. Saving it makes it the newest; nothing in between is lost.`);
    } catch (error) {
      this.fresh();
      this.refuse(error);
    }
  }

  take(zone, version) {
    const { parts, ...fields } = version.document;
    this.zone = { id: zone.id, number: zone.latest, status: zone.status, name: fields.name };
    this.form.fill(fields);
    this.base = version.number === zone.latest ? canonical(version.document) : "";
    this.model.reset(parts);
    forget();
    this.opened();
  }

  restore({ zone, document: work, base }) {
    const { parts, ...fields } = work;
    this.zone = zone;
    this.form.fill(fields);
    this.base = base;
    this.model.reset(parts);
    this.opened();
  }

  opened() {
    this.choose(null);
    const query = new URLSearchParams(location.search);
    if (this.zone.id) query.set("zone", this.zone.id);
    else query.delete("zone");
    const said = query.toString();
    if (document.body.dataset.page === "/draw") history.replaceState(null, "", `${location.pathname}${said ? `?${said}` : ""}`);
    this.saved.shown();
    this.noteWork();
    if (this.model.parts.length) this.fit();
  }

  document() {
    return { ...this.form.fields(), parts: this.model.parts };
  }

  unsaved() {
    const now = canonical(this.document());
    return this.base === null ? this.model.parts.length > 0 || !this.form.blank() : now !== this.base;
  }

  noteWork() {
    clearTimeout(this.keeping);
    const dirty = this.unsaved();
    this.saved.state(dirty);
    if (!dirty) return forget();
    // At once, and again when the hand rests: a crash loses nothing
    this.keeping = setTimeout(() => {
      const done = keep(this.start.place, { zone: this.zone, document: this.document(), base: this.base });
      at("draw-unkept").hidden = done;
    }, 150);
  }

  offerOthers() {
    const found = others(this.start.place);
    at("draw-kept").replaceChildren(...found.map((each) => {
      const name = each.document.name || "a zone without a name";
      const when = new Date(each.at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
      const open = element("button", { type: "button", className: "plain-button", text: "Open it" });
      const drop = element("button", { type: "button", className: "plain-button", text: "Discard it", "aria-label": `Discard the unsaved work on ${name}` });
      open.addEventListener("click", () => {
        if (this.unsaved() && !this.sure("Open it and lose what is on the map now?")) return;
        forget(each.tab);
        this.restore(each);
        this.offerOthers();
      });
      drop.addEventListener("click", () => {
        forget(each.tab);
        this.offerOthers();
      });
      return element("p", { className: "alert" }, `Unsaved work on ${name}, ${when}, is kept in this browser. `, open, " ", drop);
    }));
  }

  // Asked twice rather than in a dialogue: the second press within five seconds is the yes
  sure(question) {
    if (this.asked === question && Date.now() - this.askedAt < 5000) {
      this.asked = null;
      return true;
    }
    [this.asked, this.askedAt] = [question, Date.now()];
    this.say(`${question} Press again to do it.`, true);
    return false;
  }

  // ---- what happens to the shape ---------------------------------------------------------------------------

  changed() {
    const { parts } = this.model;
    if (this.chosen && !this.model.find(this.chosen)) this.chosen = null;
    this.sketch.show(parts);
    this.parts.show(parts, this.chosen);
    at("draw-undo").disabled = !this.model.past.length;
    at("draw-redo").disabled = !this.model.future.length;
    at("draw-combine").disabled = parts.length < 2;
    ["draw-duplicate", "draw-delete"].forEach((id) => (at(id).disabled = !this.chosen));
    this.showCorner();
    this.root.dataset.parts = String(parts.length);
    if (this.zone) this.noteWork();
    this.ask(parts, true);
  }

  ask(parts, final) {
    this.live.want({ parts, hours: this.form.hours(), services: this.form.value("services"), zone_id: this.zone?.id ?? null, final });
  }

  async figures({ parts, hours, services, zone_id, final }) {
    if (!parts.length) return { figures: [], faults: [], shape: null };
    try {
      return await post("/draw/live", { parts, hours, services, zone_id, final });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { refused: error.message, figures: [], faults: [], shape: null };
    }
  }

  answered(answer, { final, parts }) {
    if (final || !answer.refused) showFigures(at("draw-figures"), answer, parts.length);
    if (answer.waiting && parts.length) setTimeout(() => this.live.busy || this.ask(this.model.parts, true), 700);
    this.root.dataset.updates = String(Number(this.root.dataset.updates || 0) + 1);
    if (!final) return;
    delete this.root.dataset.dragging;
    this.faults = answer.faults;
    this.overlay.zone(answer.shape, this.zone.status, `${this.form.value("name") || "This zone"}\n${this.start.looks[this.zone.status].label}`);
    this.overlay.faults(answer.faults);
    showFaults(at("draw-faults"), answer, (fault) => this.map.flyTo({ center: [fault.longitude, fault.latitude], zoom: Math.max(this.map.getZoom(), 15), animate: false }));
    this.saved.heard(answer.latest);
    this.root.dataset.settled = String(Number(this.root.dataset.settled || 0) + 1);
  }

  dragging(shapes) {
    this.root.dataset.dragging = "true";
    if (this.model.corners() > MOST_WHILE_DRAGGING) return;
    let { parts } = this.model;
    for (const { id, fresh, ring } of shapes) {
      if (new Set(ring.map(String)).size < 3) continue;
      const [part, p, r] = String(id).split("/");
      parts = fresh
        ? [...parts, { id: "drawing", kind: "polygon", operation: "add", parameters: {}, geometry: { type: "Polygon", coordinates: [[...ring.slice(0, -1), ring[0]]] } }]
        : parts.map((each) => (each.id === part ? edited(each, [Number(p), Number(r)], ring, each.kind) : each));
    }
    this.ask(parts, false);
  }

  drawn(kind, ring) {
    const parameters = kind === "circle" ? circleOf(ring) : {};
    const id = this.model.add([{ kind, parameters, geometry: { type: "Polygon", coordinates: [ring] } }]);
    this.use("select");
    this.choose(id);
    this.say(`${nameOf(this.model.find(id))} added.`);
  }

  ring(id, where, ring, whole) {
    const part = this.model.find(id);
    if (!part) return;
    let next;
    if (part.kind === "circle") next = { ...edited(part, where, ring, "circle"), parameters: circleOf(ring) };
    else if (whole && ringsOf(part.geometry).length > 1) {
      const [before] = ringsOf(part.geometry).filter(({ at: [p, r] }) => p === where[0] && r === where[1]);
      const [east, north] = [ring[0][0] - before.ring[0][0], ring[0][1] - before.ring[0][1]];
      next = { ...edited(part, where, ring), geometry: shifted(part.geometry, east, north) };
    } else next = edited(part, where, ring, whole && part.kind === "rectangle" ? "rectangle" : undefined);
    if (next.kind !== part.kind) this.say(`${nameOf(part)} is now a drawn shape: it keeps its corners, and no longer follows what it was made from.`);
    this.model.change(id, next);
  }

  choose(id, show) {
    this.chosen = id;
    this.sketch.choose(id);
    if (!id) this.parts.at = null;
    this.parts.show(this.model.parts, id);
    ["draw-duplicate", "draw-delete"].forEach((each) => (at(each).disabled = !id));
    this.showCorner();
    if (id && show) this.fit([this.model.find(id)], true);
  }

  // A part of the list pressed: on the map, too, it is there to be edited
  pick(id) {
    if (this.tool === "look") this.use("select");
    this.choose(id === this.chosen ? null : id, true);
  }

  pickCorner(where) {
    this.parts.at = where;
    if (where) this.sketch.choose(this.chosen, `${where.polygon}/${where.ring}`);
    this.parts.show(this.model.parts, this.chosen);
    this.showCorner();
  }

  showCorner() {
    this.overlay.corner(this.parts.at && this.parts.part ? this.parts.where() : null);
  }

  // The chosen corner, or the whole part where none is chosen, put elsewhere
  nudge(east, north) {
    const part = this.model.find(this.chosen);
    if (!part) return;
    if (this.parts.at) this.put(part, moved(this.parts.where(), east, north));
    else this.model.change(part.id, this.whole(part, movedShape(part.geometry, east, north)));
  }

  whole(part, geometry) {
    const made = ["radius", "walk", "streets", "footprint"].includes(part.kind);
    if (part.kind === "circle") return { geometry, parameters: circleOf(ringsOf(geometry)[0].ring) };
    return made ? { geometry, kind: "polygon", parameters: {} } : { geometry };
  }

  put(part, corner) {
    const { polygon, ring, corner: index } = this.parts.at;
    const now = ringsOf(part.geometry).find(({ at: [p, r] }) => p === polygon && r === ring).ring;
    this.model.change(part.id, edited(part, [polygon, ring], withCorner(now, index, corner)));
  }

  place(lng, lat) {
    const part = this.model.find(this.chosen);
    if (!part || !(Math.abs(lng) <= 180) || !(Math.abs(lat) <= 85)) return this.say("Give a latitude from -85 to 85 and a longitude from -180 to 180.", true);
    if (this.parts.at) return this.put(part, [lng, lat]);
    const [fromLng, fromLat] = this.parts.where();
    return this.model.change(part.id, this.whole(part, shifted(part.geometry, lng - fromLng, lat - fromLat)));
  }

  without() {
    const part = this.model.find(this.chosen);
    const { polygon, ring, corner } = this.parts.at;
    const now = ringsOf(part.geometry).find(({ at: [p, r] }) => p === polygon && r === ring).ring;
    if (now.length <= 4) return this.say("A shape needs three corners.", true);
    return this.model.change(part.id, edited(part, [polygon, ring], withoutCorner(now, corner)));
  }

  duplicate(id = this.chosen) {
    const part = this.model.find(id);
    if (!part) return;
    const geometry = movedShape(part.geometry, 40, -40);
    const copy = this.model.add([{ ...part, ...this.whole(part, geometry) }]);
    this.choose(copy);
    this.say(`${nameOf(part)} duplicated, a little to the south-east.`);
  }

  remove(id = this.chosen) {
    const part = this.model.find(id);
    if (!part) return;
    this.model.remove(id);
    this.say(`${nameOf(part)} deleted. Undo brings it back.`);
  }

  // ---- the map, the keys, the words ----------------------------------------------------------------------------

  use(tool) {
    this.tool = tool;
    this.corners = [];
    this.sketch.use(tool);
    document.querySelectorAll("#draw-tools [data-tool]").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.tool === tool)));
    at("draw-hint").textContent = HINTS[tool];
    this.root.dataset.tool = tool;
  }

  // onlyWhenAway: left alone where they are in sight and not so small that their handles hide them
  fit(parts = this.model.parts, onlyWhenAway = false) {
    const geometries = parts.filter(Boolean).map(({ geometry }) => geometry);
    if (!geometries.length) return;
    const [west, south, east, north] = boundsOf(geometries);
    const shown = this.map.getBounds();
    const share = Math.max((east - west) / (shown.getEast() - shown.getWest()), (north - south) / (shown.getNorth() - shown.getSouth()));
    if (onlyWhenAway && share > SMALL && shown.contains([west, south]) && shown.contains([east, north])) return;
    this.map.fitBounds([west, south, east, north], { padding: 60, maxZoom: 16, animate: false });
  }

  listen() {
    new MutationObserver(() => {
      this.overlay.dress(this.root.dataset.theme);
      this.sketch.dress(this.root.dataset.theme);
      this.sketch.show(this.model.parts);
    }).observe(this.root, { attributes: true, attributeFilter: ["data-theme"] });
    // A click that ends a drawing comes when its tool is already put away
    this.map.getCanvas().addEventListener("pointerdown", () => (this.pressedWith = this.tool), true);
    this.map.on("click", ({ lngLat }) => this.tool === "footprint" && this.maker.make({ operation: "footprint", at: [lngLat.lng, lngLat.lat] }, "Building added."));
    at("draw-tools").addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (!pressed) return;
      if (pressed.dataset.tool) this.use(pressed.dataset.tool === this.tool ? "look" : pressed.dataset.tool);
      const does = { "draw-undo": () => this.model.undo(), "draw-redo": () => this.model.redo(), "draw-duplicate": () => this.duplicate(), "draw-delete": () => this.remove(), "draw-combine": () => this.maker.combine(), "draw-snap": () => this.snap() };
      does[pressed.id]?.();
    });
    document.addEventListener("keydown", (event) => this.key(event), true);
    window.addEventListener("pagehide", () => this.unsaved() && keep(this.start.place, { zone: this.zone, document: this.document(), base: this.base }));
    const drop = at("draw-drop");
    drop.addEventListener("dragover", (event) => event.preventDefault());
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) this.bringer.bring(event.dataTransfer.files[0]);
    });
    at("draw-import").addEventListener("click", () => {
      const field = element("input", { type: "file", accept: ".geojson,.json,.gpkg,.kml,.zip" });
      field.addEventListener("change", () => field.files.length && this.bringer.bring(field.files[0]));
      field.click();
    });
  }

  snap() {
    const on = at("draw-snap").getAttribute("aria-pressed") !== "true";
    at("draw-snap").setAttribute("aria-pressed", String(on));
    this.sketch.setSnap(on);
  }

  key(event) {
    if (document.body.dataset.page !== "/draw" || event.altKey) return;
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !writing && (key === "z" || key === "y")) {
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.model.redo();
      else this.model.undo();
      return;
    }
    if (event.target !== this.map.getCanvas()) return;
    if ((event.key === "Delete" || event.key === "Backspace") && this.tool === "select" && this.chosen) this.remove();
    if (this.tool !== "polygon" || ![" ", "Enter", "Escape"].includes(event.key)) return;
    if (event.key === "Escape" || (event.key === "Enter" && !this.corners.length)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === " ") {
      const { lng, lat } = this.map.getCenter();
      this.corners.push([Number(lng.toFixed(7)), Number(lat.toFixed(7))]);
      this.overlay.set("draw-corner", this.corners.map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } })));
      this.say(`Corner ${this.corners.length} set. ${this.corners.length < 3 ? "A shape needs three." : "Enter closes the shape."}`);
    } else if (this.corners.length >= 3) this.drawn("polygon", [...this.corners, this.corners[0]]);
    else this.say("A shape needs three corners.", true);
  }

  // The services to draw around, ringed on the map
  mark(ids) {
    this.overlay.chosen(this.start.services.filter(({ id }) => ids.includes(id)).map(({ lng, lat }) => [lng, lat]));
  }

  say(text, bad = false) {
    const line = at(bad ? "draw-alert" : "draw-said");
    const other = at(bad ? "draw-said" : "draw-alert");
    line.textContent = text;
    line.hidden = !text;
    other.hidden = true;
  }

  refuse(error) {
    if (!(error instanceof Refusal)) throw error;
    this.say(error.message, true);
  }

  tell(id, props) {
    tell(id, props);
  }
}
