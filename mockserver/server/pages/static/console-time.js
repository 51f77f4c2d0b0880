// The tab with the clock of the world and its snapshots.
import { $, ask, el, field, row, table, toast } from "./dom.js";
import { diff } from "./console-parts.js";
import { control } from "./session.js";

const STEPS = [["+ 1 hour", { hours: 1 }], ["+ 1 day", { days: 1 }], ["+ 1 week", { days: 7 }]];
const SNAPSHOTS = ["Snapshot", "Clock (UTC)", ""];
const LISTED = 200;

export const timeTab = {
  build(panel) {
    panel.append(clockCard(), snapshotCard(), el("div", { class: "card", id: "comparison", hidden: true, role: "region", "aria-label": "Comparison", tabindex: "-1" }));
  },
  show: () => draw(),
  changed: () => draw(),
  entered() {
    $("comparison").hidden = true;
  },
};

function clockCard() {
  const advance = async (by) => shown(await control("POST", "clock/advance", by));
  return el("div", { class: "card" },
    el("h2", {}, "Clock"), el("p", { class: "now", id: "now" }), el("p", { class: "soft", id: "clock-state" }),
    el("div", { class: "row end spaced" },
      el("button", { type: "button", id: "freeze" }),
      STEPS.map(([label, by]) => el("button", { type: "button", onclick: () => advance(by) }, label)),
      el("form", { class: "row end", onsubmit: (event) => { event.preventDefault(); advance({ [$("unit").value]: Number($("amount").value) }); } },
        field("Advance by", el("span", { class: "row" },
          el("input", { id: "amount", type: "number", value: 3, step: "any", required: true, "aria-label": "Amount" }),
          el("select", { id: "unit", "aria-label": "Unit" }, ["days", "hours", "minutes"].map((unit) => new Option(unit))))),
        el("button", {}, "Advance")),
      el("form", { class: "row end", onsubmit: async (event) => { event.preventDefault(); shown(await control("PUT", "clock", { now: `${$("moment").value}Z` })); } },
        field("Set to (UTC)", el("input", { type: "datetime-local", id: "moment", step: "1", required: true })),
        el("button", {}, "Set the clock"))));
}

function snapshotCard() {
  return el("div", { class: "card" },
    el("h2", {}, "Snapshots"),
    el("p", { class: "soft" }, "A snapshot stores the data and the clock. You can compare the current data with a snapshot, and restore the snapshot."),
    el("form", { class: "row end spaced", onsubmit: async (event) => {
      event.preventDefault();
      const name = $("snapshot-name").value.trim();
      await control("POST", "snapshots", name ? { name } : {});
      $("snapshot-name").value = "";
      drawSnapshots();
    } }, field("Name (optional)", el("input", { id: "snapshot-name", placeholder: "snapshot-1", autocomplete: "off" })),
    el("button", { class: "primary" }, "Take a snapshot"),
    el("button", { type: "button", onclick: () => compare(null) }, "Compare with the initial state")),
    el("div", { class: "scroll" }, table("Snapshots", SNAPSHOTS, "snapshot-rows")),
    el("p", { class: "empty", id: "no-snapshots" }, "No snapshots. Take a snapshot before you change data."));
}

async function draw() {
  shown(await control("GET", "clock"));
  await drawSnapshots();
}

function shown({ now, frozen }) {
  $("now").textContent = `${new Date(now).toLocaleString("en-GB", { timeZone: "UTC", dateStyle: "full", timeStyle: "medium" })} UTC`;
  $("clock-state").textContent = frozen ? "The clock is frozen. The time changes only when you advance or set the clock." : "The clock runs.";
  $("freeze").textContent = frozen ? "Start the clock" : "Freeze the clock";
  $("freeze").onclick = async () => shown(await control("PUT", "clock", { frozen: !frozen }));
  if (document.activeElement !== $("moment")) $("moment").value = now.slice(0, 19);
}

async function drawSnapshots() {
  const { snapshots } = await control("GET", "snapshots");
  $("no-snapshots").hidden = snapshots.length > 0;
  $("snapshot-rows").replaceChildren(...snapshots.map(({ name, now }) => row(SNAPSHOTS, [
    name, el("span", { class: "soft" }, now.replace("T", " ").slice(0, 19)),
    el("span", { class: "row right" },
      el("button", { type: "button", "aria-label": `Compare with ${name}`, onclick: () => compare(name) }, "Compare"),
      el("button", { type: "button", "aria-label": `Restore ${name}`, onclick: () => restore(name) }, "Restore"),
      el("button", { type: "button", class: "danger", "aria-label": `Delete ${name}`, onclick: async () => { await control("DELETE", `snapshots/${encodeURIComponent(name)}`); drawSnapshots(); } }, "Delete"))])));
}

async function restore(name) {
  if (!(await ask(`Restore ${name}?`, [el("p", {}, "The data and the clock return to the state of this snapshot. Tokens, faults and the list of requests are not changed.")], "Restore"))) return;
  await control("POST", `snapshots/${encodeURIComponent(name)}/restore`);
  $("comparison").hidden = true;
  toast(`Restored ${name}`);
  draw();
}

async function compare(name) {
  const changes = await control("GET", name === null ? "diff" : `diff?from=${encodeURIComponent(name)}`);
  const lists = Object.values(changes);
  const count = lists.reduce((sum, list) => sum + list.length, 0);
  const limited = Object.fromEntries(Object.entries(changes).map(([key, list]) => [key, list.slice(0, LISTED)]));
  $("comparison").hidden = false;
  $("comparison").replaceChildren(
    el("div", { class: "row" }, el("h2", { class: "grow" }, `Changes since ${name ?? "the initial state"}: ${count} ${count === 1 ? "record" : "records"}`),
      el("button", { type: "button", "aria-label": "Close the comparison", onclick: () => { $("comparison").hidden = true; } }, "✕")),
    ...diff(limited), lists.some((list) => list.length > LISTED) ? el("p", { class: "soft" }, `The first ${LISTED} of each kind of change are shown.`) : "");
  $("comparison").focus();
}
