// Converts a request to code for curl, httpx and fetch. A request is {method, url, token, body}; body is null or a JSON value.

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

export function curl({ method, url, token, body }) {
  const lines = [`curl ${quoted(url)}`];
  if (method !== "GET" && !(method === "POST" && body !== null)) lines.push(`-X ${method}`);
  if (token) lines.push(`-H ${quoted(`Authorization: Bearer ${token}`)}`);
  if (body !== null) lines.push(`-H 'Content-Type: application/json'`, `--data ${quoted(JSON.stringify(body))}`);
  return lines.join(" \\\n  ");
}

/** Returns a JSON value as a Python literal. */
export function python(value, indent = "") {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value).replaceAll("\u2028", "\\u2028");
  if (typeof value === "number") return String(value);
  const inner = `${indent}    `;
  const items = Array.isArray(value)
    ? value.map((one) => python(one, inner))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${python(one, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (!items.length) return open + close;
  const flat = `${open}${items.join(", ")}${close}`;
  return flat.length < 70 ? flat : `${open}\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}${close}`;
}

export function httpx({ method, url, token, body }) {
  const parts = [JSON.stringify(url)];
  if (token) parts.push(`headers={"Authorization": ${JSON.stringify(`Bearer ${token}`)}}`);
  if (body !== null) parts.push(`json=${python(body, "    ")}`);
  return `import httpx\n\nresponse = httpx.${method.toLowerCase()}(\n${parts.map((part) => `    ${part},\n`).join("")})\nresponse.raise_for_status()\nprint(response.json())\n`;
}

export function fetchCode({ method, url, token, body }) {
  const options = [];
  if (method !== "GET") options.push(`method: ${JSON.stringify(method)}`);
  const headers = [];
  if (token) headers.push(`Authorization: ${JSON.stringify(`Bearer ${token}`)}`);
  if (body !== null) headers.push(`"Content-Type": "application/json"`);
  if (headers.length) options.push(`headers: { ${headers.join(", ")} }`);
  if (body !== null) options.push(`body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll("\n", "\n  ")})`);
  const rest = options.length ? `, {\n${options.map((option) => `  ${option},\n`).join("")}}` : "";
  return `const response = await fetch(${JSON.stringify(url)}${rest});\nconsole.log(response.status, await response.json());\n`;
}

/** Each item contains the name of a kind of code, and the function that converts a request to this code. */
export const FORMS = [["curl", curl], ["httpx", httpx], ["fetch", fetchCode]];
