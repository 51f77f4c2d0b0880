// The tab with the fault rules of the world. The tab creates and removes rules, and shows how often each rule was applied.
import { $, el, field, rich, row, table, toast } from "./dom.js";
import { control, reference } from "./session.js";

/** Maps well-known tokens to their effects, which this tab cannot remove. */
export const WELL_KNOWN = {
  opk_ratelimited: "429 for requests after the first five in a second",
  opk_flaky: "503 for every third request",
  opk_slow: "a delay of two seconds",
  opk_down: "the connection is closed",
  opk_revoked: "401: revoked",
};

const KINDS = [
  ["status", "Error status"], ["delay", "Delay only"], ["close", "Close the connection"], ["malformed", "Malformed JSON"],
  ["empty", "Empty body"], ["truncate", "Incomplete body"], ["body", "Different body"],
];
const STATUSES = [500, 503, 502, 504, 429, 401, 403, 404, 400, 422];
const FAULTS = ["Fault", "Which requests", "What happens", "Times", "Matched", "Fired", ""];

export const faultsTab = {
  build(panel) {
    panel.append(form(), el("div", { class: "card" },
      el("div", { class: "row" }, el("h2", { class: "grow" }, "Faults of this world"),
        el("button", { type: "button", class: "danger", id: "remove-faults", onclick: async () => { await control("DELETE", "faults"); draw(); } }, "Remove all")),
      el("div", { class: "scroll" }, table("Faults", FAULTS, "fault-rows")),
      el("p", { class: "empty", id: "no-faults" }, "No faults: every request gets its normal response.")));
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
const part = (name, ...children) => el("span", { class: "row end", "data-part": name }, children);
const more = (title, ...children) => el("details", {}, el("summary", {}, title), el("div", { class: "row end" }, children));

function form() {
  const kind = el("select", { name: "what", id: "fault-kind", onchange: () => showKind() }, KINDS.map(([value, text]) => new Option(text, value)));
  const faultForm = el("form", { class: "card", id: "fault-form", onsubmit: (event) => { event.preventDefault(); add(faultForm); } },
    el("h2", {}, "Add a fault"),
    el("fieldset", {}, el("legend", {}, "Which requests"),
      el("div", { class: "row end" },
        field("Endpoint or pattern", input("endpoint", { placeholder: "all, or get_*", list: "endpoint-names", "aria-describedby": "fault-problem" })), el("datalist", { id: "endpoint-names" }),
        field("Person", input("person", { placeholder: "everyone", list: "journal-people" })),
        field("How many times", number("times", { placeholder: "no limit" }))),
      el("p", { class: "error spaced", id: "fault-problem", role: "alert", hidden: true }),
      more("More conditions",
        field("Method", el("select", { name: "method" }, new Option("any", ""), ["GET", "POST"].map((one) => new Option(one)))),
        field("Token", input("token", { placeholder: "any" })),
        field("Only the nth request", number("nth")), field("Every nth request", number("every")),
        field("Only after this number of requests", number("limit")), field("within this number of seconds", input("window", { type: "number", min: "0.001", step: "any", placeholder: "1" })))),
    el("fieldset", {}, el("legend", {}, "What happens"),
      el("div", { class: "row end" },
        field("Kind", kind),
        part("status", field("Status", input("status", { type: "number", min: "200", max: "599", value: "503", list: "statuses" })), el("datalist", { id: "statuses" }, STATUSES.map((one) => new Option(one))),
          field("Message", input("message", { placeholder: "the message of the API" }))),
        part("close", field("When", el("select", { name: "close" }, new Option("before the response", "before"), new Option("during the body", "during")))),
        part("truncate", field("Bytes that are sent", input("truncate", { type: "number", min: "0", value: "10" }))),
        part("body", field("Body (JSON or text)", el("textarea", { name: "body", rows: 2 }))),
        field("Delay (ms)", input("delay_ms", { type: "number", min: "0", max: "600000", placeholder: "0" }))),
      more("More options",
        field("The delay is", el("select", { name: "delay_at" }, new Option("before the response", "before"), new Option("in the middle of the body", "during"))),
        part("status", field("Body of status 500", el("select", { name: "kind" }, new Option("of the API (handler)", "handler"), new Option("of the web framework", "framework"), new Option("of the JSON parser", "parser")))),
        field("Header", input("header", { placeholder: "retry-after: 5" })),
        el("label", { class: "check" }, input("after", { type: "checkbox" }), "Process the request before the fault, and keep its changes"))),
    el("button", { class: "primary" }, "Add the fault"));
  const parts = [...faultForm.querySelectorAll("[data-part]")];
  const showKind = () => parts.forEach((one) => { one.hidden = one.dataset.part !== kind.value; });
  showKind();
  return faultForm;
}

/** Converts the values of the form to the body of POST /faults. */
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

async function add(faultForm) {
  const problem = $("fault-problem");
  const { endpoint } = faultForm.elements;
  problem.hidden = true;
  endpoint.removeAttribute("aria-invalid");
  try {
    const { id } = await control("POST", "faults", spec(Object.fromEntries(new FormData(faultForm))), { quiet: true });
    toast(`Added ${id}`);
    faultForm.reset();
    faultForm.elements.what.dispatchEvent(new Event("change"));
    draw();
  } catch (error) {
    problem.replaceChildren(...rich(error.message.replace(/( - at `[^`]*`)?(\.? Known keys: .*)?$/s, "")));
    problem.hidden = false;
    if (!/endpoint/.test(problem.textContent)) return;
    endpoint.setAttribute("aria-invalid", "true");
    endpoint.focus();
  }
}

const ordinal = (count) => `${count}${count % 100 > 10 && count % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][count % 10] ?? "th"}`;

/** Describes in words which requests a rule matches. */
function requestsOf({ nth, every, limit, window, method, endpoint, person, token }) {
  const which = nth ? `the ${ordinal(nth)} request` : every ? `every ${ordinal(every)} request` : limit ? `requests after the first ${limit} within ${window ?? 1} s` : "all requests";
  return [which, method && ` with ${method}`, endpoint && [" of ", el("code", {}, endpoint)], person && ` by ${person}`, token && [" with ", el("code", {}, token)]];
}

/** Describes the action of a rule in words. */
function effectOf({ status, message, kind, close, malformed, empty, truncate, body, delay_ms, delay_at, headers, after }) {
  return [
    status && `status ${status}${kind ? ` of the ${kind}` : ""}${message ? `: “${message}”` : ""}`,
    body !== undefined && `body ${JSON.stringify(body)}`,
    malformed && "malformed JSON",
    empty && "empty body",
    truncate !== undefined && truncate !== null && `only ${truncate} bytes of the body`,
    close && `connection closed ${close} ${close === "before" ? "the response" : "the body"}`,
    delay_ms && `delay of ${delay_ms} ms${delay_at === "during" ? " in the body" : ""}`,
    headers && Object.entries(headers).map(([name, value]) => `header ${name}: ${value}`).join(", "),
    after && "after the request was processed",
  ].filter(Boolean).join(", ");
}

async function draw() {
  const { faults } = await control("GET", "faults");
  const isBuiltIn = ({ match }) => match.token in WELL_KNOWN;
  $("no-faults").hidden = faults.length > 0;
  $("remove-faults").hidden = faults.every(isBuiltIn);
  $("fault-rows").replaceChildren(...faults.map((fault) => row(FAULTS, [
    el("code", {}, fault.id), el("span", {}, requestsOf(fault.match)), effectOf(fault.action),
    fault.times ? String(fault.times) : "no limit", String(fault.seen),
    el("span", {}, String(fault.fired), fault.times && fault.fired >= fault.times ? [" ", el("span", { class: "badge" }, "used up")] : null),
    isBuiltIn(fault) ? el("span", { class: "soft", title: "This rule belongs to a built-in token of the default world" }, "built in")
      : el("button", { type: "button", class: "danger", "aria-label": `Remove ${fault.id}`, onclick: async () => { await control("DELETE", `faults/${fault.id}`); draw(); } }, "Remove")])));
}

async function fillEndpoints() {
  const { endpoints } = await reference();
  $("endpoint-names").replaceChildren(...endpoints.map((endpoint) => new Option(endpoint.name)));
}
