// Forms: sent once, judged by the component while they are filled in.

import { nameCountry } from "./countries.js";
import { needed, refresh, say } from "./regions.js";

const body = document.body;

// The browser shows a day in its own language: beside it stands the same in the page's.
const sayDay = (input) => {
  const words = document.createElement("output"), tag = document.documentElement.lang, lang = tag === "en" ? "en-GB" : tag;
  words.htmlFor = input.id;
  words.className = "day";
  const show = () => {
    const day = input.value ? new Date(`${input.value}T00:00:00Z`) : null;
    words.textContent = day && !isNaN(day) ? day.toLocaleDateString(lang, { dateStyle: "full", timeZone: "UTC" }) : "";
  };
  input.addEventListener("input", show);
  input.after(words);
  show();
};

const once = (form) => form.addEventListener("submit", (event) => {
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  const button = event.submitter;
  // After the browser has taken the fields: a disabled button would not be sent.
  setTimeout(() => {
    if (!form.dataset.sent) return;
    for (const one of form.querySelectorAll("button")) one.disabled = true;
    if (button?.classList.contains("primary")) { button.dataset.words = button.textContent; button.textContent = body.dataset.busy; }
    say(body.dataset.busy);
  });
});
// It can be sent again.
export const release = (form) => {
  delete form.dataset.sent;
  for (const one of form.querySelectorAll("button")) {
    one.disabled = false;
    if (one.dataset.words) one.textContent = one.dataset.words;
  }
};
// A page that comes back out of the browser's memory.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  refresh();
});

const choose = (form) => {
  // With keys, what is passed on the way is no choice: there is a button then.
  form.addEventListener("keydown", (event) => { if (event.target.matches("select") && event.key !== "Tab") form.classList.add("keyed"); });
  form.addEventListener("pointerdown", () => form.classList.remove("keyed"));
  form.addEventListener("change", () => { if (!form.classList.contains("keyed")) form.requestSubmit(); });
};

const judge = (form) => {
  const guide = document.getElementById("guide");
  let timer, turn = 0;
  const ask = async () => {
    const mine = ++turn;
    const fields = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.check, { method: "POST", body: fields }).catch(() => null);
    if (!answer?.ok || mine !== turn) return;
    guide.innerHTML = await answer.text();
    const about = guide.querySelector("[data-fields]");
    const wrong = about && (about.classList.contains("refused") || about.classList.contains("failed")) ? about.dataset.fields.split(" ") : [];
    for (const field of form.querySelectorAll(".field")) {
      const input = field.querySelector("input:not([type=hidden]), select, textarea");
      if (wrong.includes(field.dataset.path)) input?.setAttribute("aria-invalid", "true");
      else input?.removeAttribute("aria-invalid");
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 450); });
  form.addEventListener("submit", () => { clearTimeout(timer); turn += 1; });
};

needed((root) => {
  for (const form of root.querySelectorAll("form[data-once]")) once(form);
  for (const form of root.querySelectorAll("form[data-auto]")) choose(form);
  for (const input of root.querySelectorAll("input[data-country]")) nameCountry(input);
  for (const input of root.querySelectorAll("input[type=date]")) sayDay(input);
  for (const form of root.querySelectorAll("form[data-check]")) judge(form);
});
