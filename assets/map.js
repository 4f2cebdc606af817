// Registers MapView with Dash. Plain script on the React that Dash has loaded: no bundler, no JSX. What draws
// the map is imported when the first map appears.
(function () {
  "use strict";
  const React = window.React;
  const element = React.createElement;
  const address = new URL("map/view.mjs", document.currentScript.src).href;

  function MapView(props) {
    const root = React.useRef(null);
    const map = React.useRef(null);
    const live = React.useRef(props);
    live.current = props;
    const off = Boolean(props.off);
    React.useEffect(function () {
      let gone = false;
      if (off) return undefined;
      import(address).then(function (module) {
        if (gone) return;
        map.current = new module.MapControl(root.current, live.current, (changed) => {
          if (!gone) live.current.setProps(changed);
        });
      });
      return function () {
        gone = true;
        if (map.current) map.current.remove();
        map.current = null;
      };
    }, [off]);
    React.useEffect(function () {
      if (map.current) map.current.update(props);
    });
    return element(
      "div",
      { id: props.id, ref: root, className: "mapview " + (props.className || "") },
      element("div", { className: "map-canvas" }),
      element("div", { className: "map-cross", "aria-hidden": true }),
      element("div", { className: "map-ghost", "aria-hidden": true, hidden: true }),
      element("div", { className: "map-tip", "aria-hidden": true, hidden: true }),
      element("p", { className: "map-said", "aria-live": "polite" })
    );
  }

  window.safepassage = Object.assign(window.safepassage || {}, { MapView: MapView });
})();
