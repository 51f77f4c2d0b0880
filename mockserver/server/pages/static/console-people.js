// The people of the world with their tokens; tokens are created and revoked here.
import { $, ask, copyButton, el, field, toast } from "./dom.js";
import { face } from "./console-parts.js";
import { control } from "./session.js";
import { WELL_KNOWN } from "./console-faults.js";

const PAGE = 50;
let offset = 0;
let search = "";
let timer;

export const peopleTab = {
  build(panel) {
    panel.append(
      el("div", { class: "card row end" }, field("Find a person ( / )", el("input", { type: "search", id: "people-search", placeholder: "name, e-mail or role", oninput: (event) => {
        search = event.target.value;
        offset = 0;
        clearTimeout(timer);
        timer = setTimeout(draw, 200);
      } })), el("button", { type: "button", class: "primary", onclick: () => create() }, "Create a token"), el("span", { class: "push row" },
        el("button", { type: "button", id: "people-back", onclick: () => { offset -= PAGE; draw(); } }, "‹ Previous"), el("span", { id: "people-count", class: "soft", role: "status" }),
        el("button", { type: "button", id: "people-on", onclick: () => { offset += PAGE; draw(); } }, "Next ›"))),
      el("div", { class: "card flush" }, el("table", {}, el("thead", {}, el("tr", {}, ["Person", "Role", "E-mail", "Token", "Read-only token", "New token"].map((title) => el("th", { scope: "col" }, title)))), el("tbody", { id: "people-rows" }))),
      el("div", { class: "card flush" }, el("table", {}, el("caption", { class: "hidden-label" }, "Other tokens"), el("thead", {}, el("tr", {}, ["Other token", "Person", "Access", "State", "Action"].map((title) => el("th", { scope: "col" }, title)))), el("tbody", { id: "token-rows" })),
        el("p", { class: "empty", id: "no-tokens" }, "No tokens were created in this world. Each person has the two tokens above.")));
  },
  show: () => draw(),
  entered() {
    offset = 0;
    search = "";
    $("people-search").value = "";
  },
};

const clip = (token) => [el("code", {}, token.length > 22 ? `${token.slice(0, 18)}…` : token), copyButton(token, "Copy", `Copy the token ${token}`)];

async function draw() {
  const [{ count, people }, tokens] = await Promise.all([
    control("GET", `people?limit=${PAGE}&offset=${offset}&search=${encodeURIComponent(search)}`),
    control("GET", "state/api_token?per_page=200"),
  ]);
  $("people-rows").replaceChildren(...people.map((one) => el("tr", {},
    el("td", {}, face(one.full_name), one.full_name), el("td", {}, el("span", { class: `badge ${one.role === "suspended" || one.role === "guest" ? "s4" : ""}` }, one.role)),
    el("td", { class: "soft" }, one.email ?? "–"), el("td", {}, clip(one.token)), el("td", {}, clip(one.read_only_token)),
    el("td", {}, el("button", { type: "button", "aria-label": `Create a token for ${one.full_name}`, onclick: () => create(one.full_name) }, "Create")))));
  $("people-count").textContent = count ? `${offset + 1} to ${offset + people.length} of ${count}` : "No person matches.";
  $("people-back").disabled = offset === 0;
  $("people-on").disabled = offset + PAGE >= count;
  $("no-tokens").hidden = tokens.records.length > 0;
  const names = Object.fromEntries(await Promise.all([...new Set(tokens.records.map((row) => row.person_id))].map(async (id) => [id, (await control("GET", `state/person/${id}`, undefined, { quiet: true }).catch(() => null))?.full_name ?? id])));
  $("token-rows").replaceChildren(...tokens.records.map((row) => el("tr", {},
    el("td", {}, clip(row.token)), el("td", {}, names[row.person_id]), el("td", {}, row.read_only ? "read-only" : "full"), el("td", {}, row.revoked ? el("span", { class: "badge s5" }, "revoked") : WELL_KNOWN[row.token] ?? "valid"),
    el("td", {}, row.revoked || row.token in WELL_KNOWN || /^opk_owner/.test(row.token) ? el("span", { class: "soft" }, "built in") : el("button", { type: "button", class: "danger", "aria-label": `Revoke ${row.token}`, onclick: () => revoke(row.token) }, "Revoke")))));
}

async function create(name = "") {
  const given = await ask("Create a token", [
    field("Person (name, e-mail or id)", el("input", { name: "person", value: name, required: true })),
    field("Access", el("select", { name: "access" }, new Option("full"), new Option("read-only", "read_only")))], "Create");
  if (!given) return;
  const { token } = await control("POST", "tokens", { person_id: given.person, access: given.access });
  toast(`Created ${token}`);
  draw();
}

async function revoke(token) {
  if (!(await ask("Revoke this token?", [el("p", {}, el("code", {}, token)), el("p", {}, "Requests with it get 401.")], "Revoke"))) return;
  await control("DELETE", `tokens/${token}`);
  draw();
}
