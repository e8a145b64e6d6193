// Regions of a page: what the server says now takes the place of what is shown, unless somebody is writing there.

const body = document.body, live = document.getElementById("live");
export const say = (text) => { live.textContent = ""; requestAnimationFrame(() => { live.textContent = text; }); };

// What a page needs, or a region that was put into it; and what follows once everything is as the server says.
const needs = [], followed = [];
export const needed = (act) => needs.push(act);
export const follows = (act) => followed.push(act);
export const prepare = (root) => { for (const act of needs) act(root); };

// A countdown goes on by itself: that it counted is no news, nor that the records were looked at once more.
const steady = (html) => html.replace(/ data-now="[^"]*" data-runs=""([^]*?<span class="left">)[^<]*/g, "$1").replace(/(<span class="help checked">)[^<]*/g, "$1");
const fresh = new Map();
for (const region of document.querySelectorAll("[data-live]")) fresh.set(region.id, steady(region.innerHTML));

export const isBusy = (region) => {
  const at = document.activeElement;
  if (region.contains(at) && at.matches("input, textarea, select")) return true;
  return [...region.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.type !== "checkbox" && field.value !== field.defaultValue);
};

export const put = (region, html) => {
  const open = [...region.querySelectorAll("details[open][id]")].map((details) => details.id);
  const place = region.contains(document.activeElement) && document.activeElement !== region ? placeOf(document.activeElement) : null;
  region.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  prepare(region);
  if (place) restore(region, place);
};

// Where the focus is: the nearest thing that has an id, the way from there, and what it does.
const doing = (element) => element.href ?? `${element.form?.action} ${element.textContent}`;
const placeOf = (element) => {
  const near = element.closest("[id]"), way = [];
  for (let at = element; at !== near; at = at.parentElement) way.unshift([...at.parentElement.children].indexOf(at));
  return { near: near.id, way, tag: element.tagName, does: doing(element) };
};
// Back to the same thing, and never to another one's button that stands in its place by now.
const restore = (region, { near, way, tag, does }) => {
  const there = document.getElementById(near);
  if (!region.contains(there)) { stand(region); return; }
  const found = way.reduce((at, index) => at?.children[index], there);
  if (found?.tagName === tag && doing(found) === does) found.focus({ preventScroll: true });
  if (document.activeElement !== found) stand(there);
};
// The thing itself takes the focus, or the nearest around it that can.
const stand = (element) => {
  for (let at = element; at && at !== body; at = at.parentElement) {
    if (!at.hasAttribute("tabindex")) at.tabIndex = -1;
    at.focus({ preventScroll: true });
    if (document.activeElement === at) return;
  }
};

// A form's page shows its ticket; that it was asked anew or waited for is said once. What answers a form has no address that
// can be asked for, and says which page has what is live of it.
export const shown = () => {
  const url = new URL(body.dataset.here ?? location.href, location.href);
  url.pathname = url.pathname.replace(/^(\/tickets\/[^/]+)\/.*$/, "$1");
  for (const once of ["fresh", "wait", "late", "target", "parameters", "edits"]) url.searchParams.delete(once);
  return url.href;
};

// Takes over what is new of a page; says whether something was, and where a region is fetched from that is still being read.
const take = (page) => {
  let changed = false, slow = null;
  for (const region of document.querySelectorAll("[data-live]")) {
    const next = page.getElementById(region.id);
    if (!next) continue;
    // A page that is still reading the widget has nothing newer to show than what is there: it is waited for next.
    if (next.dataset.fetch && !region.dataset.fetch) { slow = next.dataset.fetch; continue; }
    if (!next.dataset.fetch) { delete region.dataset.fetch; region.removeAttribute("aria-busy"); }
    const html = steady(next.innerHTML);
    if (fresh.get(region.id) === html || isBusy(region)) continue;
    fresh.set(region.id, html);
    put(region, next.innerHTML);
    changed = true;
  }
  // Earlier plans, which weren't there at first.
  const next = page.getElementById("past-plans"), story = document.getElementById("story");
  if (next && story && !document.getElementById("past-plans")) { story.before(next); fresh.set(next.id, steady(next.innerHTML)); prepare(next); changed = true; }
  return { changed, slow };
};

// What Recharge was at work on when it was last looked at has ended: whoever waits for it and isn't writing is led to how.
const ended = (waited) => {
  const card = waited.map((id) => document.getElementById(id)).find((one) => one && !one.classList.contains("executing"));
  const head = card?.querySelector(".outcome .head");
  if (!head) return false;
  if (!document.activeElement?.matches("input, textarea, select")) card.focus();
  say(head.textContent.trim());
  return true;
};

// A region that could not be waited for is waited for again, after a while.
const PAUSE = 3000;
let refreshing = false, again = null, pause;
export const refresh = async (address = "", quiet = false) => {
  // Without an address it is the page as it is shown by then: what is typed meanwhile counts.
  if (refreshing) { if (address || again === null) again = address; return; }
  refreshing = true;
  clearTimeout(pause);
  let slow = null;
  try {
    const url = new URL(address || shown(), location.href);
    url.hash = "";
    const answer = await fetch(url, { headers: { accept: "text/html" }, redirect: "error" });
    if (answer.ok) {
      const waited = [...document.querySelectorAll(".card.executing")].map((card) => card.id);
      const taken = take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      slow = taken.slow;
      for (const act of followed) act();
      if (!ended(waited) && taken.changed && !quiet) say(body.dataset.updated);
    }
  } catch { /* The stream of events says when the server is gone. */ }
  refreshing = false;
  const unread = document.querySelector("[data-fetch]");
  if (again !== null) { const next = again; again = null; later(next); }
  else if (slow) refresh(slow, true);
  else if (unread) pause = setTimeout(() => refresh(unread.dataset.fetch, true), PAUSE);
};

let waiting;
export const later = (address) => { clearTimeout(waiting); waiting = setTimeout(() => refresh(address), 120); };

needed((root) => { for (const region of root.querySelectorAll("[data-fetch]")) refresh(region.dataset.fetch, true); });
// What is read anew by a link is read without leaving the page, and a form that is half filled stays.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-refresh]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  refresh(link.href);
});
