// Parts of the pages of endpoints. The parameter `types` contains `objects`, `unions` and `enums`. Each of them maps the names of types of the API to their definitions.
import { badge, el, rich, tableHead } from "./dom.js";

export const typeName = (field) => (field.list ? `list of ${field.type}` : field.type);

/** Returns an element that shows the type of a field: the values of an enum, the fields of an object, or the types of a union. Returns null for all other types. Nested fields are created when the user opens them. */
export function typeDetails(field, types) {
  const { enums, objects, unions } = types;
  if (enums[field.type]) return el("div", { class: "enum" }, enums[field.type].map((value) => el("code", {}, value)));
  if (!objects[field.type]?.length && !unions[field.type]) return null;
  return lazy(unions[field.type] ? "one of" : "fields", () => fieldTree(field.type, types));
}

/** Returns a collapsed element. `content` is called when the element is first opened. */
export function lazy(title, content) {
  const details = el("details", { ontoggle: () => {
    if (details.open && details.children.length === 1) details.append(content());
  } }, el("summary", {}, title));
  return details;
}

function fieldTree(type, types) {
  const { objects, unions } = types;
  const fields = objects[type] ?? unions[type].map((name) => ({ name, type: name, list: false, nullable: false, required: true }));
  return fieldList(fields, types);
}

function fieldList(fields, types) {
  const described = (field) => [
    field.name !== typeName(field) && typeName(field), // the name of a member of a union is the name of its type
    field.nullable && "nullable",
    !field.required && "optional",
  ].filter(Boolean).join(", ");
  return el("ul", { class: "tree" }, fields.map((field) =>
    el("li", {}, el("code", {}, field.name), " ", el("span", { class: "soft" }, described(field)), typeDetails(field, types))));
}

/** Returns the table of the inputs of an endpoint. For an input, `notes` returns the lines below its name, and `cells` returns the cells after its name. */
export function inputsTable({ inputs }, titles, notes, cells) {
  if (!inputs.length) return el("p", { class: "soft" }, "There are no inputs.");
  const use = ({ required }) => el("span", { class: required ? "must small" : "soft small" }, required ? "required" : "optional");
  return el("div", { class: "scroll" }, el("table", { class: "inputs" }, tableHead(titles), el("tbody", {}, inputs.map((input) =>
    el("tr", {}, el("td", {}, el("code", {}, input.name), " ", use(input), notes(input)), cells(input))))));
}

export function errorsTable(errors) {
  return el("div", { class: "scroll" }, el("table", { class: "errors" },
    tableHead(["Status", "Message in the body", "Reason"]),
    el("tbody", {}, errors.map(({ status, message, hint }) => el("tr", {},
      el("td", {}, badge(status)), el("td", {}, rich(message)), el("td", { class: "soft" }, hint ? rich(hint) : "see the message"))))));
}

export function card(title, content, id) {
  return el("section", { class: "card", "aria-label": title, id }, el("h3", {}, title), content);
}

/** Returns a card with the fields of a response, and the fields of the objects in these fields. */
export function responseFields(endpoint, types) {
  return card("Response fields", fieldList(endpoint.outputs, types));
}
