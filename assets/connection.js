// A lost connection is said, and what was asked meanwhile is asked again once the server answers.
(function () {
  "use strict";
  const PAUSE = 4000; // ms between two looks for the server
  const GATEWAYS = [502, 504]; // a proxy answers where the server is gone
  const ask = window.fetch.bind(window);
  const { url, inside } = window.safepassage;
  const notice = () => document.getElementById("connection");
  let held = []; // what nobody answered: asked again once the server is back
  let looking = 0;

  function say(text, button) {
    const shown = notice();
    if (!shown) return;
    shown.querySelector("p").textContent = text;
    shown.querySelector("button").hidden = !button;
    shown.querySelector("button").textContent = button;
    shown.hidden = !text;
  }

  function lost() {
    say("The server does not answer. What you chose is kept and asked for again as soon as it does.", "Try again");
    window.clearTimeout(looking);
    looking = window.setTimeout(look, PAUSE);
  }

  function look() {
    window.clearTimeout(looking);
    ask(url("/healthz"), { cache: "no-store" }).then((reply) => (GATEWAYS.includes(reply.status) ? lost() : found()), lost);
  }

  function found() {
    const again = held;
    held = [];
    const shown = notice();
    const focused = shown.contains(document.activeElement);
    say("The server answers again.", "");
    if (focused) document.getElementById("content").focus({ preventScroll: true });
    looking = window.setTimeout(say, PAUSE, "", "");
    again.forEach((retry) => retry());
  }

  // Dash forgets a callback that failed, so that a control and its map would differ from then on
  function persist(address, options) {
    return new Promise((done, failed) => {
      const attempt = () =>
        ask(address, options).then(
          (reply) => (GATEWAYS.includes(reply.status) ? hold() : done(reply)),
          (error) => (options && options.signal && options.signal.aborted ? failed(error) : hold())
        );
      const hold = () => whenBack(attempt);
      attempt();
    });
  }

  function whenBack(again) {
    held.push(again);
    lost();
  }

  window.safepassage = Object.assign(window.safepassage || {}, { connectionLost: (status) => !status || GATEWAYS.includes(status), whenBack: whenBack });

  // A session ends after a while, and when the account changes: the sign-in page leads back to this view
  function ended(reply) {
    if (reply.status === 401) say("You are signed out: your session has ended, or your account has changed.", "Sign in again");
    return reply;
  }

  async function refused(reply) {
    const why = reply.status === 503 ? await reply.clone().text() : "";
    say(`The server could not answer this. ${why || "Nothing was lost."}`, "Reload the page");
  }

  window.fetch = function (address, options) {
    const { pathname } = new URL(address && address.url ? address.url : address, document.baseURI);
    const callback = pathname.includes("_dash-update-component");
    if (!callback && !inside(pathname).startsWith("/map/")) return ask(address, options).then(ended);
    return persist(address, options).then((reply) => {
      ended(reply);
      if (callback && reply.status >= 500) refused(reply);
      return reply;
    });
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest("#connection button")) return;
    if (held.length) look();
    else location.reload();
  });
})();
