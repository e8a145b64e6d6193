// The stream of events: what has changed elsewhere, and whether the server is there.

import { drawSoon, isDevelopers } from "./drawer.js";
import { later, say } from "./regions.js";

const body = document.body, offline = document.getElementById("offline");
let events = null, isKnown = document.hidden;

const listen = () => {
  if (events || document.hidden) return;
  events = new EventSource("/events");
  events.addEventListener("hello", ({ data }) => {
    if (!offline.hidden) { offline.hidden = true; say(body.dataset.online); }
    // Whatever happened while nobody listened is shown now, also between the drawing of the page and the first hello; a plan
    // that was being carried out may have ended since.
    if (isKnown || data !== body.dataset.heard || document.querySelector(".card.executing")) later();
    isKnown = true;
  });
  for (const name of ["records", "recharge", "plugin", "build", "server"]) events.addEventListener(name, () => later());
  // Calls are the developer's news: a page that is shown makes some itself.
  events.addEventListener("calls", () => { if (isDevelopers) later(); });
  for (const name of ["calls", "records", "recharge"]) events.addEventListener(name, drawSoon);
  events.onerror = () => {
    if (!offline.hidden) return;
    offline.textContent = body.dataset.offline;
    offline.hidden = false;
  };
};
const close = () => { events?.close(); events = null; };

// A browser has six connections to one server: a page that nobody sees, or that is kept for the back button, keeps none.
addEventListener("pageshow", listen);
addEventListener("pagehide", close);
document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else listen(); });

// Nothing that was typed is sent into the void: while the server is known to be gone, a form stays where it is.
const answers = () => fetch(import.meta.url, { method: "HEAD", cache: "no-store" }).then((answer) => answer.ok, () => false);
document.addEventListener("submit", async (event) => {
  if (offline.hidden) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { target: form, submitter } = event;
  if (await answers()) { offline.hidden = true; form.requestSubmit(submitter); return; }
  offline.textContent = "";
  requestAnimationFrame(() => { offline.textContent = body.dataset.unsent; offline.scrollIntoView({ block: "nearest" }); });
}, true);
