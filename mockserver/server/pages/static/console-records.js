// The tab with the records of the world. The server sorts and filters the records, and divides them into pages.
import { $, el, field } from "./dom.js";
import { brief, nameOf, recordLink, words } from "./console-parts.js";
import { recordPanel } from "./console-record.js";
import { control } from "./session.js";

const PAGE = 50;
const FIRST = ["full_name", "name", "title", "email", "action", "filename", "role", "type", "status", "inserted_at"];
const state = { kind: null, page: 1, sort: "", search: "", opened: null, entities: {} };
let timer;

export const recordsTab = {
  build(panel) {
    panel.append(el("div", { class: "split kinds" },
      el("nav", { class: "card kind-list", id: "kinds", "aria-label": "Kinds of records" }),
      el("div", {},
        el("div", { class: "card row end" },
          field("Search ( / )", el("input", { type: "search", id: "record-search", placeholder: "any text in a record", oninput: (event) => {
            state.search = event.target.value;
            state.page = 1;
            clearTimeout(timer);
            timer = setTimeout(drawRows, 200);
          } })),
          el("span", { class: "push row" },
            el("button", { type: "button", id: "record-back", onclick: () => { state.page--; drawRows(); } }, "‹ Previous"),
            el("span", { id: "record-page", class: "soft", role: "status" }),
            el("button", { type: "button", id: "record-on", onclick: () => { state.page++; drawRows(); } }, "Next ›"))),
        el("div", { class: "split", id: "record-split" },
          el("div", { class: "card flush list" }, el("table", {}, el("thead", { id: "record-head" }), el("tbody", { id: "record-rows" })), el("p", { class: "empty", id: "no-records", hidden: true }, "No record matches.")),
          el("div", { class: "card detail", id: "record", hidden: true, role: "region", "aria-label": "Record", tabindex: "-1" })))));
  },
  async show([kind, id]) {
    if (kind && kind !== state.kind) choose(kind);
    await draw();
    $("kinds").scrollLeft = ($("kinds").querySelector("[aria-current=true]")?.offsetLeft ?? 0) - 60;
    if (id) await open(state.kind, id);
    else close();
  },
  entered() {
    Object.assign(state, { kind: null, page: 1, sort: "", search: "", opened: null });
    $("record-search").value = "";
  },
  changed: () => draw(),
  key(event) {
    if (event.key === "Escape" && state.opened) {
      close();
      history.pushState(null, "", `#records/${state.kind}`);
    }
    const rows = [...$("record-rows").children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !rows.length) return;
    event.preventDefault();
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
  },
};

function choose(kind) {
  Object.assign(state, { kind, page: 1, sort: "", search: "" });
  $("record-search").value = "";
}

async function draw() {
  ({ entities: state.entities } = await control("GET", "state"));
  const filled = Object.entries(state.entities).filter(([, count]) => count);
  state.kind ??= filled.some(([kind]) => kind === "project") ? "project" : filled[0]?.[0] ?? "company";
  $("kinds").replaceChildren(...filled.map(([kind, count]) => el("button", { type: "button", "aria-current": String(kind === state.kind), onclick: () => { location.hash = `#records/${kind}`; } },
    el("span", {}, words(kind)), el("span", {}, String(count)))));
  await drawRows();
}

async function drawRows() {
  const { kind } = state;
  const query = new URLSearchParams({ page: state.page, per_page: PAGE, ...(state.sort ? { sort: state.sort } : {}), ...(state.search ? { search: state.search } : {}) });
  const { count, records } = await control("GET", `state/${kind}?${query}`);
  const keys = columns(records);
  const names = await namesOf(keys);
  if (kind !== state.kind) return;
  $("record-head").replaceChildren(el("tr", {}, keys.map((key) => {
    const direction = state.sort === key ? "ascending" : state.sort === `-${key}` ? "descending" : null;
    return el("th", { scope: "col", "aria-sort": direction }, el("button", { type: "button", onclick: () => { state.sort = direction === "ascending" ? `-${key}` : key; state.page = 1; drawRows(); } }, `${words(key)}${{ ascending: " ▲", descending: " ▼" }[direction] ?? " ↕"}`));
  })));
  const focused = document.activeElement.dataset?.id;
  $("record-rows").replaceChildren(...records.map((row) => el("tr", { class: "pick", tabindex: "0", "data-id": row.uuid, "aria-selected": String(row.uuid === state.opened),
    onclick: () => { location.hash = recordLink(kind, row.uuid); }, onkeydown: (event) => { if (event.key === "Enter") location.hash = recordLink(kind, row.uuid); } },
    keys.map((key) => el("td", key === "id" ? { class: "mono soft" } : {}, names.get(row[key]) ?? brief(row[key]))))));
  if (focused) $("record-rows").querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  const pages = Math.max(1, Math.ceil(count / PAGE));
  $("record-page").textContent = `page ${state.page} of ${pages}, ${count} records`;
  $("record-back").disabled = state.page <= 1;
  $("record-on").disabled = state.page >= pages;
  $("no-records").hidden = count > 0;
}

/** Resolves to a map from the UUIDs of spaces, goals and projects to their names. A kind is left out if none of the columns `keys` refers to it. The map contains at most 200 records of each kind. */
async function namesOf(keys) {
  const kinds = ["space", "goal", "project"].filter((kind) => keys.some((key) => key.endsWith(`${kind}_id`)));
  const lists = await Promise.all(kinds.map((kind) => control("GET", `state/${kind}?per_page=200`)));
  return new Map(lists.flatMap(({ records }) => records.map((record) => [record.uuid, nameOf(record)])));
}

function columns(records) {
  const there = Object.keys(records[0] ?? {});
  const first = FIRST.filter((key) => there.includes(key));
  const rest = there.filter((key) => !first.includes(key) && key !== "id" && key !== "uuid" && key !== "company_id");
  return [...first, ...rest].slice(0, 5).concat(there.includes("id") ? ["id"] : []);
}

async function open(kind, id) {
  state.opened = id;
  $("record").hidden = false;
  $("record-split").classList.add("open");
  const close = () => { location.hash = `#records/${kind}`; };
  try {
    const row = await control("GET", `state/${kind}/${encodeURIComponent(id)}`, undefined, { quiet: true });
    if (state.opened !== id) return;
    for (const one of $("record-rows").children) one.setAttribute("aria-selected", String(one.dataset.id === row.uuid));
    $("record").replaceChildren(...recordPanel(kind, row, Object.keys(state.entities).filter((name) => state.entities[name]), close, () => open(kind, id)));
  } catch (error) {
    $("record").replaceChildren(el("p", { class: "error" }, error.message));
  }
}

function close() {
  state.opened = null;
  $("record").hidden = true;
  $("record-split").classList.remove("open");
}
