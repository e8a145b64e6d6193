// The developer's drawer: the page of that name, below the one that is open. What is sent in it leaves that one where it is.

import { release } from "./forms.js";
import { isBusy, put } from "./regions.js";

const body = document.body, link = document.getElementById("developer-link");
// On the developer's own page there is nothing to open.
export const isDevelopers = document.getElementById("drawer") !== null;
let drawer = null, drawing;

export const closeDrawer = () => {
  if (!drawer) return false;
  drawer.remove();
  drawer = null;
  link.setAttribute("aria-expanded", "false");
  link.focus();
  return true;
};

const address = () => {
  const ticket = location.pathname.match(/^\/tickets\/([^/]+)/)?.[1];
  return `/developer${ticket ? `?ticket=${ticket}` : ""}`;
};
const read = (asked) => asked.then((answer) => answer.text()).catch(() => null);
// Shows the page; gives what it says instead, where it is another one.
const show = (html) => {
  if (!drawer) return null;
  if (html === null) return body.dataset.unsent;
  const page = new DOMParser().parseFromString(html, "text/html"), inside = page.getElementById("drawer");
  if (!inside) return [...page.querySelectorAll(".what, .hint")].map((said) => said.textContent).join(" ") || body.dataset.unsent;
  for (const back of inside.querySelectorAll("input[name=back]")) back.value = address();
  put(drawer.querySelector(".drawer-body"), inside.innerHTML);
  return null;
};
const draw = async () => {
  const html = await read(fetch(address()));
  // Somebody may have begun to write while it was read.
  if (html !== null && drawer && !isBusy(drawer)) show(html);
};
export const drawSoon = () => { if (drawer) { clearTimeout(drawing); drawing = setTimeout(draw, 250); } };

const send = async (event) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const { target: form, submitter } = event;
  const fields = new URLSearchParams(new FormData(form, submitter));
  const problem = show(await read(fetch(form.action, { method: "POST", body: fields })));
  if (problem === null || !drawer) return;
  release(form);
  drawer.querySelector(".drawer-problem")?.remove();
  const note = document.createElement("p");
  note.className = "note critical drawer-problem";
  note.setAttribute("role", "alert");
  note.textContent = problem;
  form.before(note);
};

link?.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || isDevelopers) return;
  event.preventDefault();
  if (closeDrawer()) return;
  drawer = document.createElement("section");
  drawer.className = "drawer";
  drawer.setAttribute("aria-labelledby", "drawer-title");
  const head = document.createElement("div"), inside = document.createElement("div"), title = document.createElement("h2"), close = document.createElement("button");
  head.className = "drawer-head";
  inside.className = "drawer-body";
  inside.id = "drawer-body";
  title.id = "drawer-title";
  title.textContent = link.textContent;
  close.textContent = body.dataset.close;
  close.type = "button";
  close.addEventListener("click", closeDrawer);
  head.append(title, close);
  drawer.append(head, inside);
  drawer.addEventListener("submit", send);
  body.append(drawer);
  link.setAttribute("aria-expanded", "true");
  close.focus();
  await draw();
});
