import { expect, test as base } from "@playwright/test";
import { type MockWorld, worldFixture } from "../src/index.js";

const test = base.extend<{ world: MockWorld }>({ world: worldFixture() });

for (const name of ["Design", "Sales"]) {
  test(`a world has only its own space: ${name}`, async ({ world, request }) => {
    const response = await request.post(`${world.url}/create_space`, {
      headers: { authorization: `Bearer ${world.token}` },
      data: { name, mission: "Draw" },
    });
    expect(response.status()).toBe(200);
    await world.verify("create_space", { inputs: { name }, count: 1 });
  });
}
