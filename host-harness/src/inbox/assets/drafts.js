// What is being written outlives a look at another page and a reload: a message to a customer, a form that is half filled.
// It is its writer's: whoever sits down in the same browser finds their own.

import { shown } from "./regions.js";

const store = sessionStorage;
const writer = (form) => form.querySelector("input[name=as]")?.value ?? "";

const writing = document.getElementById("text");
if (writing) {
  // The ticket's, wherever one is in it. What was sent is forgotten where sending it leads to, so that a no loses nothing.
  const key = `draft ${writer(writing.form)} ${location.pathname.match(/^\/tickets\/[^/]+/)}`, sent = `sent ${key}`;
  if (store.getItem(sent) && ["#write", "#panel"].includes(location.hash)) store.removeItem(key);
  store.removeItem(sent);
  const kept = store.getItem(key);
  if (kept !== null && writing.value === writing.defaultValue && kept !== writing.value) writing.value = kept;
  writing.addEventListener("input", () => store.setItem(key, writing.value));
  writing.form.addEventListener("submit", () => store.setItem(sent, "1"));
}

// A form that was sent is forgotten where its plan is, and where it is the answer: what the server makes of it is in its
// fields by then. Any other page is a no, which loses nothing; nor does the way back from a server that is gone.
const form = document.querySelector("form[data-check]");
const sentForm = store.getItem("sent form");
store.removeItem("sent form");
const isAnswer = form !== null && performance.getEntriesByType("navigation")[0]?.type === "navigate";
if (sentForm !== null && (isAnswer || location.hash.startsWith("#plan-"))) store.removeItem(sentForm);

export const resume = () => {
  if (!form) return;
  // Of its writer, and of what it was drawn with: its action, its aim, what it edits.
  const key = `form ${writer(form)} ${form.querySelector("input[name=back]")?.value}`;
  const fields = () => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const kept = new Map(JSON.parse(store.getItem(key) ?? "[]").map(([name, ...typed]) => [name, typed]));
  for (const field of fields()) {
    if (!kept.has(field.name)) continue;
    const [value, checked] = kept.get(field.name);
    if (field.type === "checkbox") field.checked = checked; else field.value = value;
    // As if it had been typed: what stands beside a field, such as a day in words, goes by that.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.addEventListener("input", () => store.setItem(key, JSON.stringify(fields().map((field) => [field.name, field.value, field.checked]))));
  form.addEventListener("submit", () => store.setItem("sent form", key));
  form.querySelector(".submit a")?.addEventListener("click", () => store.removeItem(key));
};
if (/[?&](fresh|wait|late)=/.test(location.search)) history.replaceState(null, "", shown() + location.hash);
