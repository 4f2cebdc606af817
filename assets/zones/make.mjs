// Shapes that the server makes: around services, along streets, from numbers, by cutting and joining.

import { post } from "./api.mjs";

const at = (id) => document.getElementById(id);
const OTHER = "other";

// '51.5, -0.12' -> [lng, lat], null where it is none
function placeOf(text) {
  const [lat, lng] = text.split(/[,;\s]+/).filter(Boolean).map(Number);
  return Number.isFinite(lat) && Number.isFinite(lng) ? [lng, lat] : null;
}

export class Maker {
  constructor(page) {
    this.page = page;
    this.busy = false;
  }

  // said: what to say once it is part of the zone; without it the shapes are only given back
  async make(asked, said) {
    if (this.busy) return null;
    this.busy = true;
    try {
      const { parts } = await post("/draw/make", asked);
      if (said) this.add(parts, said);
      return parts;
    } catch (error) {
      this.page.refuse(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  add(parts, said) {
    const { page } = this;
    page.choose(page.model.add(parts));
    page.fit(page.model.parts, true);
    page.say(said);
  }

  // Without a choice of its own, around the services that the zone protects
  chosen(services) {
    return services?.length ? services : this.page.form.value("services");
  }

  around(services, radius, other) {
    const metres = Number(radius === OTHER ? other : radius);
    return this.make({ operation: "radius", services: this.chosen(services), radius_m: metres }, `${metres} m around the services added.`);
  }

  walk(services, minutes) {
    return this.make({ operation: "walk", services: this.chosen(services), minutes: Number(minutes) }, `${minutes}-minute walk added.`);
  }

  streets(names, reach) {
    return this.make({ operation: "streets", streets: names, reach_m: Number(reach) }, "Streets added.");
  }

  middle() {
    const centre = placeOf(at("draw-centre").value);
    if (!centre) this.page.say("Write the middle as latitude, longitude: 51.5072, -0.1276.", true);
    return centre;
  }

  round() {
    const centre = this.middle();
    const metres = Number(at("draw-metres").value.replace(",", ""));
    return centre && this.make({ operation: "circle", centre, radius_m: metres }, `Circle of ${metres} m added.`);
  }

  // The chosen circle with another radius
  async resize(metres) {
    const { page } = this;
    const part = page.model.find(page.chosen);
    const made = await this.make({ operation: "circle", centre: part.parameters.centre, radius_m: metres });
    if (made) page.model.change(part.id, made[0]);
  }

  walkFrom(minutes) {
    const centre = this.middle();
    return centre && this.make({ operation: "walk", centre, minutes: Number(minutes) }, `${minutes}-minute walk added.`);
  }

  async typed() {
    const made = await this.make({ operation: "typed", text: at("draw-typed").value }, "Shape added.");
    if (made) window.dash_clientside.set_props("draw-typed", { value: "" });
  }

  // A service chosen on the map joins those to draw around, or leaves them
  picked(chosen, info) {
    if (info.kind !== "service" || this.page.pressedWith !== "select") return;
    const list = chosen || [];
    window.dash_clientside.set_props("draw-around", { value: list.includes(info.id) ? list.filter((id) => id !== info.id) : [...list, info.id] });
  }

  async split(line) {
    const { page } = this;
    const part = page.model.find(page.chosen);
    page.use("select");
    if (!part) return page.say("Choose the part to split first, then draw the line.", true);
    const pieces = await this.make({ operation: "split", geometry: part.geometry, line });
    if (!pieces) return null;
    page.choose(page.model.replace([part.id], pieces.map((each) => ({ ...each, operation: part.operation }))));
    return page.say(`Split into ${pieces.length} parts.`);
  }

  async combine() {
    const { page } = this;
    const whole = await this.make({ operation: "combine", parts: page.model.parts });
    if (!whole) return;
    page.choose(page.model.replace(page.model.parts.map(({ id }) => id), whole));
    page.say("All parts are one shape now. Undo takes them apart again.");
  }
}
