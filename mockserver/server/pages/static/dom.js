// Creates the elements of the pages. Text from the server is added only as text nodes, never as HTML.

export const $ = (id) => document.getElementById(id);

/** Creates an element with attributes and children. Attributes whose names begin with `on` are listeners. Attributes and children that are null, undefined or false are omitted. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Converts a text to a list of nodes. Each part between backticks becomes a `code` element. */
export const rich = (text) => String(text ?? "").split(/`([^`]+)`/).map((part, at) => (at % 2 ? el("code", {}, part) : part));

let toastTimer;
/** Shows a text or an element at the edge of the page for some seconds. */
export function toast(content, milliseconds = 4000, isError = false) {
  const place = $("toast");
  place.replaceChildren(content);
  place.classList.add("show");
  place.classList.toggle("error", isError);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => place.classList.remove("show"), milliseconds);
}

export const toastError = (text) => toast(el("span", {}, rich(text)), 8000, true);

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // browsers allow access to the clipboard only to pages from localhost or over HTTPS
    const area = el("textarea", { "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast("Copied");
}

export const copyButton = (text, label = "Copy", name = undefined) =>
  el("button", { type: "button", class: "quiet", "aria-label": name, onclick: () => copy(typeof text === "function" ? text() : text) }, label);

export const badge = (status) =>
  el("span", { class: `badge s${Math.floor((status ?? 0) / 100)}` }, status === null ? "closed" : String(status));

const HIGHLIGHTED = 40_000; // the maximum number of characters that are coloured; colours in longer texts would make the page slow
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Returns a block of code that can be scrolled with the keyboard. */
export const pre = (text, label) => el("pre", { tabindex: "0", role: "group", "aria-label": label }, text);

/** Returns an element that shows a value as indented JSON with colours. A text that is not JSON is shown unchanged. */
export function json(value, label = "JSON") {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  if (text.length > HIGHLIGHTED) return pre(text, label);
  const place = pre("", label);
  let last = 0;
  for (const found of text.matchAll(TOKEN)) {
    if (found.index > last) place.append(text.slice(last, found.index));
    const kind = found[1] ? (found[2] ? "json-key" : "json-text") : "json-other";
    place.append(el("span", { class: kind }, found[1] ?? found[0]), found[2] ?? "");
    last = found.index + found[0].length;
  }
  place.append(text.slice(last));
  return place;
}

/** Returns the text of a body: with indentation if it is JSON, otherwise unchanged. */
export function bodyText(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

let tabGroups = 0;
/** Returns an element with tabs. `panels` is a list of [title, function]. The function returns the content of the tab, and is called each time the tab is opened. `after` is an element after the titles. `first` is the index of the tab that is open at the start. */
export function tabs(label, panels, { after = null, first = 0 } = {}) {
  const group = ++tabGroups;
  const panel = el("div", { role: "tabpanel", id: `panel-${group}`, tabindex: "-1" });
  const select = (index, focus) => {
    buttons.forEach((button, at) => {
      button.setAttribute("aria-selected", String(at === index));
      button.tabIndex = at === index ? 0 : -1;
    });
    panel.replaceChildren(panels[index][1]());
    panel.setAttribute("aria-labelledby", buttons[index].id);
    if (focus) buttons[index].focus();
  };
  const buttons = panels.map(([title], index) =>
    el("button", { type: "button", role: "tab", id: `tab-${group}-${index}`, "aria-controls": `panel-${group}`, onclick: () => select(index) }, title));
  const list = el("div", { role: "tablist", "aria-label": label, onkeydown: (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.findIndex((button) => button.tabIndex === 0);
    select((at + step + buttons.length) % buttons.length, true);
  } }, buttons);
  const selected = () => buttons.findIndex((button) => button.tabIndex === 0);
  const container = el("div", {}, el("div", { class: "row" }, list, after), panel);
  container.redraw = () => select(selected());
  select(first);
  return container;
}

/** Shows a form in a dialog. Resolves to the values of the form, or to null if the dialog is closed. */
export function ask(title, fields, action = "OK") {
  const { promise, resolve } = Promise.withResolvers();
  const form = el("form", { method: "dialog", onsubmit: (event) => {
    event.preventDefault();
    resolve(Object.fromEntries(new FormData(form)));
    dialog.close();
  } }, el("h2", { id: "dialog-title" }, title), fields,
    el("div", { class: "row" },
      el("button", { class: "primary" }, action),
      el("button", { type: "button", onclick: () => dialog.close() }, "Cancel")));
  const dialog = el("dialog", { "aria-labelledby": "dialog-title", onclose: () => { resolve(null); dialog.remove(); } }, form);
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

/** Returns the head of a table. For a column that contains buttons, the title must be "". */
export const tableHead = (titles) =>
  el("thead", {}, el("tr", {}, titles.map((title) => el("th", { scope: "col" }, title || el("span", { class: "hidden-label" }, "Actions")))));

/** Returns an empty table whose body has the id `body`. Create the rows with `row`. On a phone, each cell shows the title of its column. */
export const table = (label, titles, body) =>
  el("table", { class: "stack" }, el("caption", { class: "hidden-label" }, label), tableHead(titles), el("tbody", { id: body }));

export const row = (titles, cells) => el("tr", {}, cells.map((cell, at) => el("td", { "data-label": titles[at] }, cell)));

export const field = (label, control) => el("label", { class: "field" }, label, control);
