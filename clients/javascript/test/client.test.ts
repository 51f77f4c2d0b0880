import { describe, expect, test as base } from "vitest";
import { MockError, MockServer, MockWorld, VerificationError, worldFixture } from "../src/index.js";

const server = new MockServer();
const test = base.extend<{ world: MockWorld }>({ world: worldFixture(server) });
const DESIGN = { name: "Design", mission: "Draw" };

describe.concurrent("a world", () => {
  test("records and verifies requests", async ({ world }) => {
    expect((await world.fetch("create_space", DESIGN)).status).toBe(200);

    expect(await world.verify("create_space", { inputs: { name: "Design" }, person: "owner", count: 1 })).toBe(1);
    const [entry] = await world.requests({ endpoint: "create_space" });
    expect(JSON.parse(entry!.response!.body).space.name).toBe("Design");
    expect(entry!.changes.created.map((change) => change.entity)).toContain("space");
  });

  test("explains a failed verification", async ({ world }) => {
    await world.fetch("create_space", DESIGN);
    const failure = world.verify("create_space", { inputs: { name: "Sales" } });
    await expect(failure).rejects.toThrow(VerificationError);
    await expect(failure).rejects.toThrow('inputs.name: expected "Sales", was "Design"');
  });

  test("applies a fault until the end of the block", async ({ world }) => {
    {
      await using fault = await world.fault("get_*", { status: 503 });
      expect((await world.fetch("get_me")).status).toBe(503);
      expect(await fault.fired()).toBe(1);
    }
    expect((await world.fetch("get_me")).status).toBe(200);
  });

  test("refuses misspelled names", async ({ world }) => {
    await expect(world.fault("get_golas", { status: 503 })).rejects.toThrow("did you mean `get_goals`?");
    await expect(world.verify("create_space", { inputs: { nmae: 1 }, count: 0 })).rejects.toThrow("`name`");
    await expect(world.as("gest").fetch("get_me")).rejects.toThrow(MockError);
  });

  test("sends requests as other people", async ({ world }) => {
    await world.fetch("invite_guest", { full_name: "Gus Guest", email: "gus@x.test", title: "Guest" });
    const response = await world.as("gus@x.test").fetch("get_me");
    expect((await response.json()).me.full_name).toBe("Gus Guest");
  });

  test("moves its clock", async ({ world }) => {
    const before = await world.clock.now();
    expect((await world.clock.advance({ days: 8 })).getTime() - before.getTime()).toBe(8 * 86_400_000);
    expect(await world.clock.set("2027-01-01T00:00:00Z")).toEqual(new Date("2027-01-01T00:00:00Z"));
  });

  test("restores a snapshot", async ({ world }) => {
    const before = await world.snapshot();
    await world.fetch("create_space", DESIGN);
    expect((await world.diff(before)).created.length).toBeGreaterThan(0);
    await before.restore();
    expect((await world.diff(before)).created).toEqual([]);
    expect(await world.state("space", { name: "Design" })).toEqual([]);
  });

  test("explains access", async ({ world }) => {
    const [space] = await world.state("space");
    const explanation = await world.explain({ person: "owner", entity: String(space!["id"]), endpoint: "edit_space" });
    expect(explanation.endpoint!.requires[0]!.granted).toBe(true);
  });
});

test("a closed world is gone", async () => {
  const world = await server.open({ fixture: "empty", seed: 7 });
  await world.close();
  expect((await world.fetch("get_me")).status).toBe(401);
});
