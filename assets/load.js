// The Load data page: choosing or dropping a file, sending it as it is, and saying how far that is.
(function () {
  "use strict";
  const at = (id) => document.getElementById(id);
  let sending = null;
  let opening = -Infinity; // when a file was last opened: its answer must not be overtaken by a question of progress
  const OPENING_MS = 4000;

  function tick(beat) {
    if (performance.now() - opening < OPENING_MS) window.setTimeout(tick, 500, beat);
    else window.dash_clientside.set_props("load-tick", { data: beat });
  }

  function say(text, bad) {
    const line = at("load-upload");
    line.hidden = !text;
    line.textContent = text;
    line.classList.toggle("bad", Boolean(bad));
  }

  function answer(request, file) {
    let reply = {};
    try {
      reply = JSON.parse(request.responseText);
    } catch {
      reply = {}; // a refusal without a body of ours
    }
    if (request.status === 201) {
      say(`${file.name} is here. See below what was found in it.`);
      opening = performance.now();
      window.dash_clientside.set_props("load-chosen", { data: { draft: reply.draft, n: Date.now() } });
    } else if (request.status === 400) {
      say(`${reply.where}: ${reply.what}. ${reply.next}`, true);
    } else if (request.status === 413) {
      say(`${file.name} is too large to be uploaded here. Load it with: safepassage load.`, true);
    } else {
      say(`The server refused ${file.name} (${request.status}). Reload the page and try again.`, true);
    }
  }

  function send(file) {
    if (sending) {
      say("Another file is still on its way.", true);
      return;
    }
    const request = new XMLHttpRequest();
    sending = request;
    request.open("POST", window.safepassage.url(`/load/files?name=${encodeURIComponent(file.name)}`));
    request.setRequestHeader("X-Safe-Passage", "upload");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) say(`Sending ${file.name}: ${Math.round((100 * event.loaded) / event.total)} %`);
    });
    request.addEventListener("load", () => answer(request, file));
    request.addEventListener("error", () => say(`${file.name} did not arrive: the server cannot be reached.`, true));
    request.addEventListener("loadend", () => {
      sending = null;
    });
    say(`Sending ${file.name} …`);
    request.send(file);
  }

  function choose() {
    const field = document.createElement("input");
    field.type = "file";
    field.addEventListener("change", () => {
      if (field.files.length) send(field.files[0]);
    });
    field.click();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest ? event.target.closest("button") : null;
    if (!button) return;
    if (button.id === "load-choose") choose();
    if (button.id === "load-copy") {
      navigator.clipboard.writeText(at("load-toml").textContent).then(
        () => (button.textContent = "Copied"),
        () => (button.textContent = "Select the text and copy it")
      );
    }
  });

  const zone = (event) => (event.target.closest ? event.target.closest("#load-drop") : null);
  document.addEventListener("dragover", (event) => {
    if (!zone(event)) return;
    event.preventDefault();
    zone(event).classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (zone(event)) zone(event).classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!zone(event)) return;
    event.preventDefault();
    zone(event).classList.remove("over");
    if (event.dataTransfer.files.length) send(event.dataTransfer.files[0]);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    load: {
      // something is under way on the server: ask how it stands, once this answer has been shown
      askAgain: function (beat) {
        if (beat) window.setTimeout(tick, 500, beat);
        return window.dash_clientside.no_update;
      },
    },
  });
})();
