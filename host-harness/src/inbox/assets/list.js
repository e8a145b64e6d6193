// The list of tickets: found while typing, and gone through with keys.

import { follows, later } from "./regions.js";

const body = document.body, query = document.getElementById("q"), note = document.getElementById("none");
export const focusSearch = () => query?.focus();

// What is looked for is the server's to find: it has everything that was said.
const told = () => {
  if (!note || !query) return;
  const counts = document.querySelector(".list .counts");
  const none = document.querySelectorAll(".row:not(.apart)").length ? counts?.textContent : body.dataset.none;
  const words = query.value.trim() ? none : "";
  if (note.textContent !== words) note.textContent = words;
};
follows(told);
query?.addEventListener("input", () => {
  const url = new URL(location.href);
  if (query.value.trim()) url.searchParams.set("q", query.value); else url.searchParams.delete("q");
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
