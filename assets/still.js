// Writes text that nothing on the page changes. Registers itself with Dash as one component (see web/still.py).
(function () {
  "use strict";
  const React = window.React;

  const write = (node, at) =>
    typeof node === "string"
      ? node
      : React.createElement(node[0], { key: at, ...node[1] }, ...node[2].map(write));

  function Still(props) {
    return React.useMemo(() => React.createElement(React.Fragment, null, ...props.tree.map(write)), [props.tree]);
  }

  window.safepassage = Object.assign(window.safepassage || {}, { Still: Still });
})();
