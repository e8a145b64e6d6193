// What is being written outlives a look at another page: a message to a customer, a form that is half filled.

import { shown } from "./regions.js";

const writing = document.getElementById("text");
if (writing) {
  // The ticket's, wherever one is in it. What was sent is forgotten where sending it leads to, so that a no loses nothing.
  const key = `draft ${location.pathname.match(/^\/tickets\/[^/]+/)}`, sent = `sent ${key}`;
  if (sessionStorage.getItem(sent) && ["#write", "#panel"].includes(location.hash)) sessionStorage.removeItem(key);
  sessionStorage.removeItem(sent);
  const kept = sessionStorage.getItem(key);
  if (kept !== null && writing.value === writing.defaultValue && kept !== writing.value) writing.value = kept;
  writing.addEventListener("input", () => sessionStorage.setItem(key, writing.value));
  writing.form.addEventListener("submit", () => sessionStorage.setItem(sent, "1"));
}

// A choice at the top draws the page anew: what a form has by then is put into it again.
export const resume = () => {
  const filled = document.querySelector("form[data-check]");
  if (!filled) return;
  const fields = () => [...filled.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const here = location.pathname;
  const kept = JSON.parse(sessionStorage.getItem("form") ?? "null");
  sessionStorage.removeItem("form");
  if (kept?.here === here) {
    fields().forEach((field, index) => {
      const [name, value, checked] = kept.fields[index] ?? [];
      if (field.name !== name) return;
      if (field.type === "checkbox") field.checked = checked; else field.value = value;
      // As if it had been typed: what stands beside a field, such as a day in words, goes by that.
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  document.querySelector("form[data-auto]")?.addEventListener("submit", () => {
    sessionStorage.setItem("form", JSON.stringify({ here, fields: fields().map((field) => [field.name, field.value, field.checked]) }));
  });
};
if (/[?&](fresh|wait)=/.test(location.search)) history.replaceState(null, "", shown() + location.hash);
