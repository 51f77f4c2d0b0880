// The tab with the requests of the world. The server filters the requests, and sends an event for each new request.
import { $, ask, badge, copyButton, el, field, pre, tableHead } from "./dom.js";
import { entryPanel } from "./console-entry.js";
import { face, QUIET, words } from "./console-parts.js";
import { API, control, ControlError, controlHeaders, ROOT, session } from "./session.js";
import { curl } from "./snippets.js";

const SHOWN = 300;
const STATUSES = ["2xx", "4xx", "5xx", "400", "401", "403", "404", "429", "500", "503"];
const RETRY_MS = 1500;
let app = null;
let entries = new Map(); // maps the id of each entry to its table row, oldest first; the page shows the newest first
let following = null;
let opened = null;

export const journalTab = {
  build(panel, api) {
    app = api;
    const followLater = () => {
      clearTimeout(later);
      later = setTimeout(follow, 250);
    };
    const filters = el("form", { class: "card row end", id: "filters", onsubmit: (event) => event.preventDefault(), oninput: followLater },
      field("Text ( / )", el("input", { name: "text", type: "search", placeholder: "in URL or body" })),
      field("Endpoint", el("input", { name: "endpoint", placeholder: "goals/*", autocomplete: "off" })),
      field("Person", el("input", { name: "person", placeholder: "everyone", list: "journal-people", autocomplete: "off" })),
      el("datalist", { id: "journal-people" }),
      field("Status", el("select", { name: "status" }, new Option("any", ""), STATUSES.map((one) => new Option(one)))),
      field("Kind", el("select", { name: "kind" },
        new Option("all", ""), new Option("changed records", "changed=true"), new Option("a fault was applied", "fault=true"))),
      field("Token", el("input", { name: "token", placeholder: "opk_…", autocomplete: "off" })),
      el("button", { type: "button", onclick: () => { filters.reset(); follow(); } }, "Clear filters"));
    panel.append(filters, el("div", { class: "split", id: "journal" },
      el("div", { class: "card flush list" },
        el("div", { class: "row bar" }, el("p", { class: "grow soft", id: "entry-count" }),
          el("button", { type: "button", title: "Download the listed requests as an HTTP archive", onclick: exportHar }, "Export HAR"),
          el("button", { type: "button", class: "danger", onclick: deleteAll }, "Delete all")),
        el("table", { class: "journal" },
          tableHead(["#", "Person", "Request", "Status", "Changes", "ms"]), el("tbody", { id: "entries" })),
        el("div", { class: "empty", id: "no-entries" })),
      el("div", { class: "card detail", id: "entry", hidden: true, tabindex: "-1", role: "region", "aria-label": "Request" })));
  },
  show([id]) {
    if (id) open(Number(id));
    else close();
  },
  entered() {
    close();
    $("filters").reset();
    follow();
    control("GET", "people?limit=200").then(({ people }) => $("journal-people").replaceChildren(...people.map((one) => new Option(one.full_name)))).catch(() => {});
  },
  /** Called when a world was opened, closed or reset. If the journal of the chosen world is now empty, this world was reset, and the list is cleared. */
  async worldsChanged() {
    if (!entries.size) return;
    const { requests } = await control("GET", "requests?limit=1", undefined, { quiet: true });
    if (!requests.length) {
      clear();
      close();
    }
  },
  key(event) {
    const rows = [...$("entries").children];
    const at = rows.findIndex((row) => row.dataset.id === String(opened ?? document.activeElement.dataset?.id));
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step && rows.length) {
      event.preventDefault();
      const row = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
      row.focus();
      if (opened !== null) select(Number(row.dataset.id));
    } else if (event.key === "Escape" && opened !== null) {
      const row = entries.get(opened);
      leave();
      row?.focus();
    }
  },
};
let later;

function select(id) {
  history.pushState(null, "", `#requests/${id}`);
  open(id);
}

async function open(id) {
  opened = id;
  mark();
  $("journal").classList.add("open");
  try {
    const entry = await control("GET", `requests/${id}`, undefined, { quiet: true });
    if (opened === id) $("entry").replaceChildren(...entryPanel(entry, app, leave));
  } catch (error) {
    $("entry").replaceChildren(el("p", { class: "error" }, error.message));
  }
  $("entry").hidden = false;
}

function close() {
  opened = null;
  $("entry").hidden = true;
  $("journal").classList.remove("open");
  mark();
}

function leave() {
  history.pushState(null, "", "#requests");
  close();
}

function mark() {
  for (const [id, row] of entries) row.setAttribute("aria-selected", String(id === opened));
}

// --- the list

function summary(changes) {
  const counts = [["created", "+"], ["changed", "~"], ["deleted", "−"]].flatMap(([key, sign]) => {
    const by = {};
    for (const { entity } of changes[key]) by[entity] = (by[entity] ?? 0) + 1;
    return Object.entries(by).map(([entity, count]) => `${sign}${count > 1 ? count : ""} ${words(entity)}`);
  });
  counts.sort((one, other) => QUIET.test(one) - QUIET.test(other));
  return counts.length > 3 ? `${counts.slice(0, 3).join(", ")} …` : counts.join(", ");
}

function row(entry) {
  const open = () => select(entry.id);
  const onkeydown = (event) => event.key === "Enter" && open();
  return el("tr", { class: "pick", tabindex: "0", "data-id": entry.id, "aria-selected": "false", onclick: open, onkeydown },
    el("td", { class: "soft" }, String(entry.id)),
    el("td", {}, entry.person ? [face(entry.person.full_name), entry.person.full_name] : el("span", { class: "soft" }, "no valid token")),
    el("td", {}, el("span", { class: "soft mono" }, `${entry.method} `), el("code", {}, entry.endpoint || "–")),
    el("td", {}, badge(entry.status), entry.fault ? [" ", el("span", { class: "badge s5", title: `fault ${entry.fault}` }, "fault")] : null),
    el("td", { class: "soft" }, summary(entry.changes)),
    el("td", { class: "right soft" }, entry.duration_ms.toFixed(1)));
}

function add(entry) {
  if (entries.has(entry.id)) return;
  const tableRow = row(entry);
  entries.set(entry.id, tableRow);
  $("entries").prepend(tableRow);
  if (entries.size > SHOWN) {
    const oldest = Math.min(...entries.keys());
    entries.get(oldest).remove();
    entries.delete(oldest);
  }
  if (entry.id === opened) mark();
  counted();
}

function counted() {
  const { size } = entries;
  const filtered = [...query().keys()].length > 0;
  const condition = filtered ? ` that ${size === 1 ? "matches" : "match"} the filters` : "";
  $("entry-count").textContent = `${size === SHOWN ? "The latest " : ""}${size} ${size === 1 ? "request" : "requests"}${condition}`;
  $("no-entries").hidden = size > 0;
  if (!size) $("no-entries").replaceChildren(...(filtered ? ["No request matches the filters."] : firstSteps()));
}

/** Returns the text that is shown while the world has no requests. It contains an example of a request. */
function firstSteps() {
  const command = curl({ method: "GET", url: new URL("get_me", API).href, token: session.token ?? session.world.owner?.token, body: null });
  return [el("p", {}, "No requests yet. Requests with a token of this world appear here, for example:"),
    pre(command, "Example request"), copyButton(command, "Copy the command"),
    el("p", {}, "Or try an endpoint in the ", el("a", { href: "docs" }, "API reference"), ".")];
}

function clear() {
  entries = new Map();
  $("entries").replaceChildren();
  counted();
}

/** Returns the filters as query parameters of the control API. In the filter for the person, a part of a name is replaced by the id of the person. Throws ControlError if no person matches. */
async function resolvedQuery() {
  const parameters = query();
  const person = parameters.get("person");
  if (person) {
    const { people } = await control("GET", `people?limit=1&search=${encodeURIComponent(person)}`, undefined, { quiet: true });
    if (!people.length) throw new ControlError(400, "No person matches.");
    parameters.set("person", people[0].id);
  }
  return parameters;
}

function query() {
  const { kind, ...given } = Object.fromEntries(new FormData($("filters")));
  const parameters = new URLSearchParams(Object.entries(given).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
  if (parameters.has("endpoint") && !/[*?[]/.test(parameters.get("endpoint"))) parameters.set("endpoint", `*${parameters.get("endpoint")}*`);
  if (kind) parameters.set(...kind.split("="));
  return parameters;
}

/** Shows the requests in the journal, and then each new request from the event stream. The stream is read with fetch, because an EventSource cannot send headers. */
async function follow() {
  following?.abort();
  const mine = (following = new AbortController());
  const { world } = session;
  while (!mine.signal.aborted) {
    try {
      const parameters = await resolvedQuery();
      const { requests, last } = await control("GET", `requests?limit=${SHOWN}&${parameters}`, undefined, { quiet: true });
      if (mine.signal.aborted) return;
      const ids = requests.map(({ id }) => id);
      counted();
      if (opened !== null && [...query().keys()].length && !ids.includes(opened)) leave();
      if (ids.length !== entries.size || ids.some((id) => !entries.has(id))) {
        clear();
        requests.forEach(add);
        mark();
      }
      const stream = await fetch(new URL(`requests/stream?worlds=true&since=${last}&${parameters}`, ROOT), { headers: controlHeaders(), signal: mine.signal });
      app.live("live");
      for await (const { name, data } of events(stream.body)) {
        if (name === "worlds") {
          app.worldsChanged();
          continue;
        }
        add(data);
        app.changed();
      }
    } catch (error) {
      if (mine.signal.aborted) return;
      if (error.status === 400) { // a filter is invalid; the function is called again when the user changes a filter
        clear();
        $("no-entries").replaceChildren(error.message);
        return;
      }
    }
    if (mine.signal.aborted || session.world !== world) return;
    app.live("waiting for the server");
    app.worldsChanged();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** Yields the name and the data of each server-sent event in the body of a response. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const fields = Object.fromEntries(part.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
      if (fields.data) yield { name: fields.event, data: JSON.parse(fields.data) };
    }
  }
}

async function exportHar() {
  const har = await control("GET", `requests.har?${await resolvedQuery()}`);
  const url = URL.createObjectURL(new Blob([JSON.stringify(har)], { type: "application/json" }));
  el("a", { href: url, download: "mockserver.har" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

async function deleteAll() {
  const text = el("p", {}, "The requests of this world are deleted from the list. The data is not changed.");
  if (!(await ask("Delete all requests?", [text], "Delete all requests"))) return;
  await control("DELETE", "requests");
  clear();
  close();
}
