// The parts of the zone as drawn, with every step kept so that it can be undone and done again.

import { cornersOf, withRing } from "./rings.mjs";

const STEPS = 200;
const FOLLOWING = ["circle", "radius", "walk", "streets", "footprint", "rectangle"]; // kinds that a moved corner ends

export class Model {
  constructor(changed) {
    Object.assign(this, { changed, parts: [], past: [], future: [] });
  }

  // Another zone: nothing before it can be undone
  reset(parts) {
    Object.assign(this, { parts: Object.freeze([...parts]), past: [], future: [] });
    this.changed();
  }

  put(parts) {
    this.past = [...this.past.slice(1 - STEPS), this.parts];
    this.future = [];
    this.parts = Object.freeze([...parts]);
    this.changed();
  }

  undo() {
    if (!this.past.length) return false;
    this.future = [this.parts, ...this.future];
    this.parts = this.past.at(-1);
    this.past = this.past.slice(0, -1);
    this.changed();
    return true;
  }

  redo() {
    if (!this.future.length) return false;
    this.past = [...this.past, this.parts];
    [this.parts, ...this.future] = this.future;
    this.changed();
    return true;
  }

  find(id) {
    return this.parts.find((part) => part.id === id) || null;
  }

  freeId() {
    const numbers = [...this.parts, ...this.past.flat(), ...this.future.flat()].map(({ id }) => Number(/^p(\d+)$/.exec(id)?.[1] || 0));
    return `p${Math.max(0, ...numbers) + 1}`;
  }

  // made: [{kind, parameters, geometry, operation?}]; returns the id of the last
  add(made) {
    let number = Number(this.freeId().slice(1));
    const parts = made.map(({ kind, parameters, geometry, operation }) => ({ id: `p${number++}`, kind, operation: operation || "add", parameters: parameters || {}, geometry }));
    this.put([...this.parts, ...parts]);
    return parts.at(-1)?.id ?? null;
  }

  change(id, changes) {
    this.put(this.parts.map((part) => (part.id === id ? { ...part, ...changes } : part)));
  }

  // id's part gives way to others, in its place in the order
  replace(ids, made) {
    let number = Number(this.freeId().slice(1));
    const parts = made.map((part) => ({ operation: "add", parameters: {}, ...part, id: `p${number++}` }));
    const at = this.parts.findIndex((part) => ids.includes(part.id));
    const left = this.parts.filter((part) => !ids.includes(part.id));
    this.put([...left.slice(0, at), ...parts, ...left.slice(at)]);
    return parts.at(-1)?.id ?? null;
  }

  remove(id) {
    this.put(this.parts.filter((part) => part.id !== id));
  }

  // Earlier or later in the order in which parts are added and cut out
  shift(id, by) {
    const from = this.parts.findIndex((part) => part.id === id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= this.parts.length) return;
    const parts = [...this.parts];
    parts.splice(to, 0, ...parts.splice(from, 1));
    this.put(parts);
  }

  corners() {
    return this.parts.reduce((sum, part) => sum + cornersOf(part.geometry), 0);
  }
}

// A part whose ring was edited by hand is drawn, whatever it was made from
export function edited(part, at, ring, kind) {
  const geometry = withRing(part.geometry, at, ring);
  const plain = kind === undefined && FOLLOWING.includes(part.kind);
  return { ...part, geometry, ...(plain ? { kind: "polygon", parameters: {} } : {}) };
}
