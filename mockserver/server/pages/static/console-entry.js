// The panel of one request: the request, its response and its changes, and code that repeats or verifies the request.
import { badge, bodyText, copyButton, el, json, pre, rich, tabs, toast, toastError } from "./dom.js";
import { diff, isUuid, shortToken, words } from "./console-parts.js";
import { control, ROOT } from "./session.js";
import { FORMS, python } from "./snippets.js";

export function entryPanel(entry, app, close) {
  const { request, response } = entry;
  const changed = ["created", "changed", "deleted"].some((key) => entry.changes[key].length);
  const denied = entry.person ? entry.checks.filter(({ granted }) => !granted) : [];
  const url = new URL(request.path + (request.query ? `?${request.query}` : ""), location.origin).href;
  const explanation = el("div", { class: "explanation", "aria-live": "polite" });
  return [
    el("div", { class: "row" }, el("h2", { class: "grow" }, `${entry.method} ${entry.endpoint || request.path} `, badge(entry.status)),
      el("button", { type: "button", onclick: close, "aria-label": "Close the request" }, "✕")),
    el("div", { class: "row" },
      el("button", { type: "button", title: "Send the same request again", onclick: () => replay(entry, url) }, "Replay"),
      el("button", { type: "button", onclick: () => app.open("faults", { endpoint: entry.endpoint, person: entry.person?.full_name ?? "" }) }, "Add a fault for this endpoint"),
      denied.length ? el("button", { type: "button", onclick: () => explain(entry, denied, explanation) }, `Explain the ${entry.status}`) : null,
      entry.endpoint ? el("a", { href: `docs#${entry.endpoint}` }, "API reference") : null),
    explanation,
    el("dl", { class: "facts" },
      el("dt", {}, "URL"), el("dd", { class: "mono" }, url),
      el("dt", {}, "Person"), el("dd", {}, entry.person?.full_name ?? "no valid token"),
      el("dt", {}, "Received"), el("dd", {}, `${new Date(entry.at).toLocaleTimeString("en-GB")}, response after ${entry.duration_ms.toFixed(1)} ms`),
      entry.world_time ? [el("dt", {}, "World time"), el("dd", {}, entry.world_time)] : null,
      entry.hint ? [el("dt", {}, "Hint"), el("dd", {}, rich(entry.hint))] : null,
      entry.fault ? [el("dt", {}, "Fault"), el("dd", {}, el("a", { href: "#faults" }, entry.fault))] : null),
    tabs("Request", [
      ["Changes", () => el("div", {}, diff(entry.changes))],
      ["Response", () => body(response?.body, "Response body", "The connection was closed without a response.")],
      ["Request", () => el("div", {},
        el("h3", {}, "Decoded inputs"), json(entry.inputs, "Decoded inputs"),
        el("h3", {}, "Body"), body(request.body, "Request body", "No body."))],
      ["Headers", () => el("div", {},
        el("h3", {}, "Request"), headers(request.headers, "Request headers"),
        el("h3", {}, "Response"), headers(response?.headers ?? [], "Response headers"))],
      ["Code", () => code(entry, url)],
      ["Verify", () => verification(entry)],
    ], { first: changed ? 0 : 1 }),
  ];
}

const headers = (pairs, label) => json(pairs.map(([name, value]) => `${name}: ${value}`).join("\n") || "none", label);
const body = (text, label, empty) => (text ? el("div", {}, json(bodyText(text), label), copyButton(text, "Copy")) : el("p", { class: "soft" }, empty));

/** Returns the token of a request, and a note for the user. The journal masks the token, but can be filtered by a token. Therefore, the journal is filtered by each token of the person until the result contains the request. */
async function tokenOf(entry) {
  const isSent = entry.request.headers.some(([name]) => name === "authorization");
  if (!isSent) return { token: null, note: "The request was sent without a token." };
  const [{ people }, { records }] = await Promise.all([
    control("GET", `people?search=${encodeURIComponent(entry.person?.full_name ?? "")}`),
    control("GET", "state/api_token?per_page=200"),
  ]);
  const person = entry.person && people.find(({ id }) => id === entry.person.id);
  const own = records.filter(({ person_id, revoked }) => (person ? person_id === person.uuid : revoked)).map(({ token }) => token);
  for (const token of [...own, person?.token, person?.read_only_token].filter(Boolean)) {
    const { requests } = await control("GET", `requests?${new URLSearchParams({ token, since: String(entry.id - 1) })}`);
    if (requests[0]?.id === entry.id) return { token, note: `The request was sent with the token ${shortToken(token)}.` };
  }
  if (!person) return { token: "INVALID_TOKEN", note: "The request was sent with an invalid token. The list of requests does not show invalid tokens: replace INVALID_TOKEN with the token that was sent." };
  return { token: person.token, note: `The request was sent with a token that the console cannot find. The code uses a different token of ${person.full_name}.` };
}

/** Returns the data with which the request of an entry can be sent again. */
async function repeated(entry, url) {
  const type = entry.request.headers.find(([name]) => name === "content-type")?.[1];
  return { method: entry.method, url, ...(await tokenOf(entry)), type, text: entry.request.body };
}

async function replay(entry, url) {
  const { method, token, type, text } = await repeated(entry, url);
  const sent = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(type ? { "content-type": type } : {}) };
  try {
    const response = await fetch(url, { method, headers: sent, body: text || undefined });
    const { last } = await control("GET", "requests?limit=1");
    toast(el("span", {}, `Replayed: ${response.status}. `, el("a", { href: `#requests/${last}` }, `Request ${last}`)));
  } catch (error) {
    toastError(`No response: ${error.message}`);
  }
}

function code(entry, url) {
  const place = el("div", {}, el("p", { class: "soft" }, "Preparing the code."));
  repeated(entry, url).then(({ method, token, note, text }) => {
    let value = null;
    try {
      value = text ? JSON.parse(text) : null;
    } catch {
      value = text;
    }
    const request = { method, url, token, body: value };
    place.replaceChildren(el("p", { class: "soft" }, note), ...FORMS.flatMap(([name, write]) => block(name, write(request))));
  });
  return place;
}

function block(name, text) {
  return [el("div", { class: "row" }, el("h3", {}, name), copyButton(text, "Copy", `Copy ${name}`)), pre(text, name)];
}

/** Returns the decoded inputs of a request. A UUID is replaced by the id that the client sent. */
function asSent({ inputs, request }) {
  let sent = Object.fromEntries(new URLSearchParams(request.query ?? ""));
  try {
    sent = JSON.parse(request.body);
  } catch { /* the body is empty or is not JSON */ }
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, isUuid(value) && typeof sent?.[name] === "string" ? sent[name] : value]));
}

/** Returns code with which a test verifies that this request was sent. */
function verification(entry) {
  const inputs = entry.inputs && Object.keys(entry.inputs).length ? asSent(entry) : null;
  const arguments_ = [JSON.stringify(entry.endpoint), ...(inputs ? [`inputs=${python(inputs, "    ")}`] : []), "count=1"];
  const person = entry.person?.full_name;
  if (person) arguments_.splice(1, 0, `person=${JSON.stringify(person)}`);
  const pytest = [
    "# The package mockserver has the pytest fixture `mock_world`: a new world for each test.",
    `def test_sends_${entry.endpoint.replaceAll(/\W/g, "_")}(mock_world):`,
    "    ...  # run your client",
    `    mock_world.verify(${arguments_.join(", ")})`,
    "",
  ].join("\n");
  const expected = { endpoint: entry.endpoint, ...(person ? { person } : {}), ...(inputs ? { inputs } : {}), count: 1 };
  const javascript = [
    `const response = await fetch(${JSON.stringify(new URL("requests/verify", ROOT).href)}, {`,
    '  method: "POST",',
    '  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, // any token of the test\'s world',
    `  body: JSON.stringify(${JSON.stringify(expected, null, 2).replaceAll("\n", "\n  ")}),`,
    "});",
    "if (!response.ok) throw new Error((await response.json()).detail);",
    "",
  ].join("\n");
  return el("div", {}, block("pytest", pytest), block("JavaScript", javascript));
}

/** Shows why the response has the status 403 or 404: the person's access level on each record whose check failed, and the bindings from which the level results. */
async function explain(entry, denied, place) {
  const lines = [];
  for (const { id, permission, level } of denied) {
    const query = new URLSearchParams({ person: entry.person.id, entity: id });
    try {
      lines.push(...sentences(permission, level, await control("GET", `explain?${query}`, undefined, { quiet: true })));
    } catch (error) {
      lines.push(error.message);
    }
  }
  place.replaceChildren(el("div", { class: "note" }, lines.map((line) => el("p", {}, line))));
}

const LEVELS = { 0: "no access", 1: "minimal access", 10: "view access", 40: "comment access", 70: "edit access", 90: "admin access", 100: "full access" };

function sentences(permission, level, found) {
  const name = found.person.full_name;
  const entity = `this ${words(found.entity.entity)}${found.context.name ? ` (whose access level is that on ${found.context.name})` : ""}`;
  const reached = found.bindings.filter(({ reaches }) => reaches).map(({ level_name, group }) => `${words(level_name)} for ${group}`);
  return [
    `The permission ${permission} requires ${LEVELS[level] ?? "access"} (${level}) to ${entity}.`,
    `${name} has ${LEVELS[found.level] ?? words(found.level_name)} (${found.level}). ${reached.length ? `These access bindings include this person: ${reached.join("; ")}` : "No access binding includes this person"}.`,
    ...(found.suspended ? [`${name} is suspended.`] : []),
  ];
}
