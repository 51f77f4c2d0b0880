// The form that sends a request to an endpoint, and shows the response. The user chooses the person who sends the request. At first, the form contains the inputs of an example.
import { badge, bodyText, copyButton, el, json, pre, rich, tabs } from "./dom.js";
import { control, controlHeaders, requestOf, session } from "./session.js";
import { FORMS } from "./snippets.js";

const PEOPLE = 50;
let remembered = { id: null, readOnly: false }; // the chosen person, who stays chosen when the user opens another endpoint

/**
 * Returns the card with the form. The inputs in `given` replace those of the example. Each person can have another example: `onExample` is
 * called with each example that is loaded. If `edit` is not null, the form edits a record. Such a form does not show the inputs in
 * `edit.hidden`, but sends them with their values in `given`. It sends an optional input only if `given` contains the input.
 */
export function tryIt(endpoint, types, { given, edit = null, onExample = () => {} }) {
  const form = el("form", { id: "try-form", onsubmit: (event) => { event.preventDefault(); send(); } });
  const rows = endpoint.inputs.map((input, at) => inputRow(endpoint, types, input, at, () => code.redraw()));
  const person = el("select", { id: "person", onchange: choosePerson });
  const filter = el("input", { type: "search", placeholder: "Find a person", "aria-label": "Find a person", hidden: true, oninput: () => listPeople(filter.value) });
  const result = el("div", { id: "result", "aria-live": "polite" });
  const problem = el("p", { class: "error", hidden: true, role: "alert" });
  let people = [];
  let isEdited = false; // whether the user has edited an input; the inputs then stay when another person is chosen

  const isControl = endpoint.kind === "control"; // in an operation of the control API, the token selects only the world

  const token = () => {
    if (isControl) return session.token;
    const one = people.find(({ id }) => id === person.value.split(" ")[0]);
    return one ? (person.value.endsWith(" read") ? one.read_only_token : one.token) : null;
  };
  const inputs = () => Object.fromEntries(rows.filter((row) => row.isSent()).map((row) => [row.name, row.value()]));
  const request = () => ({ ...requestOf(endpoint, inputs()), token: token() });
  const codeText = (write) => {
    try {
      return write(request());
    } catch (error) {
      return error.message;
    }
  };
  let shownCode = "";
  const code = tabs("Copy as", FORMS.map(([name, write]) => [name, () => {
    shownCode = codeText(write);
    return pre(shownCode, `The request for ${name}`);
  }]), { after: copyButton(() => shownCode, "Copy", "Copy this code") });

  async function listPeople(search = "") {
    const found = await control("GET", `people?limit=${PEOPLE}&search=${encodeURIComponent(search)}`);
    people = found.people;
    filter.hidden = !search && found.count <= PEOPLE;
    person.replaceChildren(...people.flatMap((one) => [
      new Option(`${one.full_name} (${one.role})`, one.id),
      new Option(`${one.full_name} (read-only token)`, `${one.id} read`),
    ]));
    const before = remembered.readOnly ? `${remembered.id} read` : remembered.id;
    if ([...person.options].some((option) => option.value === before)) person.value = before;
    await choosePerson();
  }

  async function choosePerson() {
    const [id, mode] = person.value.split(" ");
    remembered = { id, readOnly: mode === "read" };
    result.replaceChildren();
    code.redraw();
    await fill(id);
  }

  async function fill(id) {
    try {
      const query = new URLSearchParams({ endpoint: endpoint.name, ...(id ? { person: id } : {}) });
      const example = await control("GET", `reference/example?${query}`, undefined, { quiet: true });
      for (const row of isEdited ? [] : rows) {
        if (!edit || (row.required && !(row.name in given))) row.fill({ ...example.inputs, ...given });
        else row.suggest(example.inputs[row.name]);
      }
      onExample(example);
    } catch (error) {
      onExample({ failure: error.message });
    }
    code.redraw();
  }

  async function send() {
    performance.mark("try-start");
    problem.hidden = true;
    let sent;
    try {
      sent = request();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
      return;
    }
    const id = `reference-${crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`}`;
    const headers = { accept: "application/json", "x-request-id": id };
    if (isControl) Object.assign(headers, controlHeaders());
    else if (sent.token) headers.authorization = `Bearer ${sent.token}`;
    if (sent.body !== null) headers["content-type"] = "application/json";
    result.replaceChildren(el("p", { class: "soft" }, "Waiting for the response."));
    const start = performance.now();
    try {
      const response = await fetch(sent.url, { method: sent.method, headers, body: sent.body === null ? undefined : JSON.stringify(sent.body) });
      const text = await response.text();
      if (edit && response.ok) edit.saved();
      showResult(response, text, performance.now() - start, isControl ? null : journalLink(endpoint, id));
    } catch (error) {
      result.replaceChildren(el("p", { class: "error" }, `No response: ${error.message}. A fault may have closed the connection.`));
    }
    performance.measure("try", "try-start");
  }

  function showResult(response, text, milliseconds, entry) {
    const hint = response.headers.get("x-mock-hint");
    const shown = bodyText(text);
    result.replaceChildren(
      el("div", { class: "row" }, badge(response.status), el("span", { class: "soft" }, `${milliseconds.toFixed(0)} ms, ${text.length.toLocaleString("en")} characters`),
        entry, copyButton(shown, "Copy body")),
      hint ? el("p", { class: "note" }, rich(`X-Mock-Hint: ${hint}`)) : "",
      json(shown || "(no body)", "Response body"),
      el("details", {}, el("summary", {}, "Response headers"), json([...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n"), "Response headers")));
  }

  form.append(
    isControl ? "" : el("div", { class: "row" }, el("label", { for: "person" }, "As"), person, filter,
      edit ? null : el("button", { type: "button", title: "Fill in the inputs of the example request", onclick: () => { isEdited = false; fill(person.value.split(" ")[0]); } }, "Reset the inputs")),
    el("div", {}, rows.map((row) => row.element)), problem,
    el("div", { class: "row", id: "send-row" }, el("button", { class: "primary", id: "send" }, edit ? "Save" : "Send request"),
      edit ? el("button", { type: "button", onclick: edit.cancel }, "Cancel") : null,
      el("span", { class: "soft small" }, edit ? endpoint.name : "Ctrl Enter")));
  for (const row of edit ? rows : []) {
    row.element.hidden = edit.hidden.includes(row.name);
    row.fill(given);
  }
  form.addEventListener("input", ({ target }) => { isEdited ||= Boolean(target.closest(".try-row")); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
  });
  if (isControl) {
    for (const row of rows) row.fill(endpoint.example);
    code.redraw();
  } else listPeople().catch((error) => onExample({ failure: error.message }));
  if (edit) return el("section", { "aria-label": endpoint.title }, form, result);
  return el("section", { class: "card", "aria-label": "Try it" }, el("h3", {}, "Try it"), form, result, code);
}

/** Returns an element that searches the journal for the request with this X-Request-Id, and then shows a link to the request in the console. */
function journalLink(endpoint, requestId) {
  const place = el("span", {}, el("span", { class: "soft" }, "finding the request"));
  find().catch(() => place.replaceChildren());
  return place;

  async function find() {
    const { requests } = await control("GET", `requests?limit=5&endpoint=${encodeURIComponent(endpoint.name.replaceAll("[", "[[]"))}`, undefined, { quiet: true });
    for (const { id } of requests.reverse()) {
      const entry = await control("GET", `requests/${id}`, undefined, { quiet: true });
      if (entry.request.headers.some(([name, value]) => name === "x-request-id" && value === requestId)) {
        place.replaceChildren(el("a", { href: `./#requests/${id}` }, `Request ${id}`));
        return;
      }
    }
    place.replaceChildren();
  }
}

/** Creates the row of one input: a choice (send the value, send null, or leave out the input), and an editor for the value. */
function inputRow(endpoint, types, input, at, onChange) {
  const id = `input-${at}`;
  const isJson = input.list || types.objects[input.type] || input.type === "json";
  const values = input.type === "boolean" ? ["true", "false"] : types.enums[input.type];
  const editor = !input.list && values
    ? el("select", { id, class: "value" }, values.map((value) => new Option(value)))
    : isJson ? el("textarea", { id, class: "value", rows: 2, spellcheck: "false" }) : el("input", { id, class: "value", autocomplete: "off", spellcheck: "false" });
  const choices = [["send", "send"], ...(endpoint.kind === "mutation" || endpoint.sends === "body" ? [["null", "null"]] : []), ["absent", "leave out"]];
  const mode = el("select", { "aria-label": `What to send as ${input.name}` }, choices.map(([value, text]) => new Option(text, value)));
  const element = el("div", { class: "try-row" }, el("label", { for: id }, input.name, input.required ? el("span", { class: "must" }, " *") : null), mode, editor);

  function update() {
    element.classList.toggle("off", mode.value !== "send");
    onChange();
  }
  mode.onchange = update;
  editor.oninput = () => {
    mode.value = "send";
    update();
  };

  const written = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, isJson ? 1 : 0));

  return {
    name: input.name,
    element,
    required: input.required,
    isSent: () => mode.value !== "absent",
    value: () => (mode.value === "null" ? null : read(input, types, editor.value)),
    fill(inputs) {
      const given = inputs[input.name];
      mode.value = given === undefined ? "absent" : given === null && choices.length === 3 ? "null" : "send";
      if (given !== undefined && given !== null) editor.value = written(given);
      if (isJson) editor.rows = Math.min(8, editor.value.split("\n").length + 1);
      element.classList.toggle("off", mode.value !== "send");
    },
    /** Shows `value` as an example while the editor is empty. */
    suggest(value) {
      if (value !== undefined && value !== null) editor.placeholder = written(value);
    },
  };
}

/** Converts the text of an editor to the value of an input. Throws an Error whose message contains the name of the input. */
function read(input, types, text) {
  const isText = !input.list && !types.objects[input.type] && !["boolean", "integer", "float"].includes(input.type);
  if (isText) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    const wanted = input.list ? `a JSON array, such as ["…"]` : types.objects[input.type] ? "a JSON object" : `a JSON ${input.type}`;
    throw new Error(`The input ${input.name} is not ${wanted}: ${error.message}`);
  }
}
