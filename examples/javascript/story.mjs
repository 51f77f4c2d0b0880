// A scenario with fetch. Start mockserver, then run: node examples/javascript/story.mjs

const URL = process.env.OPERATELY_URL ?? "http://127.0.0.1:4000/api/external/v1";
const VIEW = 10; // the access level of people who can see the project but not change it

/** A client for one token. It sends queries as GET requests and mutations as POST requests. */
function operately(token) {
  const headers = { authorization: `Bearer ${token}` };
  const checked = async (answer) => {
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(body.message), { status: answer.status });
    return body;
  };
  return {
    get: (name) => fetch(`${URL}/${name}`, { headers }),
    query: async (name, inputs = {}) => checked(await fetch(`${URL}/${name}?${new URLSearchParams(inputs)}`, { headers })),
    mutate: async (name, inputs) =>
      checked(
        await fetch(`${URL}/${name}`, {
          method: "POST",
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify(inputs),
        }),
      ),
  };
}

/** Return rich text as the API requires it: JSON that is encoded as a string. */
const richText = (text) =>
  JSON.stringify({ type: "doc", content: [{ type: "paragraph", content: [{ type: "text", text }] }] });
const day = (date) => ({ date_type: "day", value: date, date });

const [owner, member, eager] = ["opk_owner", "opk_member", "opk_ratelimited"].map(operately);

const { me } = await owner.query("get_me");
const { me: reviewer } = await operately("opk_admin").query("get_me");
console.log(`I am ${me.full_name}, and ${reviewer.full_name} reviews my project`);

const [space] = (await owner.query("get_spaces")).spaces;
const { project } = await owner.mutate("create_project", {
  space_id: space.id,
  name: "Launch the new website",
  champion_id: me.id,
  reviewer_id: reviewer.id,
  anonymous_access_level: 0,
  company_access_level: VIEW,
  space_access_level: VIEW,
});
console.log(`${project.name} is a new project in ${space.name}`);

for (const name of ["Write the texts", "Take the pictures"]) {
  await owner.mutate("tasks/create", {
    type: "project",
    id: project.id,
    milestone_id: null,
    name,
    assignee_id: me.id,
    due_date: day("2026-03-31"),
  });
}
const { tasks } = await owner.query("tasks/list", { project_id: project.id });
console.log(`the tasks are: ${tasks.map((task) => task.name).join(", ")}`);

await owner.mutate("post_project_check_in", {
  project_id: project.id,
  status: "on_track",
  description: richText("Off to a good start."),
  send_notifications_to_everyone: false,
  subscriber_ids: [],
});
const { work_map } = await owner.query("get_flat_work_map", { space_id: space.id });
console.log(`the status in the work map is ${work_map.find((item) => item.id === project.id).status}`);

try {
  await member.mutate("edit_project_name", { project_id: project.id, name: "Mine now" });
} catch (refused) {
  console.log(`a member cannot rename the project: ${refused.status} ${refused.message}`);
}

let answer;
for (let call = 0; call < 6; call++) answer = await eager.get("get_me");
const wait = Number(answer.headers.get("retry-after"));
console.log(`too many requests: ${answer.status}, repeat after ${wait} s`);
await new Promise((resolve) => setTimeout(resolve, wait * 1000));
console.log(`after this time: ${(await eager.get("get_me")).status}`);
