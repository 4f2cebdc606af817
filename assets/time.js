// The slider over the periods and its playback: repaints the map from files that are kept, then, once the slider
// rests, asks the server for the words that go with the period.
(function () {
  "use strict";
  const REST_MS = 260;
  const PATIENCE_MS = 5000; // playing waits this long for the words of a step
  const none = () => window.dash_clientside.no_update;
  const tell = (id, props) => window.dash_clientside.set_props(id, props);
  const at = (id) => document.getElementById(id);
  const quiet = window.matchMedia("(prefers-reduced-motion: reduce)");
  let line = { steps: [], at: 0, marks: [] };
  let now = 0; // the step that the slider is at
  let asked = null; // {id, at}: the period whose words were asked for and have not come yet, and when
  let resting = null;
  let playing = null;
  let speed = 1400;

  const forget = () => (asked = null);
  window.safepassage = Object.assign(window.safepassage || {}, { forgetStep: forget }); // for a page that restores another view
  const last = () => line.steps.length - 1;
  const waiting = () => asked !== null && performance.now() - asked.at < PATIENCE_MS;

  // A map layer as it is at another period: the last part of its addresses and its label differ
  function moved(layer, part) {
    const ending = (address) => address && address.replace(/[^/]*(\.\w+)$/, part.path + "$1");
    const there = { values: ending(layer.values), figures: ending(layer.figures), period: part.id, periodLabel: part.label };
    return { ...layer, ...there, ...(layer.outlines ? { outlines: ending(layer.outlines) } : {}) };
  }

  function layersAt(step, layers) {
    return layers.map((layer) => (layer.kind === "grid" && step.parts[layer.id] ? moved(layer, step.parts[layer.id]) : layer));
  }

  function paint(step, layers) {
    const there = layersAt(step, layers);
    if (there.some((layer, index) => layer.values !== layers[index].values)) tell("map", { layers: there });
  }

  function prefetch(layers) {
    const control = at("map") && at("map").mapControl;
    if (!control) return;
    for (const step of [line.steps[now + 1], line.steps[now - 1]]) {
      if (step) layersAt(step, layers).forEach((layer) => layer.kind === "grid" && !layer.blocks && control.files.bytesOf(layer.values));
    }
  }

  // The answer waited for never came: what the server said last holds
  function giveUp(on) {
    if (asked !== on) return;
    forget();
    go(line.at);
  }

  // ---- playing ----------------------------------------------------------------------------------------------

  function nameButton() {
    const ended = now >= last();
    const text = quiet.matches ? (ended ? "Back to the first" : "Next period") : playing ? "Pause" : "Play";
    tell("play", { children: text, className: "plain-button time-button" + (playing ? " is-playing" : "") });
    const said = at("said"); // a reader is not told every step of a film
    if (said) said.setAttribute("aria-live", playing ? "off" : "polite");
  }

  function stop() {
    window.clearTimeout(playing);
    playing = null;
    nameButton();
  }

  function go(index) {
    tell("time", { value: index });
  }

  function tick() {
    if (document.hidden || now >= last()) return stop();
    if (waiting()) {
      playing = window.setTimeout(tick, 80);
      return undefined;
    }
    go(now + 1);
    playing = window.setTimeout(tick, speed);
    return undefined;
  }

  function start() {
    if (now >= last()) go(0);
    playing = window.setTimeout(tick, now >= last() ? speed : 0);
    nameButton();
  }

  // Whoever takes the slider in hand is not pulled on
  const take = (event) => playing && event.target.closest && event.target.closest("#time") && stop();
  document.addEventListener("pointerdown", take);
  document.addEventListener("keydown", take);
  quiet.addEventListener("change", () => (playing ? stop() : nameButton()));

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    time: {
      // what the server says of the periods -> the slider's range, marks and place; a step since taken stays,
      // also where the answer to the step before it comes late. Told, not returned: Dash holds back every callback
      // on what an answer under way may yet change, and the map would not follow the slider meanwhile.
      follow: function (told) {
        line = told;
        const late = waiting() && asked.id !== told.asked;
        if (late) window.setTimeout(giveUp, PATIENCE_MS, asked);
        else asked = null;
        const stay = (late || resting !== null) && line.steps[now];
        if (!stay) now = line.at;
        nameButton();
        tell("time", { max: Math.max(1, last()), marks: line.marks, disabled: last() < 1, ...(stay ? {} : { value: line.at }) });
        return last() < 1;
      },
      // the slider's step -> what a screen reader says of it, and its label; the map follows at once
      step: function (value, told, layers) {
        const step = told.steps[value];
        if (!step) return [{}, ""];
        line = told;
        now = value;
        window.clearTimeout(resting);
        resting = null;
        paint(step, layers);
        const known = asked ? asked.id : told.steps[told.at].id; // what the page's words are about, or soon will be
        if (step.id !== known) {
          resting = window.setTimeout(() => {
            resting = null;
            asked = { id: step.id, at: performance.now() };
            at("time-bar").dataset.slid = step.id;
            tell("period", { value: step.id });
          }, REST_MS);
        }
        prefetch(layers);
        nameButton();
        return [{ thumb: { "aria-valuetext": step.label } }, step.label];
      },
      play: function (clicks, ms) {
        speed = Number(ms);
        const pressed = window.dash_clientside.callback_context.triggered.some((each) => each.prop_id === "play.n_clicks");
        if (!pressed || !clicks) return none();
        if (quiet.matches) go(now >= last() ? 0 : now + 1);
        else if (playing) stop();
        else start();
        return none();
      },
    },
  });
})();
