// Parts of the page of an endpoint. `types` are the objects, unions and enums of the API by name.
import { badge, el, rich } from "./dom.js";

export const typeName = (field) => (field.list ? `list of ${field.type}` : field.type);

/** The values of an enum, or the fields of an object; deeper objects are drawn when they are opened. */
export function typeDetails(field, types) {
  const { enums, objects, unions } = types;
  if (enums[field.type]) return el("div", { class: "enum" }, enums[field.type].map((value) => el("code", {}, value)));
  if (!objects[field.type]?.length && !unions[field.type]) return null;
  return lazy(unions[field.type] ? "one of" : "fields", () => fieldTree(field.type, types));
}

/** A collapsed part; its content is drawn when it is opened. */
export function lazy(title, content) {
  const details = el("details", { ontoggle: () => {
    if (details.open && details.children.length === 1) details.append(content());
  } }, el("summary", {}, title));
  return details;
}

function fieldTree(type, types) {
  const { objects, unions } = types;
  const fields = objects[type] ?? unions[type].map((name) => ({ name, type: name, list: false, nullable: false, required: true }));
  return el("ul", { class: "tree" }, fields.map((field) => el("li", {}, el("code", {}, field.name), " ",
    el("span", { class: "soft" }, `${field.name === field.type ? "" : typeName(field)}${field.nullable ? ", nullable" : ""}${field.required ? "" : ", optional"}`),
    typeDetails(field, types))));
}

export function errorsTable(errors) {
  return el("div", { class: "scroll" }, el("table", { class: "errors" },
    el("thead", {}, el("tr", {}, ["Status", "Message in the body", "Reason"].map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, errors.map((error) => el("tr", {}, el("td", {}, badge(error.status)), el("td", {}, rich(error.message)), el("td", { class: "soft" }, error.hint ? rich(error.hint) : "see the message"))))));
}

export function card(title, content, id) {
  return el("section", { class: "card", "aria-label": title, id }, el("h3", {}, title), content);
}

/** The fields of a response, with those of the objects in it. */
export function responseFields(endpoint, types) {
  return card("Response fields", el("ul", { class: "tree" }, endpoint.outputs.map((field) => el("li", {}, el("code", {}, field.name), " ",
    el("span", { class: "soft" }, `${typeName(field)}${field.nullable ? ", nullable" : ""}${field.required ? "" : ", optional"}`), typeDetails(field, types)))));
}
