// What the server's pages can't do by themselves: news without reloading, a form that is judged while it is filled in,
// countdowns, and keys. Every region it changes is one that the server made.

const body = document.body;
const live = document.getElementById("live");
const offline = document.getElementById("offline");
document.documentElement.classList.add("live");

const say = (text) => { live.textContent = ""; requestAnimationFrame(() => { live.textContent = text; }); };

// ---- regions: what the server says now takes the place of what is shown, unless somebody is writing there.

const fresh = new Map();
for (const region of document.querySelectorAll("[data-live]")) fresh.set(region.id, region.innerHTML);

const isBusy = (region) => {
  const at = document.activeElement;
  if (region.contains(at) && at.matches("input, textarea, select")) return true;
  return [...region.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.type !== "checkbox" && field.value !== field.defaultValue);
};

const put = (region, html) => {
  const open = [...region.querySelectorAll("details[open][id]")].map((details) => details.id);
  const focused = region.contains(document.activeElement) ? pathOf(document.activeElement, region) : null;
  region.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) find(region, focused)?.focus({ preventScroll: true });
  prepare(region);
};

const pathOf = (element, region) => {
  const path = [];
  for (let at = element; at !== region; at = at.parentElement) path.unshift([...at.parentElement.children].indexOf(at));
  return path;
};
const find = (region, path) => path.reduce((at, index) => at?.children[index], region);

let refreshing = null, again = false;
// A form's page shows its ticket; that it was asked anew or waited for is said once.
const shown = () => {
  const url = new URL(location.href);
  url.pathname = url.pathname.replace(/^(\/tickets\/[^/]+)\/.*$/, "$1");
  for (const once of ["fresh", "wait", "target", "parameters", "edits"]) url.searchParams.delete(once);
  return url.href;
};
const refresh = async (address = shown(), quiet = false) => {
  if (refreshing) { again = true; return; }
  let slow = null;
  refreshing = (async () => {
    try {
      const url = new URL(address, location.href);
      url.hash = "";
      const answer = await fetch(url, { headers: { accept: "text/html" }, redirect: "error" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      let changed = false;
      for (const region of document.querySelectorAll("[data-live]")) {
        const next = page.getElementById(region.id);
        if (!next) continue;
        // A page that is still reading the widget has nothing newer to show than what is there: it is waited for next.
        if (next.dataset.fetch && !region.dataset.fetch) { slow = next.dataset.fetch; continue; }
        if (fresh.get(region.id) === next.innerHTML || isBusy(region)) continue;
        fresh.set(region.id, next.innerHTML);
        put(region, next.innerHTML);
        if (!next.dataset.fetch) delete region.dataset.fetch;
        if (!next.ariaBusy) region.removeAttribute("aria-busy");
        changed = true;
      }
      // Regions that weren't there at first.
      for (const next of page.querySelectorAll("[data-live]")) {
        if (document.getElementById(next.id) || !next.id) continue;
        const story = document.getElementById("story");
        if (story && next.id === "past-plans") { story.before(next); fresh.set(next.id, next.innerHTML); prepare(next); changed = true; }
      }
      filter();
      if (changed && !quiet) say(body.dataset.updated);
    } catch { /* The stream of events says when the server is gone. */ }
  })();
  await refreshing;
  refreshing = null;
  if (again) { again = false; later(); } else if (slow) refresh(slow, true);
};

let waiting;
const later = () => { clearTimeout(waiting); waiting = setTimeout(() => refresh(), 120); };

// ---- the stream of events

let server = null, events = null, drawing;
const listen = () => {
  events = new EventSource("/events");
  events.addEventListener("hello", (event) => {
    if (!offline.hidden) { offline.hidden = true; say(body.dataset.online); }
    if (server !== null && server !== event.data) later();
    server = event.data;
  });
  for (const name of ["records", "recharge", "plugin", "server"]) events.addEventListener(name, later);
  // Calls are the developer's news: a page that is shown makes some itself.
  events.addEventListener("calls", () => { if (!hasOwn) later(); });
  for (const name of ["calls", "records", "recharge"]) events.addEventListener(name, () => { if (drawer) { clearTimeout(drawing); drawing = setTimeout(drawDrawer, 250); } });
  events.onerror = () => {
    if (!offline.hidden) return;
    offline.textContent = body.dataset.offline;
    offline.hidden = false;
  };
};
addEventListener("pageshow", () => { if (!events) listen(); });
// A page that the browser keeps for its back button would keep its stream, too, and after six of them no page opens any more.
addEventListener("pagehide", () => { events?.close(); events = null; });
document.addEventListener("visibilitychange", () => { if (!document.hidden && server !== null) later(); });

// ---- nothing that was typed is sent into the void: while the server is known to be gone, a form stays where it is

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

// ---- what a page, or a region that was put into it, needs

const prepare = (root) => {
  for (const form of root.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      const button = event.submitter;
      // After the browser has taken the fields: a disabled button would not be sent.
      setTimeout(() => { for (const one of form.querySelectorAll("button")) one.disabled = true; if (button?.classList.contains("primary")) button.textContent = body.dataset.busy; say(body.dataset.busy); });
    });
  }
  for (const form of root.querySelectorAll("form[data-auto]")) {
    // With keys, what is passed on the way is no choice: there is a button then.
    form.addEventListener("keydown", (event) => { if (event.target.matches("select") && event.key !== "Tab") form.classList.add("keyed"); });
    form.addEventListener("pointerdown", () => form.classList.remove("keyed"));
    form.addEventListener("change", () => { if (!form.classList.contains("keyed")) form.requestSubmit(); });
  }
  for (const input of root.querySelectorAll("input[data-country]")) nameCountry(input);
  for (const form of root.querySelectorAll("form[data-check]")) judge(form);
  for (const details of root.querySelectorAll("details[data-load]")) {
    details.addEventListener("toggle", () => load(details), { once: true });
  }
  for (const region of root.querySelectorAll("[data-fetch]")) if (region.dataset.fetch) refresh(region.dataset.fetch, true);
  count();
};
// A page that comes back out of the browser's memory can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) { delete form.dataset.sent; for (const one of form.querySelectorAll("button")) one.disabled = false; }
  refresh();
});

const load = async (details) => {
  const answer = await fetch(details.dataset.load).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const text = page.getElementById("record");
  if (text) details.querySelector("p")?.replaceWith(text);
};

// ---- a country is chosen by its name, in the page's language; what stands in the field stays, also where it has no name

// Those of ISO 3166-1, and Kosovo; a browser knows regions besides that are no countries.
const COUNTRIES = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW".split(" ");
const nameCountry = (input) => {
  const lang = document.documentElement.lang;
  let names, order;
  try { names = new Intl.DisplayNames(lang, { type: "region" }); order = new Intl.Collator(lang); } catch { return; }
  const select = document.createElement("select");
  for (const { name, value } of input.attributes) if (name === "id" || name === "name" || name === "required" || name.startsWith("aria-")) select.setAttribute(name, value);
  const add = (value, text) => select.add(new Option(text, value, value === input.value, value === input.value));
  const here = input.value.toUpperCase();
  if (!input.value) add("", input.dataset.country);
  else if (!COUNTRIES.includes(here)) add(input.value, input.value);
  const all = COUNTRIES.map((code) => [code === here ? input.value : code, `${names.of(code)} (${code})`]);
  for (const [value, text] of all.sort(([, a], [, b]) => order.compare(a, b))) add(value, text);
  input.replaceWith(select);
};

// ---- a form is judged by the component while it is filled in

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
      const input = field.querySelector("input, select, textarea");
      if (wrong.includes(field.dataset.path)) input?.setAttribute("aria-invalid", "true");
      else input?.removeAttribute("aria-invalid");
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 450); });
  form.addEventListener("submit", () => { clearTimeout(timer); turn += 1; });
};

// ---- countdowns: by the clock of the server, and only where that clock runs

const started = performance.now();
const count = () => {
  for (const time of document.querySelectorAll("time.until[data-runs]")) {
    const left = Math.floor((Date.parse(time.dateTime) - Date.parse(time.dataset.now) - (performance.now() - started)) / 1000);
    const part = (number) => String(number).padStart(2, "0");
    const shownLeft = time.parentElement.querySelector(".left");
    if (shownLeft) shownLeft.textContent = left <= 0 ? body.dataset.over : `${Math.floor(left / 3600)}:${part(Math.floor(left / 60) % 60)}:${part(left % 60)}`;
  }
};
setInterval(count, 1000);

// ---- the list: found while typing

const query = document.getElementById("q"), note = document.getElementById("none");
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
query?.addEventListener("input", filter);
// The chosen ticket is where one looks for it.
const chosen = document.querySelector(".row.here"), column = chosen?.closest(".list-col");
if (column && column.scrollHeight > column.clientHeight) {
  const [row, box] = [chosen.getBoundingClientRect(), column.getBoundingClientRect()];
  if (row.bottom > box.bottom || row.top < box.top) column.scrollTop += row.top - box.top - box.height / 3;
}

// ---- the developer's drawer: the page of that name, below the one that is open

const drawerLink = document.getElementById("developer-link");
const hasOwn = !document.getElementById("drawer");
let drawer = null;
const closeDrawer = () => { drawer?.remove(); drawer = null; drawerLink.setAttribute("aria-expanded", "false"); drawerLink.focus(); };
const drawDrawer = async () => {
  const ticket = location.pathname.match(/^\/tickets\/([^/]+)/)?.[1];
  const answer = await fetch(`/developer${ticket ? `?ticket=${ticket}` : ""}`).catch(() => null);
  if (!answer?.ok || !drawer || isBusy(drawer)) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const inside = page.getElementById("drawer");
  if (!inside) return;
  for (const back of inside.querySelectorAll("input[name=back]")) back.value = location.pathname;
  inside.removeAttribute("data-live");
  put(drawer.querySelector(".drawer-body"), inside.innerHTML);
};
drawerLink?.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !hasOwn) return;
  event.preventDefault();
  if (drawer) { closeDrawer(); return; }
  drawer = document.createElement("section");
  drawer.className = "drawer";
  drawer.setAttribute("aria-labelledby", "drawer-title");
  const head = document.createElement("div"), inside = document.createElement("div"), title = document.createElement("h2"), close = document.createElement("button");
  head.className = "drawer-head";
  inside.className = "drawer-body";
  title.id = "drawer-title";
  title.textContent = drawerLink.textContent;
  close.textContent = body.dataset.close;
  close.type = "button";
  close.addEventListener("click", closeDrawer);
  head.append(title, close);
  drawer.append(head, inside);
  body.append(drawer);
  drawerLink.setAttribute("aria-expanded", "true");
  close.focus();
  await drawDrawer();
});

// ---- what is being written to a customer outlives a look at another ticket

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
const filled = document.querySelector("form[data-check]");
if (filled) {
  const fields = () => [...filled.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const here = location.pathname;
  const kept = JSON.parse(sessionStorage.getItem("form") ?? "null");
  sessionStorage.removeItem("form");
  if (kept?.here === here) {
    fields().forEach((field, index) => {
      const [name, value, checked] = kept.fields[index] ?? [];
      if (field.name !== name) return;
      if (field.type === "checkbox") field.checked = checked; else field.value = value;
    });
    queueMicrotask(() => filled.dispatchEvent(new Event("input")));
  }
  document.querySelector("form[data-auto]")?.addEventListener("submit", () => {
    sessionStorage.setItem("form", JSON.stringify({ here, fields: fields().map((field) => [field.name, field.value, field.checked]) }));
  });
}
if (/[?&](fresh|wait)=/.test(location.search)) history.replaceState(null, "", shown() + location.hash);

// ---- keys

const step = (by) => {
  const rows = [...document.querySelectorAll(".row:not([hidden]) a")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const here = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(rows.length - 1, Math.max(0, here + by))].focus();
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drawer) { closeDrawer(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const keys = { j: () => step(1), k: () => step(-1), "/": () => query?.focus(), r: () => document.getElementById("text")?.focus() };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

// What an address leads to is where the keyboard goes on: the outcome after an approval, the form, the box to write in.
const lead = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const field = target.id === "form" ? target.querySelector("[aria-invalid=true], h2") : target.id === "write" ? target.querySelector("textarea") : target;
  if (!field) return;
  if (!field.matches("input, select, textarea, a, button, summary")) field.tabIndex = -1;
  field.focus({ preventScroll: field !== target });
};
addEventListener("hashchange", lead);

prepare(document);
// After the browser has gone to the place itself, which takes the focus off everything else.
if (document.readyState === "complete") lead(); else addEventListener("load", () => setTimeout(lead));
