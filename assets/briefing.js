// The briefing dialog: asks for the file, says how far it is, saves it, and shows what is refused at its field.
(function () {
  "use strict";
  const none = () => window.dash_clientside.no_update;
  const tell = (id, props) => window.dash_clientside.set_props(id, props);
  const at = (id) => document.getElementById(id);
  const { url, here } = window.safepassage;
  const MARK = { "X-Safe-Passage": "briefing" };
  const NO_MAP = "none";
  const ENVIRONMENTS = 4;
  const LOOK_MS = 700; // between two questions of progress
  const PATIENCE_MS = 180000; // how long others are waited for
  const LARGEST = 10000000; // bytes of a template
  const FIELDS = { title: "The title", audience: "For whom: it", notes: "The notes", main: "The main map", zones: "The zones" };
  let making = null; // {key, stop} while a file is on its way
  let template = null; // {name, data}
  let saved = ""; // address of the file, in this browser, until the dialog closes

  document.addEventListener("click", (event) => {
    const button = event.target.closest ? event.target.closest("button") : null;
    if (!button) return;
    if (button.dataset.briefing !== undefined) {
      clear();
      tell("briefing-wanted", { data: { page: here(), n: Date.now() } });
    }
    if (button.id === "briefing-cancel") stop();
    if (button.id === "briefing-choose") choose();
    if (button.id === "briefing-remove") {
      keep(null);
      at("briefing-choose").focus();
    }
  });

  // ---- a board's own slides ---------------------------------------------------------------------------

  function choose() {
    const field = document.createElement("input");
    field.type = "file";
    field.accept = ".pptx,.potx";
    field.addEventListener("change", () => {
      if (field.files.length) read(field.files[0]);
    });
    field.click();
  }

  function read(file) {
    keep(null);
    if (file.size > LARGEST) {
      wrongTemplate(`${file.name} is larger than ${LARGEST / 1000000} MB. Take large pictures out of it.`);
      return;
    }
    const reader = new FileReader();
    reader.addEventListener("load", () => keep({ name: file.name, data: String(reader.result).split(",")[1] || "" }));
    reader.addEventListener("error", () => wrongTemplate(`${file.name} could not be read. Choose it again.`));
    reader.readAsDataURL(file);
  }

  function keep(chosen) {
    template = chosen;
    wrongTemplate("");
    tell("briefing-chosen", { children: chosen ? chosen.name : "" });
    tell("briefing-remove", { hidden: !chosen });
  }

  const wrongTemplate = (text) => tell("briefing-template-error", { children: text, hidden: !text });

  // ---- what is said -----------------------------------------------------------------------------------

  function say(text, elapsed) {
    tell("briefing-said", { children: text });
    tell("briefing-elapsed", { children: elapsed || "" });
  }

  function clear() {
    say("");
    alarm("");
    wrongTemplate("");
    Object.keys(FIELDS).forEach((name) => tell(`briefing-${name}`, { error: null }));
    tell("briefing-again", { hidden: true });
    if (saved) URL.revokeObjectURL(saved);
    saved = "";
  }

  const alarm = (text) => tell("briefing-alert", { children: text, hidden: !text });

  const SIGNED_OUT = "You are signed out, so nothing was made. What you typed is still here: sign in in another tab of this browser, then make it in this window.";

  function alarmed(text) {
    say("");
    alarm(text);
    at("briefing-alert").scrollIntoView({ block: "nearest" });
  }

  function refused({ field, where, what, next }) {
    say("");
    if (field === "template") return wrongTemplate(`The template ${what}. ${next}`);
    if (!(field in FIELDS)) {
      return alarmed(`${where.charAt(0).toUpperCase()}${where.slice(1)} ${what}. ${next}`);
    }
    tell(`briefing-${field}`, { error: `${FIELDS[field]} ${what}. ${next}` });
    return at(`briefing-${field}`).focus?.();
  }

  // The dialog's head is a <header>, which is the banner of a page to those who hear it
  function unbanner(tries = 60) {
    const head = document.querySelector(".briefing .mantine-Modal-header");
    if (head) head.setAttribute("role", "presentation");
    else if (tries) window.requestAnimationFrame(() => unbanner(tries - 1));
  }

  const size = (bytes) => (bytes < 1000000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1000000).toFixed(1)} MB`);

  function question(kept, title, audience, notes, main, zones, language, paper, format, ...maps) {
    const layers = maps.slice(0, ENVIRONMENTS).map((each) => (each && each !== NO_MAP ? each : ""));
    const { recipe, ...view } = kept; // a recipe that it started from
    const run = recipe ? { recipe: recipe, since: Boolean(at("briefing-since")?.checked) } : {};
    const asked = { ...view, title: title || "", audience: audience || "", notes: notes || "", main: main || "", maps: layers, zones: zones || [], language: language, paper: paper };
    return { asked: asked, format: format, template: template && format !== "pdf" ? template.data : "", ...run };
  }

  const post = (path, body, more) => fetch(url(path), { method: "POST", headers: { ...MARK, "Content-Type": "application/json" }, body: JSON.stringify(body), ...more });

  async function keepRecipe({ recipe, since, ...body }) {
    const told = (text) => tell("briefing-recipe-said", { children: text });
    clear();
    const reply = await post("/briefing/recipe", body).catch(() => null);
    const answer = (reply && (await reply.json().catch(() => null))) || { what: "could not be kept", next: "Try again in a minute." };
    if (reply && reply.ok) told(`Kept as “${answer.name}”. Next time, choose it where this window begins; or from the command line: safepassage brief --recipe "${answer.name}"`);
    else if (reply && reply.status === 401) alarmed(SIGNED_OUT.replace("made. ", "kept. "));
    else if (answer.field in FIELDS) refused(answer);
    else told(`The recipe ${answer.what}. ${answer.next}`);
  }

  // ---- making -----------------------------------------------------------------------------------------

  const pause = (ms) => new Promise((done) => window.setTimeout(done, ms));
  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");

  function stop() {
    if (!making) return;
    making.stop.abort();
    making = null;
    at("briefing-make")?.focus();
    busy(false);
    say("Cancelled. Nothing was saved.");
  }

  function busy(now) {
    tell("briefing-cancel", { hidden: !now });
    tell("briefing-make", { children: now ? "Making …" : "Make the briefing" });
  }

  async function watch(own) {
    const began = performance.now();
    while (making === own) {
      if (own.waiting) say("Other briefings are being made first. Yours follows by itself: keep this window open.");
      else {
        const reply = await fetch(url(`/briefing/progress/${own.key}`), { headers: MARK, cache: "no-store", signal: own.stop.signal }).catch(() => null);
        const { step } = (reply && reply.ok && (await reply.json().catch(() => ({})))) || {};
        if (making === own && step) say(step);
      }
      if (making === own) tell("briefing-elapsed", { children: `${Math.round((performance.now() - began) / 1000)} s` });
      await pause(LOOK_MS);
    }
  }

  async function ask(own, body) {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const reply = await post("/briefing/make", { ...body, key: own.key }, { signal: own.stop.signal });
      const again = Number(reply.headers.get("Retry-After"));
      own.waiting = reply.status === 503 && again > 0 && performance.now() < until;
      if (!own.waiting) return reply;
      await pause(1000 * again * (1 + Math.random())); // so that all who wait do not come back at once
      if (making !== own) throw new DOMException("cancelled", "AbortError");
    }
  }

  async function run(body) {
    const own = { key: random(), stop: new AbortController(), waiting: false };
    making = own;
    clear();
    busy(true);
    say("Asking the server …");
    watch(own);
    try {
      const reply = await ask(own, body);
      const file = reply.ok ? await reply.blob() : await reply.json().catch(() => null);
      if (making !== own) return;
      if (reply.ok) save(reply, file);
      else if (file && file.what) refused(file);
      else if (reply.status === 401) alarmed(SIGNED_OUT);
      else refused({ where: "The server", what: `could not make it (${reply.status})`, next: "Reload the page and try again." });
    } catch (error) {
      if (making === own) refused({ where: "The server", what: "does not answer", next: "What you typed is still here: try again." });
    } finally {
      if (!making || making === own) {
        making = null;
        busy(false);
      }
    }
  }

  const RUN = {
    kept: "Kept as a run of the recipe: the next one is compared with it.",
    changed: "It differs from the recipe, so it is not kept as a run of it.",
    "not kept": "It could not be kept as a run of the recipe: make it again before the next one, or that one cannot be compared with it.",
  };

  function save(reply, file) {
    const name = /filename="([^"]+)"/.exec(reply.headers.get("Content-Disposition") || "")?.[1] || "briefing";
    saved = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = saved;
    link.download = name;
    link.click();
    tell("briefing-again", { href: saved, download: name, hidden: false });
    making = null; // nothing is said of progress any more
    say(`Ready and saved: ${name}, ${size(file.size)}. Content id ${reply.headers.get("X-Content-Id")}. ${RUN[reply.headers.get("X-Recipe-Run")] || ""}`.trim());
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    briefing: {
      // a board's own template is for slides
      form: (format) => format === "pdf",
      opened: function (opened) {
        if (opened) unbanner();
        else {
          stop();
          clear();
        }
        return none();
      },
      make: function (clicks, ...values) {
        if (clicks && !making && values[0]) run(question(...values));
        return none();
      },
      // analysts only: what is asked for, under a name
      keep: function (clicks, name, ...values) {
        if (clicks && values[0]) keepRecipe({ ...question(...values), name: name || "", key: random() });
        return none();
      },
    },
  });
})();
