// The search box: an ARIA combobox with a list of suggestions that the server gives. Registers itself with Dash.
(function () {
  "use strict";
  const React = window.React;
  const element = React.createElement;
  const WAIT_MS = 140;
  const STALE = "New figures have been published. Reload the page to search them.";
  const FAILED = "The search could not be answered. Check the connection and try again.";

  function ask(href, text, signal) {
    return fetch(`${href}?q=${encodeURIComponent(text.slice(0, 100))}`, { signal }).then((reply) => {
      if (reply.status === 404) return { found: [], said: STALE };
      if (!reply.ok) throw new Error(String(reply.status));
      return reply.json();
    });
  }

  function SearchBox(props) {
    const [text, setText] = React.useState("");
    const [answer, setAnswer] = React.useState({ found: [], said: "" });
    const [open, setOpen] = React.useState(false);
    const [at, setAt] = React.useState(-1);
    const count = React.useRef(0);
    const list = `${props.id}-list`;
    const option = (index) => `${props.id}-option-${index}`;

    React.useEffect(() => {
      if (!open || !text.trim()) {
        setAnswer({ found: [], said: "" });
        return undefined;
      }
      const stop = new AbortController();
      const timer = setTimeout(() => {
        ask(props.href, text, stop.signal).then(
          (found) => {
            setAnswer(found);
            setAt(found.found.length ? 0 : -1);
          },
          () => stop.signal.aborted || setAnswer({ found: [], said: FAILED })
        );
      }, WAIT_MS);
      return () => {
        clearTimeout(timer);
        stop.abort();
      };
    }, [text, open, props.href]);

    function take(found) {
      count.current += 1;
      setText(found.label);
      setOpen(false);
      props.setProps({ chosen: { to: found.to, label: found.label, n: count.current } });
    }

    function key(event) {
      const { found } = answer;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        setOpen(true);
        if (found.length) setAt((at + (event.key === "ArrowDown" ? 1 : found.length - 1) + found.length) % found.length);
      } else if (event.key === "Enter" && open && found[at]) {
        event.preventDefault();
        take(found[at]);
      } else if (event.key === "Escape" && (open || text)) {
        event.stopPropagation(); // the drawer stays
        if (open) setOpen(false);
        else setText("");
      }
    }

    const shown = open && Boolean(answer.said);
    const options = answer.found.map((found, index) =>
      element(
        "li",
        {
          key: found.to + index,
          id: option(index),
          role: "option",
          "aria-selected": index === at,
          onMouseDown: (event) => event.preventDefault(), // the box keeps the focus
          onMouseMove: () => setAt(index),
          onClick: () => take(found),
        },
        element("span", { className: "search-label" }, found.label),
        element("span", { className: "search-kind" }, [found.kind, found.detail].filter(Boolean).join(", "))
      )
    );
    return element(
      "div",
      { className: "search-box", onBlur: () => setOpen(false) },
      element("input", {
        id: props.id,
        type: "text",
        role: "combobox",
        autoComplete: "off",
        spellCheck: false,
        maxLength: 100,
        placeholder: props.placeholder,
        value: text,
        "aria-label": props.label,
        "aria-autocomplete": "list",
        "aria-expanded": shown && options.length > 0,
        "aria-controls": list,
        "aria-activedescendant": shown && answer.found[at] ? option(at) : undefined,
        onChange: (event) => {
          setText(event.target.value);
          setOpen(true);
        },
        onKeyDown: key,
      }),
      element("ul", { id: list, role: "listbox", "aria-label": "Suggestions", hidden: !shown || !options.length }, options),
      element("p", { className: shown && !options.length ? "search-said" : "seen-by-readers", role: "status" }, shown ? answer.said : "")
    );
  }

  window.safepassage = Object.assign(window.safepassage || {}, { SearchBox: SearchBox });

  // A button of the drawer or a suggestion -> where to go; on a phone the map comes into sight first
  let going = 0;
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    inspect: {
      go: function () {
        const { triggered, triggered_id: from } = window.dash_clientside.callback_context;
        const value = triggered && triggered.length ? triggered[0].value : null;
        if (!value) return window.dash_clientside.no_update; // a button that was only just drawn
        going += 1;
        if (window.innerWidth <= 640) document.getElementById("map").scrollIntoView({ block: "start" });
        return { to: value.to || from.to, n: going };
      },
    },
  });
})();
