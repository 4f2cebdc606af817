// What the map fetches, kept while it may be asked for again. Addresses name the version, so nothing goes stale.

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

  // Every symbol and pattern of a theme, in one reply
  symbolsOf(theme) {
    if (!this.sheets.has(theme)) this.sheets.set(theme, this.fetch(window.safepassage.url(`/map/symbols/${theme}.json`)).then((reply) => (reply ? reply.json() : {})));
    return this.sheets.get(theme);
  }

  // The figures behind the colours, asked for when somebody first points at the layer; null until they are here
  figuresOf(layer) {
    const address = layer.figures;
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
