// The list of tickets: found while typing, and gone through with keys.

import { follows, later } from "./regions.js";

const body = document.body, query = document.getElementById("q"), note = document.getElementById("none");
export const focusSearch = () => query?.focus();

const filter = () => {
  if (!query) return;
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of document.querySelectorAll(".row")) {
    row.hidden = !words.every((word) => row.dataset.find.includes(word));
    if (!row.hidden) found += 1;
  }
  // The count is of the list as the server made it.
  const counts = document.querySelector(".list .counts");
  if (counts) counts.hidden = words.length > 0;
  const fits = found === 1 ? body.dataset.one : body.dataset.many.replace("{}", found);
  const none = !words.length ? "" : found ? fits : body.dataset.none;
  if (note && note.textContent !== none) note.textContent = none;
};
follows(filter);
query?.addEventListener("input", () => {
  const url = new URL(location.href);
  // A page that was searched for has only what was found: what is looked for now is the server's to find.
  if (!url.searchParams.has("q")) { filter(); return; }
  url.searchParams.set("q", query.value);
  history.replaceState(null, "", url);
  later();
});

// The chosen ticket is where one looks for it.
const chosen = document.querySelector(".row.here"), column = chosen?.closest(".list-col");
if (column && column.scrollHeight > column.clientHeight) {
  const [row, box] = [chosen.getBoundingClientRect(), column.getBoundingClientRect()];
  if (row.bottom > box.bottom || row.top < box.top) column.scrollTop += row.top - box.top - box.height / 3;
}

export const step = (by) => {
  const rows = [...document.querySelectorAll(".row:not([hidden]) a")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const here = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(rows.length - 1, Math.max(0, here + by))].focus();
};
