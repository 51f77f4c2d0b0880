// The panel of one record. It shows the fields of the record with links to other records, forms that send mutations, and the records that refer to this record.
import { bodyText, copyButton, el, json, toast } from "./dom.js";
import { editsOf, recordInput, startOf } from "./console-edits.js";
import { brief, isUuid, nameOf, recordLink, words } from "./console-parts.js";
import { tryIt } from "./reference-try.js";
import { control, reference } from "./session.js";

const REFERRING = 5; // the maximum number of listed records of each kind
const PERSON = /^(champion|reviewer|author|creator|owner|assignee|acknowledged_by|acknowledging_person|manager|closed_by|user|member)_ids?$/;

/** Returns the elements of the panel. `kinds` are the kinds of records in the world. `close` closes the panel. `saved` is called after the record was edited. */
export function recordPanel(kind, row, kinds, close, saved) {
  const links = new Map(); // maps UUIDs to records; until a record is read, its value contains only the kind of the record
  const fields = el("tbody");
  const others = el("div");
  fields.append(...Object.entries(row).filter(([name]) => name !== "id" && name !== "uuid").map(([name, value]) =>
    el("tr", { "data-field": name }, el("th", { scope: "row" }, words(name)), el("td", {}, cell(kinds, links, name, value, kind === "goal")), el("td", { class: "right" }))));
  nameLinks(links, fields).then(() => addEdits(kind, row, links, fields, others, saved));
  return [
    el("div", { class: "row" }, el("h2", { class: "grow" }, `${words(kind)}: ${nameOf(row) ?? row.id}`),
      el("button", { type: "button", "aria-label": "Close the record", onclick: close }, "✕")),
    el("dl", { class: "facts" },
      el("dt", {}, "API id"), el("dd", {}, el("code", {}, row.id), copyButton(row.id, "Copy", "Copy the API id")),
      el("dt", {}, "UUID"), el("dd", {}, el("code", {}, row.uuid), copyButton(row.uuid, "Copy", "Copy the UUID"))),
    el("div", { class: "change" }, el("table", {}, el("caption", { class: "hidden-label" }, "Fields"), fields)),
    others,
    referring(kind, row, kinds),
    el("details", {}, el("summary", {}, "Stored record as JSON"), json(row, "The record")),
  ];
}

/** Returns the kind of record to which a field with this name refers, such as `person` for `champion_id`, or null if it refers to no record. */
function target(kinds, name, ofGoal) {
  const bare = /^(.*)_ids?$/.exec(name)?.[1];
  if (!bare) return null;
  if (kinds.includes(bare)) return bare;
  if (PERSON.test(name)) return "person";
  if (name === "last_check_in_id") return ofGoal ? "goal_progress_update" : "project_check_in";
  return kinds.find((kind) => bare.endsWith(`_${kind}`)) ?? null;
}

function cell(kinds, links, name, value, ofGoal) {
  if (Array.isArray(value) && value.length && value.every(isUuid)) return value.map((one) => el("div", {}, cell(kinds, links, name, one, ofGoal)));
  if (isUuid(value)) {
    const kind = target(kinds, name, ofGoal);
    if (!kind) return el("code", {}, value);
    links.set(value, { kind });
    return el("a", { href: recordLink(kind, value), "data-id": value, title: value }, value);
  }
  const text = brief(value);
  const isLong = typeof value === "object" ? text.startsWith("{") || text.startsWith("[") : /^[[{]/.test(text);
  return isLong ? json(bodyText(text), words(name)) : text;
}

/** Replaces the UUIDs in links by the names of the linked records. */
async function nameLinks(links, place) {
  await Promise.all([...links].map(async ([uuid, { kind }]) => {
    const read = await control("GET", `state/${kind}/${uuid}`, undefined, { quiet: true }).catch(() => null);
    if (!read) return;
    links.set(uuid, read);
    for (const link of place.querySelectorAll(`[data-id="${uuid}"]`)) link.textContent = nameOf(read) ?? uuid;
  }));
}

/** Adds buttons to the fields that the API can change, and links to all other mutations of the record. */
async function addEdits(kind, row, links, fields, others, saved) {
  const { endpoints, types } = await reference();
  const edits = editsOf(kind, row, endpoints);
  for (const [name, list] of edits) {
    fields.querySelector(`[data-field="${name}"]`).lastChild.append(...list.map((edit) => {
      const what = words(edit.input.name);
      return el("button", { type: "button", class: "quiet", "aria-label": `Edit ${what}`, title: edit.endpoint.name, onclick: (event) => {
        fields.querySelector(".edit")?.remove();
        event.target.closest("tr").after(editForm(edit, types, startOf(edit, row, (uuid) => links.get(uuid)?.id ?? uuid), saved));
        fields.querySelector(".edit .try-row:not([hidden]) .value")?.focus();
      } }, list.length > 1 ? `Edit ${what}` : "Edit");
    }));
  }
  const used = new Set([...edits.values()].flat().map(({ endpoint }) => endpoint));
  const rest = endpoints.filter((endpoint) => endpoint.kind === "mutation" && !used.has(endpoint) && recordInput(endpoint, kind));
  if (!rest.length) return;
  others.append(el("h3", {}, "Other mutations"), el("ul", { class: "mutations" }, rest.map((endpoint) =>
    el("li", {}, el("a", { href: `docs#${endpoint.name}?${new URLSearchParams({ [recordInput(endpoint, kind).name]: row.id })}` }, endpoint.name)))));
}

function editForm(edit, types, given, saved) {
  const { endpoint, own } = edit;
  const hidden = endpoint.inputs.map(({ name }) => name).filter((name) => name === own.name || (name !== edit.input.name && name in given));
  const form = tryIt(endpoint, types, { given, edit: { hidden, cancel: () => place.remove(), saved: () => { toast(`Saved with ${endpoint.name}`); saved(); } } });
  const place = el("tr", { class: "edit" }, el("td", { colspan: 3 }, form));
  return place;
}

/** Returns a button. A click lists the records that contain the UUID of this record, with one request for each kind of record. */
function referring(kind, row, kinds) {
  const place = el("div", {}, el("button", { type: "button", class: "spaced", onclick: async () => {
    const found = el("ul", {});
    const status = el("p", { class: "soft", role: "status" });
    place.replaceChildren(el("h3", {}, "Records that refer to this record"), found, status);
    for (const other of kinds) {
      if (!place.isConnected) return;
      status.textContent = `Searching ${words(other)} records.`;
      const query = new URLSearchParams({ search: row.uuid, per_page: REFERRING });
      const { count, records } = await control("GET", `state/${other}?${query}`, undefined, { quiet: true });
      const shown = records.filter((one) => one.uuid !== row.uuid);
      if (shown.length) found.append(el("li", {}, `${words(other)} (${other === kind ? count - 1 : count}): `, shown.map((one, at) => [at ? ", " : "", el("a", { href: recordLink(other, one.uuid) }, nameOf(one) ?? one.id)])));
    }
    status.textContent = found.children.length ? "" : "None.";
  } }, "Find records that refer to this record"));
  return place;
}
