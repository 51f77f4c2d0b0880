// Finds the mutations of the API that change a field of a record. The names of the mutations' inputs are compared with the names of the fields.

const ALIASES = { message: "discussion", person: "profile", project_check_in: "check_in", project_contributor: "contrib" };
const UPDATES = /(^|[/_])(update|edit)(_|$)/;
const isText = (value) => typeof value === "string";

/** Returns the input that contains the id of the record that an endpoint changes, or undefined if the endpoint has no such input for this kind of record. */
export function recordInput(endpoint, kind) {
  const names = [kind, ALIASES[kind]].filter(isText);
  const isOwn = (name, one) => name === `${one}_id` || (name === "id" && new RegExp(`^[a-z]+_${one}$`).test(endpoint.name));
  return endpoint.inputs.find(({ name }) => names.some((one) => isOwn(name, one)));
}

/** Returns the name of the field that the input `name` changes in the record `row`, or null if the input changes no field. */
function fieldOf(name, row) {
  const other = {
    status: "task_status", assignee_id: "assignee_ids", start_value: "from_", target_value: "to",
    ...("due_date" in row ? {} : { due_date: "timeframe" }), start_date: "timeframe",
  }[name];
  return other in row ? other : name in row ? name : null;
}

/** Returns the value that the input `name` must have if it should not change the record, or undefined if it changes no field. `apiId` converts a UUID to the id in requests. */
function currentValue(name, row, apiId) {
  if (name === "type" && "space_id" in row && "project_id" in row) return row.space_id ? "space" : "project";
  const value = row[fieldOf(name, row)];
  if (name === "start_date") return value?.contextual_start_date ?? null;
  if (name === "due_date" && "timeframe" in row) return value?.contextual_end_date ?? null;
  const one = name === "assignee_id" ? value?.[0] ?? null : value;
  return name.endsWith("_id") && isText(one) ? apiId(one) : one;
}

/** Returns the edits {field, input, own, endpoint} of a record in a map, by the name of the field that they change. `endpoint` is a mutation, `input` is its input that changes the field, and `own` is its input that contains the id of the record. */
export function editsOf(kind, row, endpoints) {
  const best = new Map();
  for (const endpoint of endpoints) {
    const own = recordInput(endpoint, kind);
    const usable = endpoint.kind === "mutation" && UPDATES.test(endpoint.name) && own
      && endpoint.inputs.every((input) => input === own || !input.required || !input.name.endsWith("_id") || fieldOf(input.name, row));
    const [family, ...rest] = endpoint.name.split("/");
    const parents = rest.length ? [`${family.slice(0, -1)}_id`, "type"] : []; // the inputs that only identify the record, and do not change it
    for (const input of usable ? endpoint.inputs : []) {
      const field = input === own || parents.includes(input.name) ? null : fieldOf(input.name, row);
      const known = best.get(input.name);
      if (field && (!known || endpoint.inputs.length < known.endpoint.inputs.length)) best.set(input.name, { field, input, own, endpoint });
    }
  }
  return Map.groupBy(best.values(), (edit) => edit.field);
}

/** Returns the initial inputs of the form for an edit: the id of the record, and the current values of the edited input and of all required inputs. */
export function startOf({ endpoint, own, input }, row, apiId) {
  const wanted = endpoint.inputs.filter((one) => one === input || one.required);
  const known = wanted.map((one) => [one.name, currentValue(one.name, row, apiId)]).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), [own.name]: row.id };
}
