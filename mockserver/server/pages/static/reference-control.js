// The page of an operation of the control API.
import { copyButton, el, rich } from "./dom.js";
import { card, errorsTable, inputsTable, responseFields, typeDetails, typeName } from "./reference-parts.js";
import { tryIt } from "./reference-try.js";
import { ROOT } from "./session.js";

const STREAM = "text/event-stream"; // the media type of responses that do not end

export function controlPage(operation, types) {
  const { method, path, status, media_type: media } = operation;
  const url = ROOT.href + path.slice(1);
  return [
    el("a", { id: "back", href: "#" }, "‹ All endpoints"),
    el("h2", {}, `${method} ${path}`),
    el("p", { class: "soft" }, `Control API › ${operation.resource}. ${operation.title}.`),
    operation.description ? el("p", {}, rich(operation.description)) : "",
    el("dl", { class: "facts" },
      el("dt", {}, "URL"), el("dd", {}, el("code", {}, url), " ", copyButton(url, "Copy", "Copy the URL")),
      el("dt", {}, "World"), el("dd", {}, operation.of_world
        ? "The bearer token selects the world. Without a token, the default world is used."
        : "The operation does not use a world."),
      el("dt", {}, "Success"), el("dd", {}, `${status}${media ? `, ${media}` : status === 204 ? " without a body" : ", JSON"}`)),
    card("Inputs", inputs(operation, types)),
    media === STREAM ? "" : tryIt(operation, types, { given: {} }),
    operation.outputs.length ? responseFields(operation, types) : "",
    operation.errors.length ? card("Errors", errorsTable(operation.errors)) : "",
  ];
}

function inputs(operation, types) {
  const place = (name) => (operation.parameters.includes(name) ? "path" : operation.sends === "query" ? "query string" : "body");
  const notes = ({ name }) => el("div", { class: "soft small" }, `in the ${place(name)}`);
  return inputsTable(operation, ["Input", "Type", "Default", "Description"], notes, (input) => [
    el("td", {}, typeName(input), typeDetails(input, types), el("div", { class: "enum" }, input.values.map((value) => el("code", {}, String(value))))),
    el("td", { "data-label": "default" }, input.default === null ? "–" : el("code", {}, input.default)),
    el("td", {}, rich(input.description)),
  ]);
}
