// The other zones that are kept, drawn quietly behind the one that is open, with a switch.

import { get } from "./api.mjs";

const at = (id) => document.getElementById(id);

export class Around {
  constructor(overlay, refuse) {
    Object.assign(this, { overlay, refuse, features: [], on: true, open: null });
    at("draw-others").addEventListener("click", () => this.turn());
  }

  turn() {
    this.on = !this.on;
    at("draw-others").setAttribute("aria-pressed", String(this.on));
    if (this.on) this.read();
    else this.put();
  }

  // What is kept by now; open: id of the zone that is open and drawn by itself
  async read(open = this.open) {
    this.open = open;
    if (!this.on) return;
    try {
      const { features, found } = await get("/draw/around");
      Object.assign(this, { features, found });
    } catch (error) {
      this.refuse(error);
    }
    this.put();
  }

  put() {
    const shown = this.on ? this.features.filter(({ properties }) => properties.id !== this.open) : [];
    this.overlay.set("draw-others", shown);
    const some = this.on && this.found > this.features.length;
    at("draw-others-said").hidden = !some;
    if (some) at("draw-others-said").textContent = `${this.features.length.toLocaleString("en")} of ${this.found.toLocaleString("en")} kept zones are drawn: those in force, agreed and proposed first, then those changed last.`;
  }
}
