// Parts that several tabs of the console use.
import { el } from "./dom.js";

/** Returns a circle with the initials of a name. The colour of the circle depends on the name. */
export function face(name) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const initials = name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const element = el("span", { class: "face", "aria-hidden": "true" }, initials);
  element.style.background = `oklch(45% .09 ${hue})`;
  return element;
}

/** Returns a token without its middle part, so that it fits into a table. Tokens of the same person often differ only at the end. */
export const shortToken = (token) => (token.length > 26 ? `${token.slice(0, 4)}…${token.slice(-12)}` : token);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isUuid = (value) => typeof value === "string" && UUID.test(value);

export const words = (name) => name.replaceAll("_", " ");
export const recordLink = (entity, id) => `#records/${encodeURIComponent(entity)}/${encodeURIComponent(id)}`;

/** Returns a value as one line of text. For a date, a timeframe, a task status or rich text, this is the text that Operately displays. */
export function brief(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string" && value.startsWith("{")) return richText(value) ?? value;
  if (typeof value !== "object") return String(value);
  if (value.date_type) return value.value;
  if ("contextual_end_date" in value) return `${brief(value.contextual_start_date)} to ${brief(value.contextual_end_date)}`;
  return value.label ?? (Array.isArray(value) && !value.length ? "none" : JSON.stringify(value));
}

/** Returns the plain text of rich text, with one line for each paragraph, or null if the JSON is not rich text. */
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

/** Matches the kinds of records that nearly every mutation changes. Changes of these records are listed last. */
export const QUIET = /subscription|notification|activity|binding|membership/;
const byWeight = (one, other) => QUIET.test(one.entity) - QUIET.test(other.entity);

/** Returns elements that show changes of records, with links to the records. `changes` is a `Changes` object of the control API. */
export function diff(changes) {
  const all = [["changed", "Changed"], ["created", "Created"], ["deleted", "Deleted"]].flatMap(([key, title]) => changes[key].map((change) => ({ ...change, key, title })));
  if (!all.length) return [el("p", { class: "soft" }, "No record was changed.")];
  return all.sort(byWeight).map(({ key, title, ...change }) => el("div", { class: "change" },
    el("p", {}, `${title} ${words(change.entity)} `, key === "deleted" ? el("code", {}, change.id) : el("a", { href: recordLink(change.entity, change.uuid) }, nameOf(change.fields) ?? change.id)),
    fieldsOf(key, change)));
}

/** Returns the name or title in the fields of a record or of a change, or undefined if there is none. */
export const nameOf = (fields) => ["name", "full_name", "title"].map((key) => fields[key]?.to ?? fields[key]).find((value) => typeof value === "string" && value);

function fieldsOf(key, { entity, fields }) {
  const shown = Object.entries(fields).filter(([name, value]) => key === "changed" || (value !== null && name !== "id"));
  const table = el("table", {}, el("tbody", {}, shown.map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, words(name)),
    key === "changed"
      ? [el("td", { class: "was" }, brief(value.from)), el("td", { class: "is" }, brief(value.to))]
      : el("td", { class: key === "created" ? "is" : "was" }, brief(value))))));
  return key === "changed" ? table : el("details", { open: !QUIET.test(entity) }, el("summary", { class: "small" }, `${shown.length} fields`), table);
}
