// Unsaved work, kept in this browser so that a reload, a crash or a lost connection loses none of it.

// The same for the same content, in whatever order it came
export function canonical(value) {
  const sorted = (_, each) => (each && typeof each === "object" && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each);
  return JSON.stringify(value, sorted);
}

// Places below paths of one host share this storage, each has its own part of it
const ROOT = document.documentElement.dataset.root || "";
const NAME = ROOT ? `safepassage-zone@${ROOT}:` : "safepassage-zone:";
const OWN = "safepassage-zone-tab";
const DAYS = 30;

// Each window keeps its own: two windows on one zone must not overwrite each other's
function own() {
  let tab = sessionStorage.getItem(OWN);
  if (!tab) {
    tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem(OWN, tab);
  }
  return tab;
}

const quietly = (work, otherwise) => {
  try {
    return work();
  } catch {
    return otherwise; // storage can be forbidden or full
  }
};

// Returns whether it could be kept
export function keep(place, work) {
  return quietly(() => {
    localStorage.setItem(NAME + own(), JSON.stringify({ ...work, place, at: Date.now() }));
    return true;
  }, false);
}

export function forget(tab) {
  quietly(() => localStorage.removeItem(NAME + (tab || own())));
}

export function kept() {
  return quietly(() => JSON.parse(localStorage.getItem(NAME + own())), null);
}

// What other windows of this place left behind, newest first; what is older than a month is cleared away
export function others(place) {
  return quietly(() => {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(NAME) && name !== NAME + own());
    const found = names.map((name) => ({ tab: name.slice(NAME.length), ...quietly(() => JSON.parse(localStorage.getItem(name)), {}) }));
    found.filter(({ at }) => !(at > Date.now() - DAYS * 864e5)).forEach(({ tab }) => forget(tab));
    return found.filter((each) => each.place === place && each.at > Date.now() - DAYS * 864e5).sort((a, b) => b.at - a.at);
  }, []);
}
