// On the page that stands while exact figures are made: shows how far they are, then the figures.

const bar = document.getElementById("made");
const said = document.getElementById("said");

async function look() {
  try {
    const { done, message, fraction, error } = await (await fetch(new URL("../exact/progress", import.meta.url))).json();
    if (done) return location.reload();
    bar.value = fraction;
    bar.hidden = Boolean(error);
    if (said.textContent !== (error || message)) said.textContent = error || message;
    if (error) return;
  } catch {
    said.textContent = "No answer from the server. Trying again.";
  }
  setTimeout(look, 400);
}
look();
