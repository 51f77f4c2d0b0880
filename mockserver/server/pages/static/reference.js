// The API reference: the list of endpoints with its search, and the page of one endpoint. The module reference-try.js creates the form that sends requests.
import { $, copyButton, el, json, rich } from "./dom.js";
import { controlPage } from "./reference-control.js";
import { card, errorsTable, inputsTable, lazy, responseFields, typeDetails, typeName } from "./reference-parts.js";
import { tryIt } from "./reference-try.js";
import { index, search } from "./search.js";
import { API, ROOT, enterRememberedWorld, enterWorld, reference as readReference, session, worldOption, worlds } from "./session.js";

let reference = null;
let endpoints = new Map();
let indexed = [];

const verb = (endpoint) => endpoint.method ?? (endpoint.kind === "query" ? "GET" : "POST");

/** Returns the name of the endpoint and the inputs in the address of the page, such as `#goals/update_name?goal_id=…`. */
function address() {
  const [name, query] = location.hash.slice(1).split("?");
  return [decodeURIComponent(name), Object.fromEntries(new URLSearchParams(query ?? ""))];
}
const link = (endpoint) => `#${endpoint.name}`;

// --- the list

function line(endpoint) {
  return el("li", {}, el("a", { href: link(endpoint), "data-name": endpoint.name },
    el("span", { class: `verb ${verb(endpoint)}` }, verb(endpoint)), el("span", {}, breakable(endpoint.path ?? endpoint.name))));
}

/** Returns a name in which the browser can break the line after `_` and `/`. */
const breakable = (name) => name.split(/(?<=[_/])/).flatMap((part) => [part, el("wbr")]);

function drawList() {
  const query = $("query").value.trim();
  const list = $("list");
  if (query) {
    const found = search(indexed, query);
    list.replaceChildren(el("ul", {}, found.slice(0, 60).map(line)));
    $("found").textContent = found.length ? `${found.length} of ${endpoints.size} endpoints` : "No endpoint matches.";
  } else {
    list.replaceChildren(...reference.families.concat(reference.control).map((family) => el("section", {}, el("h2", {}, family.title),
      family.resources.map((resource) => [el("h3", {}, resource.title), el("ul", {}, resource.endpoints.map(line))]))));
    $("found").textContent = `${endpoints.size} endpoints`;
  }
  markCurrent();
}

function markCurrent() {
  const [name] = address();
  for (const one of $("list").querySelectorAll("a")) {
    if (one.dataset.name === name) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  $("list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

function moveInList(event) {
  const links = [...$("list").querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (links[next] ?? (next < 0 ? $("query") : links.at(-1))).focus();
  } else if (event.key === "Enter" && document.activeElement === $("query") && links.length) {
    location.hash = links[0].getAttribute("href");
  } else if (event.key === "Escape" && $("query").value) {
    $("query").value = "";
    drawList();
    $("query").focus();
  }
}

// --- one endpoint

function inputs(endpoint) {
  const notes = ({ nullable, description }) => [
    nullable ? el("div", { class: "soft small" }, "nullable") : null,
    description ? el("div", { class: "soft small about" }, rich(description)) : null,
  ];
  return inputsTable(endpoint, ["Input", "Type", "When absent", "When null", "When invalid"], notes, (input) => [
    el("td", {}, typeName(input), typeDetails(input, reference.types)),
    el("td", { "data-label": "absent" }, input.absent),
    el("td", { "data-label": "null" }, input.null),
    el("td", { "data-label": "invalid", class: "soft" }, input.invalid),
  ]);
}

function errorsCard(endpoint) {
  const crashes = endpoint.errors.filter((error) => error.status === 500);
  return card("Errors", [errorsTable(endpoint.errors.filter((error) => error.status !== 500)),
    crashes.length ? lazy(`${crashes.length} reasons for a 500: inputs and records on which the real server fails`, () => errorsTable(crashes)) : null]);
}

function permissionText(endpoint) {
  const required = [...Map.groupBy(endpoint.permissions, ({ name, level }) => `\`${name}\` (${level.replaceAll("_", " ")})`)].map(([permission, same]) => {
    const kinds = [...new Set(same.map(({ entity }) => entity.replaceAll("_", " ")))];
    if (kinds.length === 1) return `${permission} on the ${kinds[0]}`;
    if (endpoint.name.startsWith("tasks/")) return `${permission} on the ${kinds.join(" or the ")} of the task`;
    return `${permission} on each of the following records, if the inputs contain its id: ${kinds.join(", ")}`;
  });
  if (endpoint.rule) required.push(endpoint.rule);
  return required.join("; ") || "None: the response contains only what the person can view.";
}

function endpointPage(endpoint, given) {
  const url = new URL(endpoint.name, API).href;
  const example = el("div", { class: "two" }, el("p", { class: "empty" }, "The server is looking for an example in this world."));
  const isQuery = endpoint.kind === "query";
  return [
    el("a", { id: "back", href: "#" }, "‹ All endpoints"),
    el("h2", {}, endpoint.name),
    el("p", { class: "soft" }, `${endpoint.family} › ${endpoint.resource}. ${endpoint.description}`),
    el("dl", { class: "facts" },
      el("dt", {}, "Request"),
      el("dd", {}, el("span", { class: `badge ${isQuery ? "s2" : "s4"}` }, verb(endpoint)), " ", el("code", {}, url), " ", copyButton(url, "Copy", "Copy the URL")),
      el("dt", {}, "Kind"),
      el("dd", {}, isQuery ? "Query: inputs in the query string. A query changes no data." : "Mutation: inputs as a JSON body. Requests with a read-only token return 403."),
      el("dt", {}, "Permission"), el("dd", {}, rich(permissionText(endpoint)))),
    card("Inputs", inputs(endpoint)),
    tryIt(endpoint, reference.types, { given, onExample: (shown) => example.replaceChildren(...exampleCards(endpoint, shown)) }),
    example,
    responseFields(endpoint, reference.types),
    errorsCard(endpoint),
  ];
}

function exampleCards(endpoint, { inputs, output, works_for_person: works, failure }) {
  if (failure) return [el("p", { class: "note" }, `There is no example: ${failure}`)];
  const missing = el("p", { class: "note" }, "The server found no request to this endpoint that succeeds with the current data of this world. The inputs only show the form of a request.");
  const owner = el("p", { class: "note" }, "The server found no request that succeeds for this person. This example succeeds for the owner of the company.");
  return [
    card("Example request", [output !== null && !works ? owner : null, json(inputs, "Inputs of the example request")]),
    card("Example response", output === null ? missing : [
      el("p", { class: "soft small" }, "With the current data of this world. Only the first item of each list is shown."),
      json(output, "Example response"),
    ]),
  ];
}

function overview() {
  const start = ["get_me", "get_work_map", "get_goals", "goals/update_name", "tasks/create"].filter((name) => endpoints.has(name));
  return [el("h2", { class: "title" }, "Operately external API"),
    el("p", {}, `Release ${reference.release}, ${reference.endpoints.length} endpoints. Base URL: `, el("code", {}, API.href)),
    el("p", {}, "Queries are GET requests with inputs in the query string. Mutations are POST requests with a JSON body. ",
      "Every request needs a bearer token; it selects the world and the person. A world is an isolated company with its own data, tokens and clock."),
    el("p", {}, "Good endpoints to start with: ", start.map((name, at) => [at ? ", " : "", el("a", { href: `#${name}` }, name)]), "."),
    el("p", { class: "soft" }, el("kbd", {}, "/"), " searches, the arrow keys move in the list, ", el("kbd", {}, "Ctrl Enter"), " sends the request of the open endpoint."),
    el("p", {}, "The control API of mockserver opens worlds, moves clocks, adds faults and reads the requests. Base URL: ", el("code", {}, ROOT.href)),
    el("div", { class: "families" }, reference.families.concat(reference.control).map((family) => card(family.title, el("ul", {}, family.resources.map((resource) =>
      el("li", {}, el("a", { href: link(resource.endpoints[0]) }, resource.title), el("span", { class: "soft" }, String(resource.endpoints.length))))))))];
}

function content(name, endpoint, given) {
  if (endpoint) return endpoint.kind === "control" ? controlPage(endpoint, reference.types) : endpointPage(endpoint, given);
  return [name ? el("p", { class: "error" }, `There is no operation '${name}'.`) : "", ...overview()];
}

function open() {
  performance.mark("open-start");
  const [name, given] = address();
  const endpoint = endpoints.get(name);
  $("layout").classList.toggle("open", Boolean(endpoint));
  $("main").replaceChildren(...content(name, endpoint, given));
  document.title = `${endpoint ? `${endpoint.name} · ` : ""}API reference · mockserver`;
  markCurrent();
  scrollTo(0, 0);
  if (endpoint) $("main").focus({ preventScroll: true });
  performance.measure("open", "open-start");
}

// --- start

async function begin() {
  const [data] = await Promise.all([readReference(), enterRememberedWorld()]);
  reference = data;
  endpoints = new Map([...data.endpoints, ...data.operations].map((endpoint) => [endpoint.name, endpoint]));
  indexed = index([...endpoints.values()]);
  drawList();
  open();
  addEventListener("hashchange", open);
  $("query").addEventListener("input", drawList);
  $("side").addEventListener("keydown", moveInList);
  await drawWorlds();
}

async function drawWorlds() {
  $("world").replaceChildren(...(await worlds()).map(worldOption));
  $("world").value = session.world.id;
  $("world").onchange = async () => {
    await enterWorld($("world").value);
    open();
  };
}

addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, textarea, select")) {
    event.preventDefault();
    $("layout").classList.remove("open");
    $("query").focus();
    $("query").select();
  }
});

begin().catch((error) => $("main").replaceChildren(el("p", { class: "error" }, `The reference cannot be shown: ${error.message}`)));
