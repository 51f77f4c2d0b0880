// The page of an operation of the control API.
import { copyButton, el, rich } from "./dom.js";
import { card, errorsTable, responseFields, typeDetails, typeName } from "./reference-parts.js";
import { tryIt } from "./reference-try.js";
import { ROOT } from "./session.js";

const STREAM = "text/event-stream"; // its response does not end

export function controlPage(operation, types) {
  const { method, path, status, media_type: media } = operation;
  const url = new URL(path.slice(1), ROOT).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
  return [
    el("a", { id: "back", href: "#" }, "‹ All endpoints"),
    el("h2", {}, `${method} ${path}`),
    el("p", { class: "soft" }, `Control API › ${operation.resource}. ${operation.title}.`),
    operation.description ? el("p", {}, rich(operation.description)) : "",
    el("dl", { class: "facts" },
      el("dt", {}, "URL"), el("dd", {}, el("code", {}, url), " ", copyButton(url, "Copy", "Copy the URL")),
      el("dt", {}, "World"), el("dd", {}, operation.of_world ? "The bearer token selects the world. Without a token, it is the default world." : "The operation needs no world."),
      el("dt", {}, "Success"), el("dd", {}, `${status}${media ? `, ${media}` : status === 204 ? " without a body" : ", JSON"}`)),
    card("Inputs", inputsTable(operation, types)),
    media === STREAM ? "" : tryIt(operation, types, { given: {} }),
    operation.outputs.length ? responseFields(operation, types) : "",
    operation.errors.length ? card("Errors", errorsTable(operation.errors)) : "",
  ];
}

function inputsTable(operation, types) {
  if (!operation.inputs.length) return el("p", { class: "soft" }, "This operation takes no inputs.");
  const place = (name) => (operation.parameters.includes(name) ? "path" : operation.sends === "query" ? "query string" : "body");
  return el("div", { class: "scroll" }, el("table", { class: "inputs" },
    el("thead", {}, el("tr", {}, ["Input", "Type", "Default", "Description"].map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, operation.inputs.map((input) => el("tr", {},
      el("td", {}, el("code", {}, input.name), " ", input.required ? el("span", { class: "must small" }, "required") : el("span", { class: "soft small" }, "optional"),
        el("div", { class: "soft small" }, `in the ${place(input.name)}`)),
      el("td", {}, typeName(input), typeDetails(input, types), el("div", { class: "enum" }, input.values.map((value) => el("code", {}, String(value))))),
      el("td", { "data-label": "default" }, input.default === null ? "–" : el("code", {}, input.default)),
      el("td", {}, rich(input.description)))))));
}
