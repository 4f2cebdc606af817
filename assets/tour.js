// The tour: one step at a time, beside the part that it speaks about. Started by any element with data-tour.
(function () {
  "use strict";
  const GAP = 12;
  let now = -1;
  let opener = null;

  const tour = () => document.getElementById("tour");
  const find = (selector) => tour().querySelector(selector);
  const steps = () => [...tour().querySelectorAll(".tour-step")];

  function inSight(part) {
    const { width, height, right } = part.getBoundingClientRect();
    return width > 0 && height > 0 && right > 0 && getComputedStyle(part).visibility !== "hidden";
  }

  function partOf(step) {
    return step.dataset.parts.split(",").map((each) => document.querySelector(each.trim())).find((part) => part && inSight(part));
  }

  function start(from) {
    const elsewhere = document.body.dataset.page !== "/";
    if (elsewhere) document.getElementById("link-page-map").click();
    opener = from;
    const drawer = document.getElementById("close-drawer");
    if (drawer && drawer.offsetParent !== null) drawer.click();
    document.body.classList.remove("panel-open");
    window.setTimeout(() => {
      tour().hidden = false;
      show(0);
    }, elsewhere ? 200 : 0);
  }

  function stop() {
    tour().hidden = true;
    now = -1;
    const hint = document.getElementById("close-hint");
    if (hint && hint.offsetParent !== null) hint.click(); // whoever has seen the tour needs no hint
    const back = opener && opener.offsetParent !== null ? opener : document.getElementById("help");
    window.setTimeout(() => back.focus({ preventScroll: true }), 60);
  }

  function show(at) {
    now = at;
    const all = steps();
    all.forEach((step, index) => (step.hidden = index !== at));
    find(".tour-count").textContent = `Step ${at + 1} of ${all.length}`;
    find(".tour-back").hidden = at === 0;
    find(".tour-next").textContent = at + 1 === all.length ? "Done" : "Next";
    const part = partOf(all[at]);
    if (part) part.scrollIntoView({ block: "nearest", behavior: "instant" });
    place(part);
    all[at].querySelector("h2").focus({ preventScroll: true });
  }

  // The ring round the part, and the card where there is most room beside it
  function place(part) {
    const ring = find(".tour-ring");
    const card = find(".tour-card");
    const seen = part && part.getBoundingClientRect();
    ring.hidden = !seen;
    const { innerWidth: wide, innerHeight: high } = window;
    const { offsetWidth: width, offsetHeight: height } = card;
    let [left, top] = [(wide - width) / 2, high - height - GAP];
    if (seen) {
      const edge = { left: Math.max(2, seen.left - 4), top: Math.max(2, seen.top - 4), right: Math.min(wide - 2, seen.right + 4), bottom: Math.min(high - 2, seen.bottom + 4) };
      ring.style.transform = `translate(${edge.left}px, ${edge.top}px)`;
      ring.style.width = `${edge.right - edge.left}px`;
      ring.style.height = `${Math.max(8, edge.bottom - edge.top)}px`;
      if (wide - edge.right > width + 2 * GAP) [left, top] = [edge.right + GAP, edge.top];
      else if (high - edge.bottom > height + GAP) [left, top] = [edge.left, edge.bottom + GAP];
      else if (edge.top > height + GAP) [left, top] = [edge.left, edge.top - height - GAP];
      else if (edge.left > width + 2 * GAP) [left, top] = [edge.left - width - GAP, edge.top];
    }
    left = Math.min(Math.max(GAP, left), Math.max(GAP, wide - width - GAP));
    top = Math.min(Math.max(GAP, top), Math.max(GAP, high - height - GAP));
    card.style.transform = `translate(${left}px, ${top}px)`;
  }

  function placeAgain() {
    if (now >= 0) place(partOf(steps()[now]));
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest ? event.target.closest("button") : null;
    if (!pressed || !tour()) return;
    if (pressed.dataset.tour !== undefined) start(pressed);
    else if (!tour().contains(pressed)) return;
    else if (pressed.classList.contains("tour-back")) show(now - 1);
    else if (pressed.classList.contains("tour-next") && now + 1 < steps().length) show(now + 1);
    else stop();
  });

  // Before the page's own keys: Escape closes the tour and nothing else; Tab stays within it
  document.addEventListener(
    "keydown",
    (event) => {
      if (now < 0) return;
      if (event.key === "Escape") {
        event.stopPropagation();
        stop();
      }
      if (event.key !== "Tab") return;
      const stops = [...find(".tour-buttons").querySelectorAll("button:not([hidden])")];
      const at = stops.indexOf(document.activeElement);
      const next = event.shiftKey ? (at <= 0 ? stops.length - 1 : at - 1) : (at + 1) % stops.length;
      event.preventDefault();
      stops[next].focus();
    },
    true
  );
  window.addEventListener("resize", placeAgain);
  window.addEventListener("scroll", placeAgain, true);
})();
