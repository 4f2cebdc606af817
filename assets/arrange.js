// Laying the map out without asking the server: one environment alone, which lies on top, the reader's colours.
(function () {
  "use strict";
  const none = () => window.dash_clientside.no_update;
  const NAMES = ["physical", "social", "economic", "policy"];
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const KEPT = "palette";
  let before = null; // the switches as they were before one environment was shown alone

  const pressed = () => ((window.dash_clientside.callback_context.triggered || [])[0]?.prop_id || "").split(".")[0];
  const isAlone = (name, on) => before !== null && on.every((each, at) => Boolean(each) === (NAMES[at] === name));

  // The environments on the map, the lowest first
  function drawn(order, on, levels, layers) {
    return order.filter((name) => {
      const at = NAMES.indexOf(name);
      return on[at] && levels[at] === "micro" && layers[at];
    });
  }

  function split(values) {
    return [values.slice(0, 4), values.slice(4, 8), values.slice(8, 12)];
  }

  function placeWords(stack, name) {
    const from = stack.length - stack.indexOf(name);
    if (stack.indexOf(name) < 0 || stack.length < 2) return "The only one on the map";
    return from === 1 ? `On top of ${stack.length}` : from === stack.length ? `At the bottom of ${stack.length}` : `${["", "", "Second", "Third"][from]} of ${stack.length}`;
  }

  // A reader's own choice is kept; one that came with somebody else's link is not
  document.addEventListener("change", (event) => {
    if (!event.target.closest || !event.target.closest("#palette")) return;
    try {
      localStorage.setItem(KEPT, event.target.value);
    } catch {
      return; // storage can be forbidden: then the choice lasts as long as the page
    }
  });

  // A lens is a link: it is followed without loading the page again
  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a.lens-link[href]") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState(null, "", location.pathname + link.getAttribute("href"));
    window.dispatchEvent(new PopStateEvent("popstate"));
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    arrange: {
      // four buttons, four switches -> four switches: one alone, or as they were before
      solo: function (...values) {
        const on = values.slice(4);
        const name = pressed().replace("solo-", "");
        if (!NAMES.includes(name)) return NAMES.map(none);
        if (isAlone(name, on)) {
          const back = before;
          before = null;
          return back;
        }
        before ||= on.map(Boolean);
        return NAMES.map((each) => each === name);
      },
      // four switches -> whether each button is pressed
      alone: function (...on) {
        const found = NAMES.map((name) => isAlone(name, on));
        if (!found.includes(true)) before = null;
        return found.map(String);
      },
      // a button -> the order with its environment one place up or down among those on the map, and words for it
      move: function (...values) {
        const [way, name] = pressed().split("-");
        const order = values[8];
        const stack = drawn(order, ...split(values.slice(9)));
        const other = stack[stack.indexOf(name) + (way === "raise" ? 1 : -1)];
        if (!stack.includes(name) || !other) return [none(), `${capital(name)} stays where it is`];
        const swapped = order.map((each) => (each === name ? other : each === other ? name : each));
        const now = stack.map((each) => (each === name ? other : each === other ? name : each));
        return [swapped, `${capital(name)}: ${placeWords(now, name).toLowerCase()}`];
      },
      places: function (order, ...values) {
        const stack = drawn(order, ...split(values));
        const last = stack.length - 1;
        return [
          ...NAMES.map((name) => placeWords(stack, name)),
          ...NAMES.map((name) => String(stack.indexOf(name) < 0 || stack.indexOf(name) === last)),
          ...NAMES.map((name) => String(stack.indexOf(name) <= 0)),
        ];
      },
      // what was clicked on one of the other maps -> as if it had been clicked on the first
      clicked: function () {
        const said = (window.dash_clientside.callback_context.triggered || [])[0];
        const map = said && Number(said.prop_id.match(/^map-(\d)/)?.[1]);
        return said && said.value !== undefined ? said.value && { ...said.value, map, n: performance.now() } : none();
      },
      // what is outlined on the first map -> on the others
      chosen: function (selected) {
        return [selected, selected, selected];
      },
      lens: function (name) {
        return ["street", "night"].map((each) => (each === name ? "true" : "false"));
      },
      // the colours that this reader chose before, unless the address asks for others
      recall: function () {
        if (/[?&]palette=/.test(location.search)) return none();
        try {
          const kept = localStorage.getItem(KEPT);
          return ["standard", "safe", "grey"].includes(kept) ? kept : none();
        } catch {
          return none();
        }
      },
    },
  });
})();
