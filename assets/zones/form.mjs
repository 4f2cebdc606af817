// The agreement's fields: between the page's controls and the zone document.

const tell = (id, props) => window.dash_clientside.set_props(id, props);
const text = (value) => JSON.stringify(value ?? null);

export class Form {
  // start.fields: [{name, kind}] in the order in which the controls report; start.blank: the fields of a new zone
  constructor(start, changed) {
    Object.assign(this, { start, changed, now: { ...start.blank }, seen: new Map(), awaited: new Map() });
  }

  fields() {
    return { ...this.now };
  }

  value(name) {
    return this.now[name];
  }

  hours() {
    return this.now.hours;
  }

  blank() {
    return Object.entries(this.start.blank).every(([name, value]) => text(this.now[name]) === text(value));
  }

  fill(fields) {
    const { parts: _, ...own } = fields;
    this.now = { ...this.start.blank, ...own };
    for (const { name, kind } of this.start.fields) {
      const value = toControl(kind, this.now[name]);
      if (text(value) === this.seen.get(name)) continue;
      this.awaited.set(name, text(value)); // until the control reports it, what it reports is of the zone before
      tell(`draw-f-${name}`, { value });
    }
    window.safepassage.chooseHours("draw-hours", this.now.hours);
  }

  // What the controls say, in the order of start.fields, and the hours' code last
  heard(values) {
    let other = false;
    const hours = values.at(-1) ?? "";
    this.start.fields.forEach(({ name, kind }, at) => {
      const value = values[at] ?? toControl(kind, this.start.blank[name]);
      this.seen.set(name, text(value));
      if (this.awaited.has(name)) {
        if (this.awaited.get(name) === text(value)) this.awaited.delete(name);
        return;
      }
      const said = fromControl(kind, value);
      if (text(said) !== text(this.now[name])) {
        this.now = { ...this.now, [name]: said };
        other = name === "services" ? "shape" : other || "form";
      }
    });
    if (hours !== this.now.hours && hours !== this.hoursSeen) {
      this.now = { ...this.now, hours };
      other = "shape";
    }
    this.hoursSeen = hours;
    if (other) this.changed(other === "shape");
  }
}

function toControl(kind, value) {
  if (kind === "list" || kind === "choices") return value ?? [];
  if (kind === "yes") return value === null ? "" : value ? "yes" : "no";
  return value ?? "";
}

function fromControl(kind, value) {
  if (kind === "day") return value.trim() || null;
  if (kind === "yes") return value === "" ? null : value === "yes";
  return value;
}
