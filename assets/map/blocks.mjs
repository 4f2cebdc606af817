// Values of a grid too large to be sent whole: fetched and painted in blocks of cells that lie together, as the
// map comes to them. See web/map/levels.py.

const UNKNOWN = 255; // as in grid.mjs
const KEPT = 80; // painted blocks of a layer; beyond that those out of sight are wiped

export const addressOf = (address, block) => `${address}?block=${block}`;

// The block that holds a row
export function blockOf(index, row) {
  let low = 0, high = index.starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (index.starts[middle] <= row) low = middle;
    else high = middle;
  }
  return low;
}

function within(index, bounds) {
  const [west, south, east, north] = bounds.toArray().flat();
  return index.box.flatMap(([w, s, e, n], block) => (w <= east && e >= west && s <= north && n >= south ? [block] : []));
}

// What is painted of one layer on one grid
export class Blocks {
  constructor(map, files, source) {
    Object.assign(this, { map, files, source });
    this.painted = new Map(); // block -> the bytes it shows
    this.found = new Set(); // states that have occurred
    this.turn = 0;
  }

  // Paint what is in sight; false where a later wish overtook this one
  async paint(layer) {
    const turn = (this.turn += 1);
    if (this.wanted !== layer.values) this.found.clear();
    const moved = this.wanted !== layer.values;
    this.wanted = layer.values;
    this.done = false;
    const index = await this.files.indexOf(layer.blocks);
    if (!index || turn !== this.turn) return false;
    const seen = this.map.getZoom() < (layer.minzoom || 0) ? [] : within(index, this.map.getBounds());
    if (moved || this.painted.size > KEPT) this.wipe(layer, index, new Set(seen));
    const arrived = await Promise.all(seen.map((block) => this.files.bytesOf(addressOf(layer.values, block))));
    if (turn !== this.turn || arrived.includes(null) || !this.map.getSource(this.source)) return false;
    seen.forEach((block, at) => this.set(layer, index.starts[block], this.painted.get(block), arrived[at], block));
    this.done = true;
    return true;
  }

  set(layer, start, old, bytes, block) {
    if (old === bytes) return;
    const at = { source: this.source, sourceLayer: "cells", id: 0 };
    for (let row = 0; row < bytes.length; row += 1) {
      if (old && old[row] === bytes[row]) continue;
      at.id = start + row;
      this.map.setFeatureState(at, { [layer.id]: bytes[row] });
    }
    for (const byte of bytes) this.found.add(byte >> 4);
    this.painted.set(block, bytes);
  }

  // Take the colours off what is out of sight, lest another period's be seen there
  wipe(layer, index, seen) {
    const at = { source: this.source, sourceLayer: "cells", id: 0 };
    for (const block of [...this.painted.keys()]) {
      if (seen.has(block)) continue;
      for (let row = index.starts[block]; row < index.starts[block + 1]; row += 1) {
        at.id = row;
        this.map.setFeatureState(at, { [layer.id]: UNKNOWN });
      }
      this.painted.delete(block);
    }
  }
}
