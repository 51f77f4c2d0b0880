// The tab with the people of the world and their tokens. The tab also creates and revokes tokens.
import { $, ask, copyButton, el, field, row, table } from "./dom.js";
import { face, shortToken } from "./console-parts.js";
import { control } from "./session.js";
import { WELL_KNOWN } from "./console-faults.js";

const PAGE = 50;
const PEOPLE = ["Person", "Role", "E-mail", "Token", "Read-only token", ""];
const TOKENS = ["Token", "Person", "Access", "Effect", ""];
const NAMED = /^opk_[a-z_]{1,30}$/; // matches the tokens in fixtures; tokens that the server creates are longer
let offset = 0;
let search = "";
let timer;

export const peopleTab = {
  build(panel) {
    panel.append(
      el("div", { class: "card row end" },
        field("Find a person ( / )", el("input", { type: "search", id: "people-search", placeholder: "name, e-mail or role", oninput: (event) => {
          search = event.target.value;
          offset = 0;
          clearTimeout(timer);
          timer = setTimeout(draw, 200);
        } })),
        el("span", { class: "push row" },
          el("button", { type: "button", id: "people-back", onclick: () => { offset -= PAGE; draw(); } }, "‹ Previous"),
          el("span", { id: "people-count", class: "soft", role: "status" }),
          el("button", { type: "button", id: "people-on", onclick: () => { offset += PAGE; draw(); } }, "Next ›"))),
      el("div", { class: "card flush" }, table("People", PEOPLE, "people-rows")),
      el("div", { class: "card" },
        el("div", { class: "row" },
          el("h2", { class: "grow" }, "Additional tokens"),
          el("button", { type: "button", class: "primary", onclick: () => create() }, "Create a token")),
        el("p", { class: "soft" }, "Each person has the two tokens in the table above. Use additional tokens to test requests with revoked or read-only tokens."),
        el("div", { id: "token-made", role: "status" }),
        el("div", { class: "scroll" }, table("Additional tokens", TOKENS, "token-rows")),
        el("p", { class: "empty", id: "no-tokens" }, "No additional tokens.")));
  },
  show: () => draw(),
  entered() {
    offset = 0;
    search = "";
    $("people-search").value = "";
    $("token-made").replaceChildren();
  },
};

const shown = (token) => el("span", { class: "token" }, el("code", { title: token }, shortToken(token)), copyButton(token, "Copy", `Copy the token ${token}`));

async function draw() {
  const [{ count, people }, { records }] = await Promise.all([
    control("GET", `people?limit=${PAGE}&offset=${offset}&search=${encodeURIComponent(search)}`),
    control("GET", "state/api_token?per_page=200"),
  ]);
  const isNamed = ({ token, revoked }) => NAMED.test(token) && !revoked && !(token in WELL_KNOWN);
  const named = (one, readOnly) => records.find((record) => isNamed(record) && record.person_id === one.uuid && record.read_only === readOnly)?.token;
  $("people-rows").replaceChildren(...people.map((one) => row(PEOPLE, [
    el("span", {}, face(one.full_name), one.full_name),
    el("span", { class: `badge ${one.role === "suspended" || one.role === "guest" ? "s4" : ""}` }, one.role),
    el("span", { class: "soft" }, one.email ?? "–"),
    shown(named(one, false) ?? one.token), shown(named(one, true) ?? one.read_only_token),
    el("button", { type: "button", "aria-label": `Create a token for ${one.full_name}`, onclick: () => create(one.full_name) }, "New token")])));
  $("people-count").textContent = count ? `${offset + 1} to ${offset + people.length} of ${count}` : "No person matches.";
  $("people-back").disabled = offset === 0;
  $("people-on").disabled = offset + PAGE >= count;
  await drawTokens(records.filter((record) => !isNamed(record)));
}

async function drawTokens(records) {
  $("no-tokens").hidden = records.length > 0;
  const ids = [...new Set(records.map(({ person_id }) => person_id))];
  const people = await Promise.all(ids.map((id) => control("GET", `state/person/${id}`, undefined, { quiet: true }).catch(() => null)));
  const names = Object.fromEntries(ids.map((id, at) => [id, people[at]?.full_name ?? id]));
  $("token-rows").replaceChildren(...records.map(({ token, person_id, read_only, revoked }) => row(TOKENS, [
    shown(token), names[person_id], read_only ? "read-only" : "full",
    revoked ? el("span", { class: "badge s5" }, "revoked: 401") : WELL_KNOWN[token] ?? "valid",
    token in WELL_KNOWN ? el("span", { class: "soft" }, "built in")
      : revoked ? "" : el("button", { type: "button", class: "danger", "aria-label": `Revoke ${token}`, onclick: () => revoke(token) }, "Revoke")])));
}

async function create(name = "") {
  const given = await ask("Create a token", [
    field("Person (name, e-mail or id)", el("input", { name: "person", value: name, list: "journal-people", autocomplete: "off", required: true })),
    field("Access", el("select", { name: "access" }, new Option("full: queries and mutations", "full"), new Option("read-only: queries only", "read_only")))], "Create the token");
  if (!given) return;
  const { token } = await control("POST", "tokens", { person_id: given.person, access: given.access });
  $("token-made").replaceChildren(el("p", { class: "done" }, `New ${given.access.replace("_", "-")} token of ${given.person}: `, el("code", {}, token), copyButton(token, "Copy", "Copy the new token")));
  await draw();
  $("token-made").scrollIntoView({ block: "center" });
}

async function revoke(token) {
  if (!(await ask("Revoke this token?", [el("p", {}, el("code", {}, token)), el("p", {}, "Requests with this token then return 401. A token cannot be restored.")], "Revoke the token"))) return;
  await control("DELETE", `tokens/${token}`);
  $("token-made").replaceChildren();
  draw();
}
