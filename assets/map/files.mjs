// What the map fetches, kept while it may be asked for again. Addresses name the version, so nothing goes stale.

import { addressOf, blockOf } from "./blocks.mjs";

export function absolute(address) {
  return new URL(address, document.baseURI).href.replace(/%7B/gi, "{").replace(/%7D/gi, "}");
}

export class Files {
  // outdated: called when the server no longer has the version; arrived: when asked-for figures are here
  constructor(outdated, arrived) {
    Object.assign(this, { outdated, arrived });
    this.bytes = new Map(); // address -> Uint8Array
    this.sheets = new Map(); // theme -> promise of {name: svg}
    this.figures = new Map(); // address -> {value, count, low} | "asked"
    this.indexes = new Map(); // address -> promise of {starts, box}, then that itself
  }

  async fetch(address) {
    const reply = await fetch(absolute(address)).catch(() => null);
    if (reply && reply.ok) return reply;
    if (reply && reply.status === 404) this.outdated();
    return null;
  }

  async bytesOf(address) {
    if (!this.bytes.has(address)) {
      const reply = await this.fetch(address);
      if (!reply) return null;
      this.bytes.set(address, new Uint8Array(await reply.arrayBuffer()));
    }
    return this.bytes.get(address);
  }

  // Where the blocks of a large grid begin and lie
  async indexOf(address) {
    if (!this.indexes.has(address)) {
      this.indexes.set(address, this.fetch(address).then((reply) => (reply ? reply.json() : null)));
      const found = await this.indexes.get(address);
      if (found) this.indexes.set(address, found);
      else this.indexes.delete(address);
    }
    return this.indexes.get(address);
  }

  // A row's bytes and figures, and where in them it is; figures are asked for when somebody first points there
  rowOf(layer, row) {
    if (!layer.blocks) return { bytes: this.bytes.get(layer.values), figures: this.figuresOf(layer, layer.figures), row };
    const index = this.indexes.get(layer.blocks);
    if (!index?.starts) return { row };
    const block = blockOf(index, row);
    return { bytes: this.bytes.get(addressOf(layer.values, block)), figures: layer.figures && this.figuresOf(layer, addressOf(layer.figures, block)), row: row - index.starts[block] };
  }

  // Every symbol and pattern of a theme, in one reply
  symbolsOf(theme) {
    if (!this.sheets.has(theme)) this.sheets.set(theme, this.fetch(window.safepassage.url(`/map/symbols/${theme}.json`)).then((reply) => (reply ? reply.json() : {})));
    return this.sheets.get(theme);
  }

  // The figures behind the colours, asked for when somebody first points at the layer; null until they are here
  figuresOf(layer, address) {
    const known = this.figures.get(address);
    if (known) return known === "asked" ? null : known;
    this.figures.set(address, "asked");
    this.fetch(address).then(async (reply) => {
      if (!reply) return;
      this.figures.set(address, (layer.change ? readChanges : readFigures)(await reply.arrayBuffer()));
      this.arrived();
    });
    return null;
  }
}

function readFigures(body) {
  const rows = body.byteLength / 9;
  return { value: new Float32Array(body, 0, rows), count: new Float32Array(body, 4 * rows, rows), low: new Uint8Array(body, 8 * rows, rows) };
}

function readChanges(body) {
  const rows = body.byteLength / 20;
  const [size, low, high, before, after] = [0, 1, 2, 3, 4].map((at) => new Float32Array(body, 4 * at * rows, rows));
  return { size, low, high, before, after };
}
