import { expect, test as base } from "vitest";
import { MockWorld, worldFixture } from "operately-mockserver-client";

const test = base.extend<{ world: MockWorld }>({ world: worldFixture() });

/** The client under test. After status 503, it sends the request a second time. */
async function createSpace(url: string, token: string, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const send = () =>
    fetch(`${url}/create_space`, { method: "POST", headers, body: JSON.stringify({ name, mission: "Draw" }) });
  const response = await send();
  return response.status === 503 ? (await send()).status : response.status;
}

test("a space is created at the second attempt", async ({ world }) => {
  await world.fault("create_space", { status: 503, times: 1 });

  expect(await createSpace(world.url, world.token, "Design")).toBe(200);

  await world.verify("create_space", { inputs: { name: "Design" }, count: 2 });
});

test("a guest sees fewer goals", async ({ world }) => {
  const seen = async (role: string) => (await (await world.as(role).fetch("get_goals")).json()).goals.length;

  expect(await seen("guest")).toBeLessThan(await seen("owner"));
});
