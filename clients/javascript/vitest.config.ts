import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = fileURLToPath(new URL("src/index.ts", import.meta.url));

export default defineConfig({
  resolve: { alias: { "operately-mockserver-client": source } },
  test: { include: ["{test,examples}/**/*.test.ts"] },
});
