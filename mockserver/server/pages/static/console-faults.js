// The faults of the world: every kind can be set, and each shows how often it fired.
import { $, el, field, toast } from "./dom.js";
import { control, reference } from "./session.js";

/** Tokens that fail without any set-up. Their faults are not removed here. */
export const WELL_KNOWN = {
  opk_ratelimited: "429 after five requests in a row",
  opk_flaky: "every third request is a 503",
  opk_slow: "each response takes two seconds",
  opk_down: "the connection is closed",
  opk_revoked: "401: a revoked token",
};

const KINDS = [
  ["status", "Error status"], ["delay", "Delay only"], ["close", "Close the connection"], ["malformed", "Malformed JSON"],
  ["empty", "Empty body"], ["truncate", "Cut the body off"], ["body", "Another body"],
];
const STATUSES = [500, 503, 502, 504, 429, 401, 403, 404, 400, 422];

export const faultsTab = {
  build(panel) {
    panel.append(form(), el("div", { class: "card flush" },
      el("table", {}, el("caption", { class: "hidden-label" }, "Faults"), el("thead", {}, el("tr", {}, ["Fault", "Which requests", "What happens", "Times", "Matched", "Fired", "Action"].map((title) => el("th", { scope: "col" }, title)))), el("tbody", { id: "fault-rows" })),
      el("p", { class: "empty", id: "no-faults" }, "No faults.")),
    el("button", { type: "button", class: "danger", onclick: async () => { await control("DELETE", "faults"); draw(); } }, "Remove all faults except the built-in ones"));
  },
  async show(rest, data) {
    await draw();
    if (!data) return;
    $("fault-form").elements.endpoint.value = data.endpoint;
    $("fault-form").elements.person.value = data.person;
    $("fault-form").elements.status.focus();
  },
  changed: () => draw(),
  entered: () => fillEndpoints(),
};

const input = (name, attributes = {}) => el("input", { name, autocomplete: "off", ...attributes });
const number = (name, attributes = {}) => input(name, { type: "number", min: "1", ...attributes });

function form() {
  const kind = el("select", { name: "what", id: "fault-kind", onchange: () => showKind() }, KINDS.map(([value, text]) => new Option(text, value)));
  const made = el("form", { class: "card", id: "fault-form", onsubmit: (event) => { event.preventDefault(); add(made); } },
    el("h2", {}, "Add a fault"),
    el("fieldset", {}, el("legend", {}, "Which requests"), el("div", { class: "row end" },
      field("Endpoint or pattern", input("endpoint", { placeholder: "get_*  (all)", list: "endpoint-names" })), el("datalist", { id: "endpoint-names" }),
      field("Method", el("select", { name: "method" }, new Option("any", ""), ["GET", "POST"].map((one) => new Option(one)))),
      field("Person", input("person", { placeholder: "anyone", list: "journal-people" })),
      field("Token", input("token", { placeholder: "any" })),
      field("Only the nth", number("nth")), field("Every nth", number("every")), field("After this many", number("limit")), field("Window (s)", input("window", { type: "number", min: "0.001", step: "any", placeholder: "1" })),
      field("Times in total", number("times", { placeholder: "always" })))),
    el("fieldset", {}, el("legend", {}, "What happens"), el("div", { class: "row end" },
      field("Kind", kind),
      part("status", field("Status", input("status", { type: "number", min: "200", max: "599", value: "503", list: "statuses" })), el("datalist", { id: "statuses" }, STATUSES.map((one) => new Option(one))),
        field("Message", input("message", { placeholder: "the usual one" })),
        field("Kind of 500", el("select", { name: "kind" }, ["handler", "framework", "parser"].map((one) => new Option(one))))),
      part("close", field("Close", el("select", { name: "close" }, new Option("before the response", "before"), new Option("during the body", "during")))),
      part("truncate", field("Bytes that are sent", input("truncate", { type: "number", min: "0", value: "10" }))),
      part("body", field("Body (JSON or text)", el("textarea", { name: "body", rows: 2 }))),
      field("Delay (ms)", input("delay_ms", { type: "number", min: "0", max: "600000", placeholder: "0" })),
      field("Delay at", el("select", { name: "delay_at" }, new Option("the start", "before"), new Option("the middle of the body", "during"))),
      field("Header (name: value)", input("header", { placeholder: "retry-after: 5" })),
      el("label", { class: "check" }, input("after", { type: "checkbox" }), "Perform the request first"))),
    el("button", { class: "primary" }, "Add the fault"));
  const parts = [...made.querySelectorAll("[data-part]")];
  const showKind = () => parts.forEach((one) => { one.hidden = one.dataset.part !== kind.value; });
  showKind();
  return made;
}

const part = (name, ...children) => el("span", { class: "row end", "data-part": name }, children);

/** The fault that the form describes, as POST /faults takes it. */
function spec(given) {
  const numbers = (names) => Object.fromEntries(names.filter((name) => given[name]).map((name) => [name, Number(given[name])]));
  const texts = (names) => Object.fromEntries(names.filter((name) => given[name]?.trim()).map((name) => [name, given[name].trim()]));
  const action = {
    status: () => ({ ...numbers(["status"]), ...texts(["message"]), ...(given.kind === "handler" ? {} : { kind: given.kind }) }),
    delay: () => ({}),
    close: () => ({ close: given.close }),
    malformed: () => ({ malformed: true }),
    empty: () => ({ empty: true }),
    truncate: () => ({ truncate: Number(given.truncate) }),
    body: () => ({ body: parsed(given.body) }),
  }[given.what]();
  Object.assign(action, numbers(["delay_ms"]), given.delay_at === "during" ? { delay_at: "during" } : {}, given.after ? { after: true } : {});
  const [name, ...value] = given.header.split(":");
  if (value.length) action.headers = { [name.trim()]: value.join(":").trim() };
  const match = { ...texts(["endpoint", "method", "person", "token"]), ...numbers(["nth", "every", "limit", "window"]) };
  return { action, match, ...numbers(["times"]) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function add(made) {
  const { id } = await control("POST", "faults", spec(Object.fromEntries(new FormData(made))));
  toast(`Added ${id}`);
  draw();
}

const summary = (part) => Object.entries(part).map(([name, value]) => `${name.replaceAll("_", " ")} ${typeof value === "object" ? JSON.stringify(value) : value}`).join(", ");

async function draw() {
  const { faults } = await control("GET", "faults");
  $("no-faults").hidden = faults.length > 0;
  $("fault-rows").replaceChildren(...faults.map((fault) => el("tr", {},
    el("td", { class: "mono" }, fault.id), el("td", { class: "mono" }, summary(fault.match) || "all requests"), el("td", { class: "mono" }, summary(fault.action)),
    el("td", {}, fault.times ? String(fault.times) : "always"), el("td", {}, String(fault.seen)), el("td", {}, String(fault.fired)),
    el("td", {}, fault.match.token in WELL_KNOWN ? el("span", { class: "soft", title: WELL_KNOWN[fault.match.token] }, "built in")
      : el("button", { type: "button", class: "danger", "aria-label": `Remove ${fault.id}`, onclick: async () => { await control("DELETE", `faults/${fault.id}`); draw(); } }, "Remove")))));
}

async function fillEndpoints() {
  const { endpoints } = await reference();
  $("endpoint-names").replaceChildren(...endpoints.map((endpoint) => new Option(endpoint.name)));
}
