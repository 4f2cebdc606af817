// Questions to the analysts' server. What it refuses is thrown as a Refusal that says what and what to do.

const { url } = window.safepassage;
const MARK = { "X-Safe-Passage": "zones" };

const ended = (text) => (/[.?!]$/.test(text) ? text : `${text}.`);

export class Refusal extends Error {
  constructor(status, { where, what, next, ...more }) {
    super([ended(where && what ? `${where}: ${what}` : what || "The server refused this"), next].filter(Boolean).join(" "));
    Object.assign(this, { status, more });
  }
}

async function answer(asked) {
  let reply;
  try {
    reply = await asked;
  } catch {
    throw new Refusal(0, { what: "The server cannot be reached", next: "Your work is kept in this browser. Try again." });
  }
  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Refusal(reply.status, body);
  return body;
}

export const get = (path) => answer(fetch(url(path), { headers: MARK, cache: "no-store" }));

export const post = (path, body) =>
  answer(fetch(url(path), { method: "POST", headers: { ...MARK, "Content-Type": "application/json" }, body: JSON.stringify(body) }));

export const send = (path, file) =>
  answer(fetch(url(path), { method: "POST", headers: { ...MARK, "Content-Type": "application/octet-stream" }, body: file }));
