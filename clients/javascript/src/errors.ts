import type { Entry, VerifyProblem } from "./types.js";

/** Thrown if the control API returns an error, or if an argument is invalid. The message contains the reason. */
export class MockError extends Error {
  override name = "MockError";
}

/** Thrown if the number of matching requests is wrong. The message lists the most similar requests. */
export class VerificationError extends Error {
  override name = "VerificationError";

  constructor(expected: unknown, readonly problem: VerifyProblem) {
    super(describe(expected, problem));
  }
}

function describe(expected: unknown, problem: VerifyProblem): string {
  const lines = [`${problem.detail}: ${JSON.stringify(expected)}`];
  for (const entry of problem.matching) lines.push(`  ${line(entry)}`);
  for (const near of problem.closest) {
    lines.push(`  ${line(near.request)}`);
    for (const { at, expected, actual } of near.differences) {
      lines.push(`    ${at}: expected ${JSON.stringify(expected)}, was ${JSON.stringify(actual)}`);
    }
  }
  return lines.join("\n");
}

function line(entry: Entry): string {
  const reason = entry.hint ?? entry.fault;
  const person = entry.person?.full_name ?? "no person";
  const text = `#${entry.id} ${entry.status ?? "closed"} ${entry.method} ${entry.endpoint}`;
  return `${text} ${JSON.stringify(entry.inputs)} by ${person}${reason ? `  [${reason}]` : ""}`;
}
