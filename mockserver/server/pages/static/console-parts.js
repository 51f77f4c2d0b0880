// Parts that several tabs of the console use.
import { el } from "./dom.js";

/** A circle with initials; its colour depends on the name. */
export function face(name) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const initials = name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const made = el("span", { class: "face", "aria-hidden": "true" }, initials);
  made.style.background = `oklch(45% .09 ${hue})`;
  return made;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isUuid = (value) => typeof value === "string" && UUID.test(value);

export const words = (name) => name.replaceAll("_", " ");
export const recordLink = (entity, id) => `#records/${encodeURIComponent(entity)}/${encodeURIComponent(id)}`;

/** A value in one line. */
export const inline = (value) =>
  value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);

/** Kinds of records that change with nearly every request; they are listed last. */
export const QUIET = /subscription|notification|activity|binding|membership/;
const byWeight = (one, other) => QUIET.test(one.entity) - QUIET.test(other.entity);

/** The change set of a request or between two states, as a readable diff with links to the records. */
export function diff(changes) {
  const sets = [["created", "Created"], ["changed", "Changed"], ["deleted", "Deleted"]].flatMap(([key, title]) =>
    [...changes[key]].sort(byWeight).map((change) => el("div", { class: "change" },
      el("p", {}, `${title} ${words(change.entity)} `, key === "deleted" ? el("code", {}, change.id) : el("a", { href: recordLink(change.entity, change.uuid) }, nameOf(change.fields) ?? change.id)),
      fieldsOf(key, change))));
  return sets.length ? sets : [el("p", { class: "soft" }, "Nothing changed.")];
}

const nameOf = (fields) => ["name", "full_name", "title"].map((key) => fields[key]).find((value) => typeof value === "string" && value);

function fieldsOf(key, { entity, fields }) {
  const shown = Object.entries(fields).filter(([name, value]) => key === "changed" || (value !== null && name !== "id"));
  const table = el("table", {}, el("tbody", {}, shown.map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, words(name)),
    key === "changed"
      ? [el("td", { class: "was" }, inline(value.from)), el("td", { class: "is" }, inline(value.to))]
      : el("td", { class: key === "created" ? "is" : "was" }, inline(value))))));
  return key === "changed" ? table : el("details", { open: !QUIET.test(entity) }, el("summary", { class: "small" }, `${shown.length} fields`), table);
}
