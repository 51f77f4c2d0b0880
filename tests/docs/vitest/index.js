// As much of vitest as the documentation uses, on node's own test runner: the examples run without an installation.
import assert from "node:assert/strict";

export { afterEach, beforeEach, test } from "node:test";

export const expect = (actual) => ({
  toBe: (expected) => assert.equal(actual, expected),
  toEqual: (expected) => assert.deepEqual(actual, expected),
});
