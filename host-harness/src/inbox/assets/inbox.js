// What the server's pages can't do by themselves: news without reloading, a form that is judged while it is filled in,
// countdowns, and keys. Every region it changes is one that the server made.

import { resume } from "./drafts.js";
import { closeDrawer } from "./drawer.js";
import "./events.js";
import "./forms.js";
import { focusSearch, step } from "./list.js";
import { needed, prepare } from "./regions.js";

document.documentElement.classList.add("live");

// ---- a record is fetched when it is looked at

needed((root) => {
  for (const details of root.querySelectorAll("details[data-load]")) details.addEventListener("toggle", () => load(details), { once: true });
});
const load = async (details) => {
  const answer = await fetch(details.dataset.load).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const text = page.getElementById("record");
  text?.removeAttribute("id");
  if (text) details.querySelector("p")?.replaceWith(text);
};

// ---- countdowns: by the clock of the server as it was when the card was drawn, and only where that clock runs

const drawn = new WeakMap();
const count = () => {
  for (const time of document.querySelectorAll("time.until[data-runs]")) {
    if (!drawn.has(time)) drawn.set(time, performance.now());
    const left = Math.floor((Date.parse(time.dateTime) - Date.parse(time.dataset.now) - (performance.now() - drawn.get(time))) / 1000);
    const part = (number) => String(number).padStart(2, "0");
    const shown = time.parentElement.querySelector(".left");
    if (shown) shown.textContent = left <= 0 ? document.body.dataset.over : `${Math.floor(left / 3600)}:${part(Math.floor(left / 60) % 60)}:${part(left % 60)}`;
  }
};
// A pause that Recharge asked for; once it is over, it is asked again.
const wait = () => {
  for (const shown of document.querySelectorAll(".wait[data-seconds]")) {
    if (!drawn.has(shown)) drawn.set(shown, performance.now());
    const left = Math.max(0, Math.ceil(shown.dataset.seconds - (performance.now() - drawn.get(shown)) / 1000));
    shown.textContent = left;
    if (left > 0) continue;
    delete shown.dataset.seconds;
    shown.closest("section")?.querySelector("a[data-refresh]")?.click();
  }
};
needed(wait);
setInterval(wait, 1000);
needed(count);
setInterval(count, 1000);

// ---- keys

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && closeDrawer()) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const keys = { j: () => step(1), k: () => step(-1), "/": focusSearch, r: () => document.getElementById("text")?.focus() };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

// What an address leads to is where the keyboard goes on: the outcome after an approval, the form, the box to write in.
const within = { form: (form) => form.querySelector("[aria-invalid=true]") ?? form.querySelector("h2"), write: (form) => form.querySelector("textarea") };
const lead = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const field = within[target.id] ? within[target.id](target) : target;
  if (!field) return;
  if (!field.matches("input, select, textarea, a, button, summary")) field.tabIndex = -1;
  field.focus({ preventScroll: field !== target });
};
addEventListener("hashchange", lead);

// A long conversation opens where the unread begins, or at its newest message. The focus stays where it is.
const open = () => {
  const column = document.getElementById("main"), turns = document.querySelectorAll("#turns > .turn");
  const turn = turns[document.getElementById("conversation")?.dataset.unread ?? turns.length - 1];
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!turn || column.scrollHeight <= column.clientHeight || (target && column.contains(target))) return;
  column.scrollTop += turn.getBoundingClientRect().top - column.getBoundingClientRect().top - 12;
};

prepare(document);
open();
resume();
// After the browser has gone to the place itself, which takes the focus off everything else.
if (document.readyState === "complete") lead(); else addEventListener("load", () => setTimeout(lead));
