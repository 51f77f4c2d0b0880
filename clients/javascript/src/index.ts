/** The client of the control API of mockserver (docs/testing.md). */
export { MockError, VerificationError } from "./errors.js";
export { Fault, MockServer, MockWorld, PersonClient, Snapshot, WorldClock, worldFixture } from "./client.js";
export type { FaultOptions, Inputs, PersonLike, RecordLike, ServerOptions } from "./client.js";
export type * from "./types.js";
