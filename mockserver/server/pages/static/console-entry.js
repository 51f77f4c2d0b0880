// One request in full: what was sent, the response, what it changed, and what can be made of it.
import { badge, bodyText, copyButton, el, json, tabs, toast } from "./dom.js";
import { diff } from "./console-parts.js";
import { control } from "./session.js";
import { curl, fetchCode, httpx, python } from "./snippets.js";

export function entryPanel(entry, app, close) {
  const { request, response } = entry;
  const url = new URL(request.path + (request.query ? `?${request.query}` : ""), location.origin).href;
  const explanation = el("div", { "aria-live": "polite" });
  return [
    el("div", { class: "row" }, el("h2", { class: "grow" }, `${entry.method} ${entry.endpoint || request.path} `, badge(entry.status)),
      el("button", { type: "button", onclick: close, "aria-label": "Close the request" }, "✕")),
    el("div", { class: "row" },
      el("button", { type: "button", onclick: () => replay(entry, url) }, "Replay"),
      el("button", { type: "button", onclick: () => app.open("faults", { endpoint: entry.endpoint, person: entry.person?.full_name ?? "" }) }, "Turn into a fault"),
      entry.endpoint ? el("a", { href: `docs#${entry.endpoint}` }, "Reference") : null,
      entry.status === 403 || entry.status === 404 ? el("button", { type: "button", onclick: () => explain(entry, explanation) }, `Explain the ${entry.status}`) : null),
    explanation,
    el("dl", { class: "facts" },
      el("dt", {}, "URL"), el("dd", { class: "mono" }, url),
      el("dt", {}, "Person"), el("dd", {}, entry.person?.full_name ?? "no valid token"),
      el("dt", {}, "Received"), el("dd", {}, `${new Date(entry.at).toLocaleTimeString()}, ${entry.duration_ms.toFixed(1)} ms; world time ${entry.world_time ?? "–"}`),
      entry.hint ? [el("dt", {}, "Hint"), el("dd", {}, entry.hint)] : null,
      entry.fault ? [el("dt", {}, "Fault"), el("dd", {}, el("a", { href: "#faults" }, entry.fault))] : null),
    tabs("Request", [
      ["Changes", () => el("div", {}, diff(entry.changes))],
      ["Response", () => body(response?.body, "Response body", "The connection was closed without a response.")],
      ["Request", () => el("div", {}, el("h3", {}, "Decoded inputs"), json(entry.inputs, "Decoded inputs"), el("h3", {}, "Body"), body(request.body, "Request body", "No body."))],
      ["Headers", () => el("div", {}, el("h3", {}, "Request"), headers(request.headers, "Request headers"), el("h3", {}, "Response"), headers(response?.headers ?? [], "Response headers"))],
      ["Code", () => code(entry, url)],
      ["Verify", () => verification(entry)],
    ]),
  ];
}

const headers = (pairs, label) => json(pairs.map(([name, value]) => `${name}: ${value}`).join("\n") || "none", label);
const body = (text, label, empty) => (text ? el("div", {}, json(bodyText(text), label), copyButton(text, "Copy")) : el("p", { class: "soft" }, empty));

/** The request with the token of the same person; the journal masks the token that was used. */
async function repeated(entry, url) {
  const type = entry.request.headers.find(([name]) => name === "content-type")?.[1];
  let token = null;
  if (entry.person) {
    const { people } = await control("GET", `people?search=${encodeURIComponent(entry.person.full_name)}`);
    token = people.find(({ id }) => id === entry.person.id)?.token ?? null;
  }
  return { method: entry.method, url, token, type, text: entry.request.body };
}

async function replay(entry, url) {
  const { method, token, type, text } = await repeated(entry, url);
  const sent = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(type ? { "content-type": type } : {}) };
  try {
    const response = await fetch(url, { method, headers: sent, body: text || undefined });
    toast(`Replayed: ${response.status}`);
  } catch (error) {
    toast(`No response: ${error.message}`);
  }
}

function code(entry, url) {
  const place = el("div", {}, el("p", { class: "soft" }, "Preparing the code."));
  repeated(entry, url).then(({ method, token, text }) => {
    let value = null;
    try {
      value = text ? JSON.parse(text) : null;
    } catch {
      value = text;
    }
    const asked = { method, url, token, body: value };
    place.replaceChildren(...[["curl", curl], ["httpx", httpx], ["fetch", fetchCode]].flatMap(([name, write]) => block(name, write(asked))));
  });
  return place;
}

function block(name, text) {
  const shown = el("pre", { tabindex: "0", role: "group", "aria-label": name });
  shown.textContent = text;
  return [el("div", { class: "row" }, el("h3", {}, name), copyButton(text, "Copy", `Copy ${name}`)), shown];
}

/** Code that checks in a test that this request was sent. */
function verification(entry) {
  const inputs = entry.inputs && Object.keys(entry.inputs).length ? entry.inputs : null;
  const arguments_ = [JSON.stringify(entry.endpoint), ...(inputs ? [`inputs=${python(inputs, "    ")}`] : []), "count=1"];
  const pytest = `def test_sends_${entry.endpoint.replaceAll(/\W/g, "_")}(mock_world):\n    ...  # run your client\n    mock_world.verify(${arguments_.join(", ")})\n`;
  const expected = { endpoint: entry.endpoint, ...(inputs ? { inputs } : {}), count: 1 };
  const javascript = `const response = await fetch(${JSON.stringify(new URL("/__mock__/requests/verify", location.origin).href)}, {\n  method: "POST",\n  headers: { authorization: \`Bearer \${token}\`, "content-type": "application/json" }, // any token of the test's world\n  body: JSON.stringify(${JSON.stringify(expected, null, 2).replaceAll("\n", "\n  ")}),\n});\nif (!response.ok) throw new Error((await response.json()).detail);\n`;
  return el("div", {}, block("pytest", pytest), block("JavaScript", javascript));
}

/** Why the person got a 403 or a 404: their level on the record that the inputs name, and what the endpoint checks. */
async function explain(entry, place) {
  const lines = [entry.hint ? `The server's hint: ${entry.hint}.` : null];
  const ids = Object.entries(entry.inputs ?? {}).filter(([name, value]) => /(^|_)id$/.test(name) && typeof value === "string");
  for (const [name, id] of entry.person ? ids : []) {
    try {
      const query = new URLSearchParams({ person: entry.person.id, entity: id, endpoint: entry.endpoint });
      lines.push(...sentences(name, await control("GET", `explain?${query}`, undefined, { quiet: true })));
    } catch (error) {
      lines.push(`${name}: ${error.message}.`);
    }
  }
  if (!entry.person) lines.push("The request had no valid token.");
  place.replaceChildren(el("div", { class: "note" }, lines.filter(Boolean).map((line) => el("p", {}, line))));
}

function sentences(input, found) {
  const level = `${found.level_name.replaceAll("_", " ")} (${found.level})`;
  const reached = found.bindings.filter((binding) => binding.reaches).map((binding) => `${binding.level_name.replaceAll("_", " ")} through ${binding.group}`);
  const checks = found.endpoint.requires.filter(({ granted }) => granted !== null).map(({ permission, level: needed, granted }) =>
    `${permission} takes level ${needed}, ${granted ? "which they have" : "which they do not have"}`);
  return [
    `${found.person.full_name} has ${level} on the ${found.entity.entity.replaceAll("_", " ")} in ${input}${found.context.name ? ` (access to ${found.context.name})` : ""}.`,
    reached.length ? `Given by: ${reached.join("; ")}.` : "No access binding reaches this person.",
    checks.length ? `The endpoint requires: ${checks.join("; ")}.` : null,
    found.endpoint.rule ? `Also: ${found.endpoint.rule}.` : null,
    found.suspended ? "The person is suspended." : null,
  ];
}
