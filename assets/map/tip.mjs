// What the map says of the place under the pointer or the crosshair: figures and states in words.

import { STATE_NAMES } from "./grid.mjs";

// About three digits that matter, as layers/words.py writes them
export function number(value) {
  const size = Math.abs(value);
  const places = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: places });
}

function withUnit(value, unit) {
  if (unit.startsWith("%")) return `${number(value)}\u00a0${unit}`;
  return unit ? `${number(value)} ${unit}` : number(value);
}

// A layer drawn in classes alone has labels, one a class. bytes: the layer's states; figures: {value, count, low} once they have arrived -> lines of text
export function describe(layer, row, bytes, figures) {
  const state = bytes ? STATE_NAMES[bytes[row] >> 4] : undefined;
  if (state === undefined) return ["…"];
  if (layer.labels) return [state === "released" ? layer.labels[bytes[row] & 15] : capital(layer.words.zero)];
  if (state === "withheld" || state === "no_data") return [capital(layer.words[state])];
  const lines = [];
  if (layer.change && state === "zero") return [capital(layer.words.zero)];
  if (!figures) lines.push("…");
  else if (layer.change) lines.push(...describeChange(layer, figures, bytes[row] % 16, row));
  else {
    const value = figures.value[row], count = figures.count[row];
    let first = withUnit(value, layer.unit);
    if (state !== "parent" && count > 0) first += ` (${layer.words.counted.replace("{}", number(count))})`;
    lines.push(first);
    if (figures.low[row]) lines.push("Rests on few events");
  }
  if (state === "parent") lines.push(capital(layer.words.parent));
  if (layer.words.about) lines.push(capital(layer.words.about));
  return lines;
}

function describeChange(layer, figures, level, row) {
  const lines = [layer.change.levels[level]];
  const { size, low, high, before, after } = figures;
  const last = Number.isFinite(high[row]) ? `to ${signed(high[row], layer.change.unit)}` : "or more";
  const sure = `95 % interval ${signed(low[row], layer.change.unit)} ${last}`;
  lines.push(Number.isFinite(size[row]) ? `${signed(size[row], layer.change.unit)} (${sure})` : sure);
  lines.push(`From ${number(before[row])} to ${withUnit(after[row], layer.unit)}`);
  return lines;
}

// As web/changes.py writes it
function signed(value, unit) {
  const text = Math.abs(value).toLocaleString("en", { maximumFractionDigits: Math.abs(value) >= 10 ? 0 : 1 });
  return (text === "0" ? "0" : (value > 0 ? "+" : "−") + text) + unit;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export class Tip {
  constructor(box) {
    this.box = box;
  }

  hide() {
    this.box.hidden = true;
  }

  // parts: [{colour, title, lines}]; point in pixels of the map
  show(parts, point, size) {
    this.box.replaceChildren(...parts.map(block));
    this.box.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const left = point.x + 18 + width > size.width ? point.x - 18 - width : point.x + 18;
    const top = point.y + 18 + height > size.height ? point.y - 12 - height : point.y + 18;
    this.box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }
}

function block(part) {
  const section = document.createElement("div");
  section.className = "map-tip-part";
  const title = document.createElement("strong");
  title.textContent = part.title;
  if (part.colour) {
    const dot = document.createElement("span");
    dot.className = "map-tip-dot";
    dot.style.background = part.colour;
    title.prepend(dot);
  }
  section.append(title, ...part.lines.map(line));
  return section;
}

function line(text) {
  const written = document.createElement("span");
  written.textContent = text;
  return written;
}

export function asText(parts) {
  return parts.map((part) => [part.title, ...part.lines].join(": ")).join(". ");
}
