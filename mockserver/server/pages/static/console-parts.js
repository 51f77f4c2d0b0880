// Parts that several tabs of the console use.
import { el } from "./dom.js";

/** A circle with initials; its colour depends on the name. */
export function face(name) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const initials = name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const element = el("span", { class: "face", "aria-hidden": "true" }, initials);
  element.style.background = `oklch(45% .09 ${hue})`;
  return element;
}

/** A token that fits into a table. All tokens of a world begin alike, and those of a person have the same middle part. */
export const shortToken = (token) => (token.length > 26 ? `${token.slice(0, 4)}…${token.slice(-12)}` : token);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isUuid = (value) => typeof value === "string" && UUID.test(value);

export const words = (name) => name.replaceAll("_", " ");
export const recordLink = (entity, id) => `#records/${encodeURIComponent(entity)}/${encodeURIComponent(id)}`;

/** A value in one line: of a date, a timeframe, a task status or rich text, the text that people read. */
export function brief(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string" && value.startsWith("{")) return richText(value) ?? value;
  if (typeof value !== "object") return String(value);
  if (value.date_type) return value.value;
  if ("contextual_end_date" in value) return `${brief(value.contextual_start_date)} to ${brief(value.contextual_end_date)}`;
  return value.label ?? (Array.isArray(value) && !value.length ? "none" : JSON.stringify(value));
}

/** The text of rich text, one line for each paragraph; null if it is another kind of JSON. */
function richText(text) {
  let root;
  try {
    root = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Object.keys(root).length) return "(empty)";
  if (root.type !== "doc") return null;
  const read = (node) => node.text ?? (node.attrs?.label ? `@${node.attrs.label}` : (node.content ?? []).map(read).join(/^(doc|.*List|listItem)$/.test(node.type) ? "\n" : ""));
  return read(root) || "(empty)";
}

/** Kinds of records that change with nearly every request; they are listed last. */
export const QUIET = /subscription|notification|activity|binding|membership/;
const byWeight = (one, other) => QUIET.test(one.entity) - QUIET.test(other.entity);

/** The change set of a request or between two states, as a readable diff with links to the records. */
export function diff(changes) {
  const all = [["changed", "Changed"], ["created", "Created"], ["deleted", "Deleted"]].flatMap(([key, title]) => changes[key].map((change) => ({ ...change, key, title })));
  if (!all.length) return [el("p", { class: "soft" }, "No record was changed.")];
  return all.sort(byWeight).map(({ key, title, ...change }) => el("div", { class: "change" },
    el("p", {}, `${title} ${words(change.entity)} `, key === "deleted" ? el("code", {}, change.id) : el("a", { href: recordLink(change.entity, change.uuid) }, nameOf(change.fields) ?? change.id)),
    fieldsOf(key, change)));
}

/** The name or title of a record or of a change; undefined if it has none. */
export const nameOf = (fields) => ["name", "full_name", "title"].map((key) => fields[key]?.to ?? fields[key]).find((value) => typeof value === "string" && value);

function fieldsOf(key, { entity, fields }) {
  const shown = Object.entries(fields).filter(([name, value]) => key === "changed" || (value !== null && name !== "id"));
  const table = el("table", {}, el("tbody", {}, shown.map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, words(name)),
    key === "changed"
      ? [el("td", { class: "was" }, brief(value.from)), el("td", { class: "is" }, brief(value.to))]
      : el("td", { class: key === "created" ? "is" : "was" }, brief(value))))));
  return key === "changed" ? table : el("details", { open: !QUIET.test(entity) }, el("summary", { class: "small" }, `${shown.length} fields`), table);
}
