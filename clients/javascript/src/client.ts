import { MockError, VerificationError } from "./errors.js";
import { QUERIES } from "./types.js";
import type {
  AdvanceClock,
  Changes,
  ClockInfo,
  Endpoint,
  EntryDetail,
  Expectation,
  Explanation,
  FaultAction,
  FaultInfo,
  FaultList,
  FaultMatch,
  OpenWorld,
  PeopleList,
  Person,
  RecordList,
  RequestsQuery,
  SetClock,
  SnapshotInfo,
  WorldInfo,
} from "./types.js";

const API_PATH = "/api/external/v1";
const CONTROL_PATH = "/__mock__";
const ROLES = ["owner", "admin", "member", "guest", "suspended"];
const MATCH_KEYS = ["method", "person", "token", "nth", "every", "limit", "window"];

/** A person: an object with an `id`, a role (the first person with it), an e-mail address, a full name, or an id. */
export type PersonLike = { id: string } | string;
/** A record: an object with an `id`, an id, or a UUID. */
export type RecordLike = { id: string } | string;
export type Inputs = Record<string, unknown>;
/** The name of an endpoint. */
type EndpointName = Endpoint | (string & {});
/** The conditions and the action of a fault rule, in one object (docs/faults.md). */
export type FaultOptions = Omit<FaultMatch, "endpoint" | "person"> &
  FaultAction & { person?: PersonLike; times?: number };

export interface ServerOptions {
  /** The value of `--control-token`. */
  controlToken?: string;
}

/** A running server: `mockserver serve`, or the container. */
export class MockServer {
  readonly url: string;
  readonly #headers: Record<string, string>;

  /** The default of `url` is the value of the environment variable MOCK_URL, or http://127.0.0.1:4000. */
  constructor(url?: string, options: ServerOptions = {}) {
    this.url = (url ?? environment("MOCK_URL") ?? "http://127.0.0.1:4000").replace(/\/+$/, "");
    this.#headers = options.controlToken ? { "x-mock-control": options.controlToken } : {};
  }

  /** The base URL of the API. */
  get apiUrl(): string {
    return this.url + API_PATH;
  }

  /** Return the default world. Tests that run in parallel should fork this world instead of changing it. */
  async defaultWorld(): Promise<MockWorld> {
    return new MockWorld(this, await this.control<WorldInfo>("GET", "/worlds/default"));
  }

  /** Open a new world, which the server builds from a fixture. */
  async open(spec: OpenWorld = {}): Promise<MockWorld> {
    return new MockWorld(this, await this.control<WorldInfo>("POST", "/worlds", spec));
  }

  /** Open a new world with the current state of the default world, or of another world (a MockWorld or its id). */
  async fork(world: MockWorld | string = "default"): Promise<MockWorld> {
    return typeof world === "string" ? this.open({ fork: world }) : world.fork();
  }

  /** Send a request to the control API. The token selects the world. Without a token, this is the default world. */
  async control<T = void>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    const response = await this.send(method, path, body, token);
    const text = await response.text();
    if (!response.ok) throw new MockError(`${response.status}: ${detail(text)}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Send a request to the control API, and return the response even if its status is an error. */
  async send(method: string, path: string, body?: unknown, token?: string): Promise<Response> {
    const headers: Record<string, string> = { ...this.#headers };
    if (token) headers["authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    const content = body === undefined ? null : JSON.stringify(body);
    return fetch(this.url + CONTROL_PATH + path, { method, headers, body: content });
  }
}

/** A world of a server. `close` closes the world. With `await using`, the world is closed at the end of the scope. */
export class MockWorld {
  readonly id: string;
  readonly company: WorldInfo["company"];
  readonly owner: Person;
  /** The token of the owner. */
  readonly token: string;
  readonly readOnlyToken: string;
  readonly clock: WorldClock;

  constructor(readonly server: MockServer, info: WorldInfo) {
    if (!info.owner) throw new MockError("this world has no people; open or fork another world");
    this.id = info.id;
    this.company = info.company;
    this.owner = info.owner;
    this.token = info.owner.token;
    this.readOnlyToken = info.owner.read_only_token;
    this.clock = new WorldClock(this);
  }

  /** The base URL of the API. */
  get url(): string {
    return this.server.apiUrl;
  }

  /** Return a client with the token of a person, or with a token: `world.as("guest").fetch("get_goals")`. */
  as(person: PersonLike): PersonClient {
    return new PersonClient(this.url, () => this.tokenOf(person));
  }

  /** Send a request to the API as the owner. */
  fetch(endpoint: EndpointName, inputs?: Inputs, init?: RequestInit): Promise<Response> {
    return this.as(this.token).fetch(endpoint, inputs, init);
  }

  /** Return the person with this e-mail address, full name, id, role (the first person), or unique part of a name. */
  async person(person: PersonLike): Promise<Person> {
    const text = idOf(person);
    const { people } = await this.control<PeopleList>("GET", "/people?limit=1000");
    const folded = text.toLowerCase();
    const exact =
      people.find((one) => [one.email?.toLowerCase(), one.full_name.toLowerCase(), one.uuid].includes(folded)) ??
      people.find((one) => one.id === text || one.id.endsWith(`-${text}`)) ??
      people.find((one) => one.role === folded);
    if (exact) return exact;
    const partial = people.filter((one) => `${one.full_name}\n${one.email}`.toLowerCase().includes(folded));
    if (partial.length === 1) return partial[0]!;
    const names = (partial.length ? partial : people).slice(0, 5).map((one) => one.full_name);
    const problem = partial.length ? "matches several people" : "is not a role, an e-mail address, a name or an id";
    throw new MockError(`${JSON.stringify(text)} ${problem} in ${this.company.name}: ${names.join(", ")}`);
  }

  /** Return the token of a person. If `person` is a token, it is returned unchanged. */
  async tokenOf(person: PersonLike): Promise<string> {
    if (typeof person === "string" && person.startsWith("opk_")) return person;
    if (typeof person === "object" && "token" in person) return String(person.token);
    return (await this.person(person)).token;
  }

  /** Send a request to the control API, with the token of this world. */
  control<T = void>(method: string, path: string, body?: unknown): Promise<T> {
    return this.server.control<T>(method, path, body, this.token);
  }

  /** Create a fault rule: `world.fault("get_*", { status: 503, times: 2 })`. null means all endpoints. */
  async fault(endpoint: EndpointName | null, options: FaultOptions): Promise<Fault> {
    const { times, person, ...rest } = options;
    const match: Record<string, unknown> = {};
    const action: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(rest)) (MATCH_KEYS.includes(name) ? match : action)[name] = value;
    if (endpoint !== null) match["endpoint"] = endpoint;
    if (person !== undefined) match["person"] = await this.#personText(person);
    const info = await this.control<FaultInfo>("POST", "/faults", { match, action, ...(times && { times }) });
    return new Fault(this, info.id);
  }

  /** Return the latest requests of this world with their responses and changes, oldest first. */
  async requests(filters: RequestsQuery = {}): Promise<EntryDetail[]> {
    const query = { ...filters, details: true };
    if (query.person !== undefined && query.person !== null) query.person = await this.#personText(query.person);
    const { requests } = await this.control<{ requests: EntryDetail[] }>("GET", `/requests${queryString(query)}`);
    return requests;
  }

  /** Return the number of matching requests. Throws VerificationError if this number is not `expected.count`. */
  async verify(
    endpoint: EndpointName | null,
    expected: Omit<Expectation, "endpoint" | "person"> & { person?: PersonLike } = {},
  ): Promise<number> {
    const { person, ...rest } = expected;
    const body: Expectation = { ...rest, ...(endpoint !== null && { endpoint }) };
    if (person !== undefined) body.person = await this.#personText(person);
    const response = await this.server.send("POST", "/requests/verify", body, this.token);
    const text = await response.text();
    if (response.status === 409) throw new VerificationError(body, JSON.parse(text));
    if (!response.ok) throw new MockError(`${response.status}: ${detail(text)}`);
    return JSON.parse(text).count;
  }

  /** Save the current state as a snapshot. Without `name`, the server chooses a name. */
  async snapshot(name?: string): Promise<Snapshot> {
    const info = await this.control<SnapshotInfo>("POST", "/snapshots", { name: name ?? null });
    return new Snapshot(this, info.name);
  }

  /** Return the records that changed since a snapshot, or since the world was opened. */
  diff(origin?: Snapshot | string): Promise<Changes> {
    const from = origin instanceof Snapshot ? origin.name : origin;
    return this.control<Changes>("GET", `/diff${queryString({ from })}`);
  }

  /** Return the stored records of an entity: `world.state("goal", { name: "Grow" })`. */
  async state(entity: string, filters: Record<string, unknown> = {}): Promise<Array<Record<string, unknown>>> {
    const path = `/state/${encodeURIComponent(entity)}${queryString({ per_page: 1000, ...filters })}`;
    return (await this.control<RecordList>("GET", path)).records;
  }

  /** Return a person's access level on a record (`entity`), with the reason, and the permissions of an endpoint. */
  async explain(question: { person?: PersonLike; entity?: RecordLike; endpoint?: EndpointName }): Promise<Explanation> {
    const person = question.person === undefined ? undefined : await this.#personText(question.person);
    const entity = question.entity === undefined ? undefined : idOf(question.entity);
    return this.control<Explanation>("GET", `/explain${queryString({ person, entity, endpoint: question.endpoint })}`);
  }

  /** Restore the initial state and the initial fault rules, and clear the journal. */
  reset(): Promise<void> {
    return this.control("POST", "/reset");
  }

  /** Open a new world with the current state of this world, or with the state of a snapshot (or its name). */
  async fork(origin?: Snapshot | string): Promise<MockWorld> {
    const fork = (origin instanceof Snapshot ? origin.name : origin) ?? this.id;
    return new MockWorld(this.server, await this.control<WorldInfo>("POST", "/worlds", { fork }));
  }

  /** Close the world. Its tokens become invalid. */
  close(): Promise<void> {
    return this.server.control("DELETE", `/worlds/${this.id}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Return the text that identifies a person in a request. The server accepts no roles, so a role becomes an id. */
  async #personText(person: PersonLike): Promise<string> {
    const text = idOf(person);
    return ROLES.includes(text) ? (await this.person(text)).id : text;
  }
}

/** A client of the API with the token of one person. */
export class PersonClient {
  readonly #token: () => Promise<string>;

  constructor(readonly url: string, token: () => Promise<string>) {
    this.#token = token;
  }

  /** Send a request. A query is sent as GET with a query string, a mutation as POST with JSON. */
  async fetch(endpoint: EndpointName, inputs: Inputs = {}, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${await this.#token()}`);
    if (QUERIES.has(endpoint)) {
      return fetch(`${this.url}/${endpoint}${queryString(inputs)}`, { ...init, headers });
    }
    headers.set("content-type", "application/json");
    return fetch(`${this.url}/${endpoint}`, { method: "POST", body: JSON.stringify(inputs), ...init, headers });
  }
}

/** A fault rule. With `await using`, the rule is removed at the end of the scope. */
export class Fault {
  constructor(readonly world: MockWorld, readonly id: string) {}

  /** The number of requests to which the rule was applied; 0 after the rule was removed. */
  async fired(): Promise<number> {
    const { faults } = await this.world.control<FaultList>("GET", "/faults");
    return faults.find((one) => one.id === this.id)?.fired ?? 0;
  }

  remove(): Promise<void> {
    return this.world.control("DELETE", `/faults/${this.id}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}

/** A saved state of a world. With `await using`, the state is restored at the end of the scope. */
export class Snapshot {
  constructor(readonly world: MockWorld, readonly name: string) {}

  restore(): Promise<void> {
    return this.world.control("POST", `/snapshots/${encodeURIComponent(this.name)}/restore`);
  }

  delete(): Promise<void> {
    return this.world.control("DELETE", `/snapshots/${encodeURIComponent(this.name)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.restore();
  }
}

/** The clock of a world. */
export class WorldClock {
  constructor(readonly world: MockWorld) {}

  async now(): Promise<Date> {
    return date(await this.world.control<ClockInfo>("GET", "/clock"));
  }

  /** Move the clock forwards and return the new time. Negative numbers move it backwards. */
  async advance(by: AdvanceClock): Promise<Date> {
    return date(await this.world.control<ClockInfo>("POST", "/clock/advance", by));
  }

  /** Set the clock, and return the new time. `frozen: true` stops the clock, `frozen: false` lets it run. */
  async set(now: Date | string, options: Pick<SetClock, "frozen"> = {}): Promise<Date> {
    const text = now instanceof Date ? now.toISOString() : now;
    return date(await this.world.control<ClockInfo>("PUT", "/clock", { now: text, ...options }));
  }
}

/**
 * Return a fixture for `test.extend` of Vitest and of Playwright, which forks the default world for each test.
 *
 *     export const test = base.extend<{ world: MockWorld }>({ world: worldFixture() });
 */
export function worldFixture(server: MockServer = new MockServer()) {
  return async ({}: object, use: (world: MockWorld) => Promise<void>): Promise<void> => {
    const world = await server.fork();
    try {
      await use(world);
    } finally {
      await world.close();
    }
  };
}

function date(clock: ClockInfo): Date {
  return new Date(clock.now);
}

function idOf(value: { id: string } | string): string {
  return typeof value === "string" ? value : value.id;
}

function detail(text: string): string {
  try {
    return JSON.parse(text).detail ?? text;
  } catch {
    return text;
  }
}

function environment(name: string): string | undefined {
  return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name];
}

/** Encode a query string like the official client of Operately: a[]=1&a[b]=2. Undefined values are left out. */
function queryString(values: Record<string, unknown>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) append(pairs, name, value);
  const text = pairs.toString();
  return text ? `?${text}` : "";
}

function append(pairs: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    for (const one of value) append(pairs, `${name}[]`, one);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) append(pairs, `${name}[${key}]`, inner);
  } else {
    pairs.append(name, String(value));
  }
}
