import { expect, test as base } from "vitest";
import { MockServer, MockWorld, worldFixture } from "../src/index.js";

const test = base.extend<{ world: MockWorld }>({ world: worldFixture(new MockServer()) });

test.concurrent.for([...Array(20).keys()])("world %i is isolated", async (number, { world }) => {
  await world.fetch("create_space", { name: `Space ${number}`, mission: "Draw" });
  await world.verify("create_space", { count: 1 });
  expect((await world.state("space")).filter((space) => String(space["name"]).startsWith("Space "))).toHaveLength(1);
});
