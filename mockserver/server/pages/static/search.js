// Searches the endpoints. An endpoint is found if each word of the query is similar to a part of its name, inputs or description. The best matches come first.

const IGNORED = new Set(["a", "all", "am", "an", "for", "in", "of", "the", "to", "with"]);
/** Maps words that users type to the words with the same meaning in the API. */
const SYNONYMS = {
  add: ["create"], assign: ["assignee", "assignable"], change: ["update", "edit"], complete: ["close"], current: ["me"], deadline: ["due"], edit: ["update"],
  fetch: ["get"], finish: ["close"], i: ["me"], list: ["get"], modify: ["update", "edit"], new: ["create", "add"], owner: ["champion"], read: ["get"],
  remove: ["delete"], delete: ["remove"], rename: ["name"], show: ["get"], update: ["edit"], upload: ["create"], user: ["person", "member", "me"], who: ["me"],
};

/** Returns, for each endpoint, the texts that `search` compares with the query, in lower case. */
export function index(endpoints) {
  return endpoints.map((endpoint) => {
    const name = endpoint.name.toLowerCase();
    return {
      endpoint,
      name,
      words: name.split(/[/_]/),
      inputs: endpoint.inputs.map((input) => input.name.toLowerCase()),
      text: [endpoint.title, endpoint.description, endpoint.family, endpoint.resource,
        ...endpoint.outputs.map((output) => output.name), ...endpoint.inputs.map((input) => input.type),
        ...endpoint.errors.map((error) => error.message)].join(" ").toLowerCase(),
    };
  });
}

/** Returns the endpoints that match a query, the best match first. `indexed` is the result of `index`. For an empty query, returns all endpoints in the order of `indexed`. */
export function search(indexed, query) {
  const typed = query.toLowerCase().split(/[\s/_]+/).filter(Boolean);
  const words = typed.some((word) => !IGNORED.has(word)) ? typed.filter((word) => !IGNORED.has(word)) : typed;
  if (!words.length) return indexed.map((entry) => entry.endpoint);
  const scored = [];
  for (const entry of indexed) {
    const scores = words.map((word) => Math.max(score(entry, word), ...(SYNONYMS[word] ?? []).map((other) => 0.8 * score(entry, other))));
    if (scores.every((one) => one > 0)) {
      scored.push([scores.reduce((sum, one) => sum + one, 0) - entry.name.length / 100, entry.endpoint]);
    }
  }
  return scored.sort((one, other) => other[0] - one[0]).map(([, endpoint]) => endpoint);
}

function score(entry, word) {
  if (entry.words.includes(word)) return 100;
  if (entry.words.some((one) => one.startsWith(word))) return 80;
  if (entry.name.includes(word)) return 60;
  if (entry.inputs.some((input) => input.includes(word))) return 40;
  if (word.length > 3 && entry.words.some((one) => isTypo(word, one) || isTypo(word, one.slice(0, word.length)))) return 35;
  if (entry.text.includes(word)) return 20;
  if (word.length > 3 && entry.inputs.some((input) => input.split("_").some((one) => isTypo(word, one)))) return 15;
  return word.length > 2 && isSubsequence(word, entry.name) ? 5 : 0;
}

function isSubsequence(word, name) {
  let at = -1;
  for (const letter of word) {
    const next = name.indexOf(letter, at + 1);
    if (next < 0 || (at >= 0 && next - at > 8)) return false;
    at = next;
  }
  return true;
}

/** Returns whether two words differ by at most one added, missing or different letter, or by two adjacent letters that are swapped. */
function isTypo(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const [rest, otherRest] = [one.slice(at), other.slice(at)];
  return rest.slice(1) === otherRest.slice(1) || rest.slice(1) === otherRest || rest === otherRest.slice(1)
    || (rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2));
}
