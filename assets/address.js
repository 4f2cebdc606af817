// Where the server stands: at the root of its host, or below a path of it. All other scripts name addresses from
// its own root; what the browser is given goes through url(), what the browser says through inside().
(function () {
  "use strict";
  const root = document.documentElement.dataset.root || "";
  window.safepassage = Object.assign(window.safepassage || {}, {
    url: (path) => root + path,
    inside: (pathname) => (pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : pathname),
    here: () => window.safepassage.inside(location.pathname),
  });
})();
