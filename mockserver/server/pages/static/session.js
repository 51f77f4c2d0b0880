// Requests to the control API and the external API in the chosen world. The browser remembers the chosen world.
import { ask, el, field, toast, toastError } from "./dom.js";

export const ROOT = new URL("..", import.meta.url); // …/__mock__/
export const API = new URL("../api/external/v1/", ROOT);

/** The chosen world and the token that selects it. Both are null before `enterWorld` is called; the token is also null for the default world. */
export const session = { world: null, token: null };

const controlToken = () => sessionStorage.getItem("mock-control");

export function controlHeaders() {
  const token = controlToken();
  return {
    ...(session.token ? { authorization: `Bearer ${session.token}` } : {}),
    ...(token ? { "x-mock-control": token } : {}),
  };
}

export class ControlError extends Error {
  constructor(status, detail, body) {
    super(detail);
    Object.assign(this, { status, body });
  }
}

async function send(method, path, body, headers) {
  const options = { method, headers };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { ...headers, "content-type": "application/json" };
  }
  return fetch(new URL(path, ROOT), options);
}

let asking = null;
async function askForControlToken() {
  asking ??= ask("This server requires a control token", [field("Control token", el("input", { name: "token", type: "password", required: true }))], "Use this token");
  const given = await asking;
  asking = null;
  if (given) sessionStorage.setItem("mock-control", given.token);
  return given !== null;
}

/** Sends a request to the control API, and resolves to the JSON body of the response. Throws ControlError for an error response, and shows the error unless `quiet` is true. If `asWorld` is false, the request does not contain the token of the chosen world. */
export async function control(method, path, body, { quiet = false, asWorld = true } = {}) {
  const headers = () => (asWorld ? controlHeaders() : controlToken() ? { "x-mock-control": controlToken() } : {});
  const sendIt = () => send(method, path, body, headers()).catch((error) => {
    if (!quiet) toastError(`The server gives no response: ${error.message}`);
    throw new ControlError(0, `The server gives no response: ${error.message}`, null);
  });
  let response = await sendIt();
  if (response.status === 401 && /X-Mock-Control/.test(await response.clone().text()) && (await askForControlToken())) {
    response = await sendIt();
  }
  const text = await response.text();
  const read = text ? JSON.parse(text) : null;
  if (response.ok) return read;
  const detail = read?.detail ?? response.statusText;
  if (!quiet) toastError(detail);
  throw new ControlError(response.status, detail, read);
}

let described = null;
/** Resolves to the description of both APIs: `families`, `types`, `endpoints` and `operations`. Each endpoint and operation contains its family and resource. The description is requested only once. */
export async function reference() {
  const flat = (family) => family.resources.flatMap((resource) =>
    resource.endpoints.map((endpoint) => ({ ...endpoint, family: family.title, resource: resource.title })));
  described ??= control("GET", "reference.json").then((data) => ({ ...data, endpoints: data.families.flatMap(flat), operations: flat(data.control) }));
  return described;
}

export const worlds = async () => (await control("GET", "worlds", undefined, { asWorld: false })).worlds;
/** Returns an option for the list of worlds. */
export const worldOption = ({ id, default: isDefault, company }) => new Option(isDefault ? "default" : `${company.name} ${id}`, id);

/** Chooses a world. Throws ControlError with status 404 if the world is closed, and shows the error unless `quiet` is true. */
export async function enterWorld(id, { quiet = false } = {}) {
  const world = await control("GET", `worlds/${encodeURIComponent(id)}`, undefined, { quiet, asWorld: false });
  session.world = world;
  session.token = world.default ? null : (world.owner ?? world.people[0])?.token ?? null;
  localStorage.setItem("mockserver.world", world.default ? "default" : world.id);
  return world;
}

/** Chooses the world that the browser remembers. If the remembered world is closed, chooses the default world. */
export async function enterRememberedWorld() {
  try {
    return await enterWorld(localStorage.getItem("mockserver.world") ?? "default", { quiet: true });
  } catch (error) {
    if (error.status !== 404) throw error;
    toast("The chosen world is closed. The console now shows the default world");
    return enterWorld("default");
  }
}

/** Returns the query string with these inputs for the external API. For an input that is a list, the parameter `name[]` occurs once for each item. */
function queryString(inputs) {
  const pairs = Object.entries(inputs).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((one) => [`${name}[]`, queryText(one)]) : [[name, queryText(value)]]);
  return new URLSearchParams(pairs).toString();
}
const queryText = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** Returns the method, the URL and the body of a request to an endpoint. */
export function requestOf(endpoint, inputs) {
  if (endpoint.kind === "control") return operationRequest(endpoint, inputs);
  const url = new URL(endpoint.name, API);
  if (endpoint.kind === "query") {
    url.search = queryString(inputs);
    return { method: "GET", url: url.href, body: null };
  }
  return { method: "POST", url: url.href, body: inputs };
}

function operationRequest({ method, path, parameters, sends }, inputs) {
  const filled = path.slice(1).replaceAll(/{(\w+)}/g, (_, name) => encodeURIComponent(inputs[name] ?? ""));
  const rest = Object.fromEntries(Object.entries(inputs).filter(([name]) => !parameters.includes(name)));
  const url = new URL(filled, ROOT);
  if (sends === "query") url.search = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, queryText(value)])).toString();
  return { method, url: url.href, body: sends === "body" && Object.keys(rest).length ? rest : null };
}

// `control` has already shown the error, so the browser does not have to report it as an unhandled rejection.
addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof ControlError) event.preventDefault();
});
