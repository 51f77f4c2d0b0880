// The console: the tab bar, the list of worlds, and the functions that the tabs call. Each tab has its own module.
import { $, ask, copy, copyButton, el, field, toast } from "./dom.js";
import { faultsTab } from "./console-faults.js";
import { journalTab } from "./console-journal.js";
import { peopleTab } from "./console-people.js";
import { recordsTab } from "./console-records.js";
import { timeTab } from "./console-time.js";
import { API, control, enterRememberedWorld, enterWorld, session, worldOption, worlds } from "./session.js";

const FIXTURES = ["demo", "empty", "startup", "scaleup", "enterprise", "overdue", "permissions", "edge-cases"];

const tabs = { requests: journalTab, people: peopleTab, records: recordsTab, time: timeTab, faults: faultsTab };
const TITLES = { requests: "Requests", people: "People and tokens", records: "Records", time: "Clock and snapshots", faults: "Faults" };
let current = "requests";

/** The functions that the tabs can call. */
const consoleApi = {
  /** Opens a tab, and passes `data` to it. */
  open(tab, data) {
    go(`#${tab}`);
    show(tab, [], data);
  },
  /** Called for each new request. When there has been no further request for half a second, draws the current tab again, unless this tab is the list of requests. */
  changed() {
    clearTimeout(redraw);
    redraw = setTimeout(() => current !== "requests" && tabs[current].changed?.(), 500);
  },
  live(text) {
    $("live").textContent = text;
    $("live").classList.toggle("on", text === "live");
  },
  worldsChanged: () => drawWorlds(),
};
let redraw;

// --- tabs, and their addresses such as #requests/17 and #records/goal/<id>

function go(hash) {
  if (location.hash !== hash) history.pushState(null, "", hash);
}

function show(tab, rest = [], data = undefined) {
  current = tab;
  for (const name of Object.keys(tabs)) {
    $(name).hidden = name !== tab;
    $(`tab-${name}`).setAttribute("aria-selected", String(name === tab));
    $(`tab-${name}`).tabIndex = name === tab ? 0 : -1;
  }
  $(`tab-${tab}`).scrollIntoView({ block: "nearest", inline: "nearest" });
  tabs[tab].show(rest, data);
}

function route() {
  const [tab, ...rest] = location.hash.slice(1).split("/").map(decodeURIComponent);
  show(tabs[tab] ? tab : "requests", rest);
}

function drawTabs() {
  const names = Object.keys(tabs);
  const button = (name) => el("button",
    { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": name, onclick: () => consoleApi.open(name) }, TITLES[name]);
  $("tabs").append(...names.map(button));
  $("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = names[(names.indexOf(current) + step + names.length) % names.length];
    consoleApi.open(next);
    $(`tab-${next}`).focus();
  });
  for (const name of names) tabs[name].build($(name), consoleApi);
}

// --- worlds

let listed = "";
async function drawWorlds() {
  let found;
  try {
    found = await worlds();
  } catch {
    return;
  }
  const shown = JSON.stringify(found);
  const open = found.some((world) => world.id === session.world.id);
  if (shown !== listed) {
    listed = shown;
    const options = found.map(worldOption);
    if (!open) options.unshift(new Option(`closed: ${session.world.company.name} ${session.world.id}`, session.world.id));
    $("world").replaceChildren(...options);
    $("world").value = session.world.id;
  }
  showClosed(!open);
  if (open) tabs.requests.worldsChanged().catch(() => {});
}

function showClosed(closed) {
  if ($("closed").hidden !== closed) return;
  $("closed").hidden = !closed;
  for (const id of ["world-fork", "world-reset"]) $(id).disabled = closed;
  $("world-close").disabled = closed || session.world.default;
  if (!closed) return;
  consoleApi.live("closed");
  $("closed").replaceChildren("This world is closed. The server has deleted its requests and data; the console shows their last state. ",
    el("button", { type: "button", onclick: () => enter("default") }, "Go to the default world"));
}

async function enter(id) {
  await enterWorld(id);
  await entered();
}

/** Shows the chosen world. The returned promise is fulfilled when the list of worlds contains this world. */
function entered() {
  const { world } = session;
  $("company").textContent = world.company.name;
  document.title = `${world.company.name} · mockserver`;
  $("world-close").disabled = world.default;
  for (const tab of Object.values(tabs)) tab.entered?.();
  show(current);
  listed = "";
  return drawWorlds();
}

async function openWorld() {
  const given = await ask("Open a world", [
    field("Fixture", el("input", { name: "fixture", value: "demo", list: "fixtures", required: true })),
    el("datalist", { id: "fixtures" }, FIXTURES.map((name) => new Option(name))),
    field("Seed", el("input", { name: "seed", type: "number", value: "0", min: "0", required: true })),
    el("p", { class: "soft small" }, "A fixture is a description of a company: its people, goals, projects and tasks. ",
      "The seed selects the random values: the same fixture and seed give the same data.")], "Open");
  if (!given) return;
  toast(`Building a world from ${given.fixture}. A large fixture takes up to a minute.`, 60_000);
  const world = await control("POST", "worlds", { fixture: given.fixture, seed: Number(given.seed) });
  await enter(world.id);
  toast(`Opened the world ${world.id}`);
}

async function forkWorld() {
  const world = await control("POST", "worlds", { fork: session.world.default ? "default" : session.world.id });
  await enter(world.id);
  const token = world.owner?.token ?? world.people[0]?.token;
  toast(el("span", {}, `Forked the world. The console now shows the fork, ${world.id}. A client needs a token of the fork: `,
    el("code", {}, token ?? "none"), token ? copyButton(token, "Copy", "Copy the token of the owner") : ""), 30_000);
}

async function resetWorld() {
  const text = el("p", {}, "Data, clock and faults return to the state that they had when the world was opened. ",
    "The list of requests and new tokens are deleted. Snapshots are kept.");
  if (!(await ask("Reset this world?", [text], "Reset"))) return;
  await control("POST", "reset");
  toast("The world is reset");
  entered();
}

async function closeWorld() {
  const given = await ask(`Close the world ${session.world.company.name} ${session.world.id}?`, [el("p", {}, "Its data, tokens, requests and snapshots are deleted.")], "Close the world");
  if (!given) return;
  const { id } = session.world;
  await control("DELETE", `worlds/${id}`);
  await enter("default");
  toast(`Closed the world ${id}. The console now shows the default world`);
}

async function begin() {
  drawTabs();
  await enterRememberedWorld();
  current = tabs[location.hash.slice(1).split("/")[0]] ? location.hash.slice(1).split("/")[0] : "requests";
  const rest = location.hash;
  entered();
  if (rest.includes("/")) route();
  $("world").onchange = () => enter($("world").value);
  $("world-open").onclick = openWorld;
  $("world-fork").onclick = forkWorld;
  $("world-reset").onclick = resetWorld;
  $("world-close").onclick = closeWorld;
  $("copy-url").onclick = () => copy(API.href.replace(/\/$/, ""));
  addEventListener("hashchange", route);
  addEventListener("popstate", route);
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing) {
    const find = $(current).querySelector("input[type=search]");
    if (find) {
      event.preventDefault();
      find.focus();
      find.select();
    }
  } else if (!typing || event.key === "Escape") {
    tabs[current].key?.(event);
  }
});

begin().catch((error) => {
  $("closed").textContent = `The console cannot be shown: ${error.message}`;
  $("closed").hidden = false;
});
