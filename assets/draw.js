// The Draw zones page: fetches what draws when somebody first goes there, and hands it what the controls say.
(function () {
  "use strict";
  const address = new URL("zones/page.mjs", document.currentScript.src).href;
  const none = () => window.dash_clientside.no_update;
  let page = null; // promise of the open page
  let values = null; // what the form's controls said last

  function open() {
    page ||= import(address)
      .then((module) => module.open())
      .then((opened) => {
        if (values) opened.form.heard(values);
        return opened;
      });
    return page;
  }

  // A press that only means something once the page is open
  const press = (work) =>
    function (clicks, ...given) {
      if (clicks && page) page.then((opened) => work(opened, ...given, clicks));
      return none();
    };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    draw: {
      // the map has been told what to draw
      arrive: function (filled) {
        if (filled) open();
        return none();
      },
      form: function (...given) {
        values = given;
        if (page) page.then((opened) => opened.form.heard(given));
        return none();
      },
      around: press((opened, services, radius, other) => opened.maker.around(services, radius, other)),
      walk: press((opened, services, minutes) => opened.maker.walk(services, minutes)),
      walkFrom: press((opened, minutes) => opened.maker.walkFrom(minutes)),
      streets: press((opened, names, reach) => opened.maker.streets(names, reach)),
      round: press((opened) => opened.maker.round()),
      typed: press((opened) => opened.maker.typed()),
      mark: function (ids) {
        if (page) page.then((opened) => opened.mark(ids || []));
        return none();
      },
      picked: press((opened, chosen, info) => opened.maker.picked(chosen, info)),
    },
  });
})();
