// The clock of the world, and its snapshots.
import { $, ask, el, field, toast } from "./dom.js";
import { diff } from "./console-parts.js";
import { control } from "./session.js";

const STEPS = [["+ 1 hour", { hours: 1 }], ["+ 1 day", { days: 1 }], ["+ 1 week", { days: 7 }], ["+ 30 days", { days: 30 }]];

export const timeTab = {
  build(panel) {
    panel.append(
      el("div", { class: "card" }, el("h2", {}, "Clock"), el("p", { class: "now", id: "now" }), el("p", { class: "soft", id: "clock-state" }),
        el("div", { class: "row end" },
          STEPS.map(([label, by]) => el("button", { type: "button", onclick: async () => shown(await control("POST", "clock/advance", by)) }, label)),
          el("button", { type: "button", id: "freeze" }),
          field("Set to (UTC)", el("input", { type: "datetime-local", id: "moment", step: "1" })),
          el("button", { type: "button", onclick: async () => shown(await control("PUT", "clock", { now: `${$("moment").value}Z` })) }, "Set"))),
      el("div", { class: "card" }, el("h2", {}, "Snapshots"),
        el("form", { class: "row end", onsubmit: async (event) => {
          event.preventDefault();
          const name = $("snapshot-name").value.trim();
          await control("POST", "snapshots", name ? { name } : {});
          $("snapshot-name").value = "";
          drawSnapshots();
        } }, field("Name", el("input", { id: "snapshot-name", placeholder: "snapshot-1" })), el("button", { class: "primary" }, "Take a snapshot"),
        el("button", { type: "button", onclick: () => compare(null) }, "Compare with the initial state")),
        el("div", { class: "scroll" }, el("table", {}, el("caption", { class: "hidden-label" }, "Snapshots"), el("thead", {}, el("tr", {}, ["Snapshot", "Clock", "Actions"].map((title) => el("th", { scope: "col" }, title)))), el("tbody", { id: "snapshot-rows" }))),
        el("p", { class: "empty", id: "no-snapshots" }, "No snapshots.")),
      el("div", { class: "card", id: "comparison", hidden: true, role: "region", "aria-label": "Comparison", tabindex: "-1" }));
  },
  show: () => draw(),
  changed: () => draw(),
  entered() {
    $("comparison").hidden = true;
  },
};

async function draw() {
  shown(await control("GET", "clock"));
  await drawSnapshots();
}

function shown({ now, frozen }) {
  $("now").textContent = new Date(now).toLocaleString("en-GB", { timeZone: "UTC", dateStyle: "full", timeStyle: "medium" });
  $("clock-state").textContent = frozen ? "UTC. The clock is frozen: it moves only when it is moved." : "UTC. The clock runs.";
  $("freeze").textContent = frozen ? "Let it run" : "Freeze";
  $("freeze").onclick = async () => shown(await control("PUT", "clock", { frozen: !frozen }));
  if (document.activeElement !== $("moment")) $("moment").value = now.slice(0, 19);
}

async function drawSnapshots() {
  const { snapshots } = await control("GET", "snapshots");
  $("no-snapshots").hidden = snapshots.length > 0;
  $("snapshot-rows").replaceChildren(...snapshots.map(({ name, now }) => el("tr", {}, el("td", {}, name), el("td", { class: "soft" }, now.replace("T", " ").slice(0, 19)),
    el("td", {}, el("span", { class: "row" },
      el("button", { type: "button", "aria-label": `Compare with ${name}`, onclick: () => compare(name) }, "Compare"),
      el("button", { type: "button", "aria-label": `Restore ${name}`, onclick: () => restore(name) }, "Restore"),
      el("button", { type: "button", class: "danger", "aria-label": `Delete ${name}`, onclick: async () => { await control("DELETE", `snapshots/${encodeURIComponent(name)}`); drawSnapshots(); } }, "Delete"))))));
}

async function restore(name) {
  if (!(await ask(`Restore ${name}?`, [el("p", {}, "The data and the clock go back to this snapshot. Tokens, faults and the journal stay.")], "Restore"))) return;
  await control("POST", `snapshots/${encodeURIComponent(name)}/restore`);
  toast(`Restored ${name}`);
  draw();
}

async function compare(name) {
  const changes = await control("GET", name === null ? "diff" : `diff?from=${encodeURIComponent(name)}`);
  const count = changes.created.length + changes.changed.length + changes.deleted.length;
  $("comparison").hidden = false;
  $("comparison").replaceChildren(
    el("div", { class: "row" }, el("h2", { class: "grow" }, `Changes since ${name ?? "the initial state"}: ${count} records`), el("button", { type: "button", "aria-label": "Close the comparison", onclick: () => { $("comparison").hidden = true; } }, "✕")),
    ...diff(limited(changes)), count > LISTED ? el("p", { class: "soft" }, `The first ${LISTED} of each list are shown.`) : "");
  $("comparison").focus();
}

const LISTED = 200;
const limited = (changes) => Object.fromEntries(Object.entries(changes).map(([key, rows]) => [key, rows.slice(0, LISTED)]));
