// Generated from the control API's types and the catalogue: `make docs` writes this file.

/** The name of an endpoint of the API. */
export type Endpoint =
  | "acknowledge_goal_progress_update"
  | "acknowledge_project_check_in"
  | "add_company"
  | "add_company_admins"
  | "add_company_member"
  | "add_key_resource"
  | "add_project_contributor"
  | "add_project_contributors"
  | "add_reaction"
  | "add_space_members"
  | "archive_message"
  | "change_goal_parent"
  | "close_goal"
  | "close_project"
  | "convert_company_member_to_guest"
  | "copy_resource_hub_folder"
  | "create_comment"
  | "create_goal"
  | "create_goal_discussion"
  | "create_project"
  | "create_resource_hub"
  | "create_resource_hub_document"
  | "create_resource_hub_file"
  | "create_resource_hub_folder"
  | "create_resource_hub_link"
  | "create_space"
  | "delete_comment"
  | "delete_goal"
  | "delete_resource_hub_document"
  | "delete_resource_hub_file"
  | "delete_resource_hub_folder"
  | "delete_resource_hub_link"
  | "delete_space"
  | "edit_comment"
  | "edit_company"
  | "edit_company_members_permissions"
  | "edit_discussion"
  | "edit_goal_discussion"
  | "edit_goal_progress_update"
  | "edit_key_resource"
  | "edit_parent_folder_in_resource_hub"
  | "edit_project_check_in"
  | "edit_project_name"
  | "edit_project_permissions"
  | "edit_project_retrospective"
  | "edit_resource_hub_document"
  | "edit_resource_hub_file"
  | "edit_resource_hub_link"
  | "edit_space"
  | "edit_space_members_permissions"
  | "edit_space_permissions"
  | "edit_subscriptions_list"
  | "get_account"
  | "get_activities"
  | "get_activity"
  | "get_assignments"
  | "get_assignments_count"
  | "get_binded_people"
  | "get_comments"
  | "get_companies"
  | "get_company"
  | "get_discussion"
  | "get_discussions"
  | "get_flat_work_map"
  | "get_goal"
  | "get_goal_progress_update"
  | "get_goals"
  | "get_key_resource"
  | "get_me"
  | "get_milestone"
  | "get_notifications"
  | "get_people"
  | "get_person"
  | "get_project"
  | "get_project_check_in"
  | "get_project_check_ins"
  | "get_project_contributor"
  | "get_project_retrospective"
  | "get_projects"
  | "get_resource_hub"
  | "get_resource_hub_document"
  | "get_resource_hub_file"
  | "get_resource_hub_folder"
  | "get_resource_hub_link"
  | "get_space"
  | "get_spaces"
  | "get_task"
  | "get_tasks"
  | "get_unread_notification_count"
  | "get_work_map"
  | "global_search"
  | "grant_resource_access"
  | "invite_guest"
  | "is_subscribed_to_resource"
  | "join_space"
  | "list_goal_contributors"
  | "list_possible_managers"
  | "list_resource_hub_nodes"
  | "list_space_tools"
  | "list_task_assignable_people"
  | "mark_all_notifications_as_read"
  | "mark_notification_as_read"
  | "mark_notifications_as_read"
  | "move_project_to_space"
  | "move_task"
  | "pause_project"
  | "post_discussion"
  | "post_goal_progress_update"
  | "post_milestone_comment"
  | "post_project_check_in"
  | "publish_discussion"
  | "publish_resource_hub_document"
  | "remove_company_admin"
  | "remove_company_member"
  | "remove_company_owner"
  | "remove_company_trusted_email_domain"
  | "remove_group_member"
  | "remove_key_resource"
  | "remove_project_contributor"
  | "remove_reaction"
  | "rename_resource_hub_folder"
  | "reopen_goal"
  | "restore_company_member"
  | "resume_project"
  | "search_people"
  | "search_potential_space_members"
  | "search_project_contributor_candidates"
  | "subscribe_to_notifications"
  | "unsubscribe_from_notifications"
  | "update_profile"
  | "update_profile_picture"
  | "update_project_contributor"
  | "update_project_description"
  | "update_theme"
  | "goals/add_access_members"
  | "goals/add_check"
  | "goals/add_target"
  | "goals/delete_check"
  | "goals/delete_target"
  | "goals/get_check_ins"
  | "goals/get_discussions"
  | "goals/list_access_members"
  | "goals/parent_goal_search"
  | "goals/remove_access_member"
  | "goals/toggle_check"
  | "goals/update_access_levels"
  | "goals/update_access_member"
  | "goals/update_champion"
  | "goals/update_check"
  | "goals/update_check_index"
  | "goals/update_description"
  | "goals/update_due_date"
  | "goals/update_name"
  | "goals/update_parent_goal"
  | "goals/update_reviewer"
  | "goals/update_space"
  | "goals/update_start_date"
  | "goals/update_target"
  | "goals/update_target_index"
  | "goals/update_target_value"
  | "project_discussions/create"
  | "project_discussions/edit"
  | "project_discussions/get"
  | "project_discussions/list"
  | "project_milestones/delete"
  | "project_milestones/list_tasks"
  | "project_milestones/update_description"
  | "project_milestones/update_due_date"
  | "project_milestones/update_kanban"
  | "project_milestones/update_ordering"
  | "project_milestones/update_title"
  | "projects/count_children"
  | "projects/create_milestone"
  | "projects/delete"
  | "projects/get_contributors"
  | "projects/get_milestones"
  | "projects/parent_goal_search"
  | "projects/search"
  | "projects/update_champion"
  | "projects/update_due_date"
  | "projects/update_kanban"
  | "projects/update_milestone"
  | "projects/update_parent_goal"
  | "projects/update_reviewer"
  | "projects/update_start_date"
  | "projects/update_task_statuses"
  | "spaces/count_by_access_level"
  | "spaces/list_members"
  | "spaces/list_tasks"
  | "spaces/search"
  | "spaces/update_kanban"
  | "spaces/update_task_statuses"
  | "spaces/update_tools"
  | "tasks/create"
  | "tasks/delete"
  | "tasks/list"
  | "tasks/update_assignee"
  | "tasks/update_description"
  | "tasks/update_due_date"
  | "tasks/update_milestone"
  | "tasks/update_milestone_and_ordering"
  | "tasks/update_name"
  | "tasks/update_status";

/** The endpoints that are sent as GET. */
export const QUERIES: ReadonlySet<string> = new Set([
  "get_account",
  "get_activities",
  "get_activity",
  "get_assignments",
  "get_assignments_count",
  "get_binded_people",
  "get_comments",
  "get_companies",
  "get_company",
  "get_discussion",
  "get_discussions",
  "get_flat_work_map",
  "get_goal",
  "get_goal_progress_update",
  "get_goals",
  "get_key_resource",
  "get_me",
  "get_milestone",
  "get_notifications",
  "get_people",
  "get_person",
  "get_project",
  "get_project_check_in",
  "get_project_check_ins",
  "get_project_contributor",
  "get_project_retrospective",
  "get_projects",
  "get_resource_hub",
  "get_resource_hub_document",
  "get_resource_hub_file",
  "get_resource_hub_folder",
  "get_resource_hub_link",
  "get_space",
  "get_spaces",
  "get_task",
  "get_tasks",
  "get_unread_notification_count",
  "get_work_map",
  "global_search",
  "is_subscribed_to_resource",
  "list_goal_contributors",
  "list_possible_managers",
  "list_resource_hub_nodes",
  "list_space_tools",
  "list_task_assignable_people",
  "search_people",
  "search_potential_space_members",
  "search_project_contributor_candidates",
  "goals/get_check_ins",
  "goals/get_discussions",
  "goals/list_access_members",
  "goals/parent_goal_search",
  "project_discussions/get",
  "project_discussions/list",
  "project_milestones/list_tasks",
  "projects/count_children",
  "projects/get_contributors",
  "projects/get_milestones",
  "projects/parent_goal_search",
  "projects/search",
  "spaces/count_by_access_level",
  "spaces/list_members",
  "spaces/list_tasks",
  "spaces/search",
  "tasks/list",
]);

/** The sum of all values is added to the clock. Negative numbers move the clock backwards. */
export interface AdvanceClock {
  /** Number of weeks; fractions are allowed. */
  weeks?: number;
  /** Number of days; fractions are allowed. */
  days?: number;
  /** Number of hours; fractions are allowed. */
  hours?: number;
  /** Number of minutes; fractions are allowed. */
  minutes?: number;
  /** Number of seconds; fractions are allowed. */
  seconds?: number;
}

export interface BlobInfo {
  /** The id of the blob. */
  id: string;
  /** The path of the URL at which this server returns the file content. */
  url: string;
}

/** The progress of a world that is built in the background. */
export interface BuildInfo {
  /** The id of the build. */
  id: string;
  /** `building`: the world is not open yet. `ready`: it is open. `failed`: it cannot be built. */
  status: "building" | "failed" | "ready";
  /** The number of events of the fixture that were executed. */
  events_done: number;
  /** The number of events of the fixture; 0 until the number is known. */
  events: number;
  /** The reason of the failure, if the status is `failed`; otherwise null. */
  detail: string | null;
  /** The world, if the status is `ready`; otherwise null. */
  world: WorldInfo | null;
}

/** A world with its people. */
export interface WorldInfo {
  /** The id of the world. */
  id: string;
  /** Whether this is the server's default world. */
  default: boolean;
  /** The first company of the world. */
  company: CompanyRef;
  /** The owner of the company. null if the company has no people. */
  owner: Person | null;
  /** At most 50 people; the owner is the first. */
  people: Array<Person>;
  /** The number of all people of the world. */
  people_count: number;
}

export interface CompanyRef {
  /** The id as the API returns it. */
  id: string;
  /** The name of the company. */
  name: string;
}

/** A person of a world with their tokens. */
export interface Person {
  /** The id as the API returns it. */
  id: string;
  /** The UUID of the person. */
  uuid: string;
  /** The full name of the person. */
  full_name: string;
  /** The e-mail address. null if the person has none. */
  email: string | null;
  /** `owner`, `admin`, `member`, `guest`, `ai` (an AI agent) or `suspended`. */
  role: string;
  /** A token that allows queries and mutations. */
  token: string;
  /** A token that allows queries only. */
  read_only_token: string;
}

/** The created, changed and deleted records. The changes of a request are listed in the order of their execution. */
export interface Changes {
  /** The created records. */
  created: Array<Change>;
  /** The records that were changed. */
  changed: Array<Change>;
  /** The deleted records. */
  deleted: Array<Change>;
}

/** The change of one record. */
export interface Change {
  /** The type of the record, such as `goal`. */
  entity: string;
  /** The id as the API returns it. */
  id: string;
  /** The UUID of the record. */
  uuid: string;
  /** All fields of a created or deleted record. For a changed record, only the changed fields, each with an object {from, to}. */
  fields: Record<string, unknown>;
}

export interface ClockInfo {
  /** The world's current time, in UTC. */
  now: string;
  /** true: the clock stands still until it is set. false: the clock runs. */
  frozen: boolean;
}

export interface CreateBlob {
  /** The name of the file. */
  filename: string;
  /** The size of the file in bytes. */
  size?: number;
  /** The media type. */
  content_type?: string;
  /** The width of an image in pixels. */
  width?: number | null;
  /** The height of an image in pixels. */
  height?: number | null;
}

export interface CreateSnapshot {
  /** A new name. Default: `snapshot-1`, `snapshot-2` and so on. */
  name?: string | null;
}

export interface CreateToken {
  /** A person: an id, a UUID, an e-mail address or a full name. */
  person_id: string;
  /** `read_only` allows queries only. */
  access?: "full" | "read_only";
}

export interface DiffQuery {
  /** The name of the snapshot with which the current state is compared. Default: the initial state of the world. */
  from?: string | null;
}

/** An example of a request to an endpoint, with ids and values of the world. */
export interface EndpointExample {
  /** The inputs of the example. */
  inputs: Record<string, unknown>;
  /** The response body of the example; null if the server found no request that succeeds. */
  output: unknown;
  /** Whether the request succeeds for `person`. If false, the example is a request of the owner. */
  works_for_person: boolean;
}

/** An entry with the headers and bodies of request and response. Tokens and cookies in headers are masked. */
export interface EntryDetail {
  /** The number of the entry. Later entries have higher numbers. */
  id: number;
  /** The time of the system's clock when the server received the request. */
  at: string;
  /** The world's time when the response was sent. */
  world_time: string;
  /** The person of the token. null if the request has no valid token. */
  person: PersonRef | null;
  /** The HTTP method. */
  method: string;
  /** The part of the path after `/api/external/v1/`: the name of an endpoint, or other text if there is no such endpoint. */
  endpoint: string;
  /** The inputs after decoding. */
  inputs: Record<string, unknown>;
  /** The status of the response. null if a fault closed the connection. */
  status: number | null;
  /** The time between the request and its response, in milliseconds. */
  duration_ms: number;
  /** The id of the fault rule that was applied. null if there is none. */
  fault: string | null;
  /** The header `X-Mock-Hint`: the cause of an error. null if there is none. */
  hint: string | null;
  /** The access checks, in the order of execution. */
  checks: Array<AccessCheckInfo>;
  /** The records that the request created, changed or deleted. */
  changes: Changes;
  /** The headers and the body of the request. */
  request: WireRequest;
  /** The response. null if a fault closed the connection. */
  response: WireResponse | null;
}

export interface PersonRef {
  /** The id as the API returns it. */
  id: string;
  /** The full name of the person. */
  full_name: string;
}

/** A check of whether a person has a permission on a record. */
export interface AccessCheckInfo {
  /** The type of the record, such as `goal`. */
  entity: string;
  /** The UUID of the record. */
  id: string;
  /** The name of the permission. */
  permission: string;
  /** The access level that the permission requires. */
  level: number;
  /** The access level that the person had. */
  person_level: number;
  /** Whether the person has the permission. */
  granted: boolean;
}

/** A request as the server received it. */
export interface WireRequest {
  /** The path of the URL. */
  path: string;
  /** The query string of the URL, without `?`. */
  query: string;
  /** The name and the value of each header. */
  headers: Array<[string, string]>;
  /** The body, as text. */
  body: string;
}

/** The headers and the body of a response. */
export interface WireResponse {
  /** The name and the value of each header. */
  headers: Array<[string, string]>;
  /** The body, as text. */
  body: string;
}

export interface EntryList {
  /** The entries, oldest first. */
  requests: Array<Entry>;
  /** The id of the latest entry, even if this entry was deleted. 0 if there was no entry. */
  last: number;
}

/** A request with its changes, and with the status of its response. */
export interface Entry {
  /** The number of the entry. Later entries have higher numbers. */
  id: number;
  /** The time of the system's clock when the server received the request. */
  at: string;
  /** The world's time when the response was sent. */
  world_time: string;
  /** The person of the token. null if the request has no valid token. */
  person: PersonRef | null;
  /** The HTTP method. */
  method: string;
  /** The part of the path after `/api/external/v1/`: the name of an endpoint, or other text if there is no such endpoint. */
  endpoint: string;
  /** The inputs after decoding. */
  inputs: Record<string, unknown>;
  /** The status of the response. null if a fault closed the connection. */
  status: number | null;
  /** The time between the request and its response, in milliseconds. */
  duration_ms: number;
  /** The id of the fault rule that was applied. null if there is none. */
  fault: string | null;
  /** The header `X-Mock-Hint`: the cause of an error. null if there is none. */
  hint: string | null;
  /** The access checks, in the order of execution. */
  checks: Array<AccessCheckInfo>;
  /** The records that the request created, changed or deleted. */
  changes: Changes;
}

export interface ExampleQuery {
  /** The name of an endpoint. */
  endpoint: string;
  /** A person: an id, a UUID, an e-mail address or a full name. Default: the owner. */
  person?: string | null;
}

/** Describes the expected requests, and their expected number. */
export interface Expectation {
  /** The name of an endpoint, or a pattern with `*`, `?` and `[…]`. */
  endpoint?: string | null;
  /** An HTTP method, in upper or lower case. */
  method?: "GET" | "POST" | "HEAD" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | null;
  /** A person: an id, a UUID, an e-mail address or a full name. */
  person?: string | null;
  /** The status of the response. */
  status?: number | null;
  /** true: only requests to which a fault was applied. false: only requests without a fault. */
  fault?: boolean | null;
  /** Inputs that the request must have, with these values. Other inputs can have any value. */
  inputs?: Record<string, unknown>;
  /** Headers that the request must have, with these values. null: the header must be absent. */
  headers?: Record<string, string | null>;
  /** The expected number of requests: a number or a range. Default: at least 1. */
  count?: number | CountRange;
  /** Only entries with a higher id are counted. */
  since?: number;
}

export interface CountRange {
  /** The smallest expected number of requests. */
  min?: number;
  /** The largest expected number of requests. null: no limit. */
  max?: number | null;
}

/** The request must contain `person` and `entity`, or only `endpoint`, or all three parameters. */
export interface ExplainQuery {
  /** A person: an id, a UUID, an e-mail address or a full name. */
  person?: string | null;
  /** A record: its id or its UUID. */
  entity?: string | null;
  /** The name of an endpoint. */
  endpoint?: string | null;
}

/** `endpoint` is present only if the request has the parameter `endpoint`. All other keys are present only if the request has `person` and `entity`. */
export interface Explanation {
  /** The person whose access is explained. */
  person?: PersonRef | null;
  /** The record for which the access is explained. */
  entity?: EntityRef | null;
  /** The person's access level on the record. */
  level?: number | null;
  /** The name of this access level, such as `edit_access`. */
  level_name?: string | null;
  /** Whether the person is suspended. */
  suspended?: boolean | null;
  /** The company, space, goal or project whose access bindings determine the level. */
  context?: NamedEntityRef | null;
  /** The access bindings of `context`, with the highest level first. */
  bindings?: Array<BindingInfo> | null;
  /** Maps each permission that exists for this type of record to whether the person has it. */
  permissions?: Record<string, boolean> | null;
  /** The permissions that the endpoint requires. */
  endpoint?: EndpointAccess | null;
}

/** A reference to a record. */
export interface EntityRef {
  /** The type of the record, such as `goal`. null if no record has this UUID. */
  entity: string | null;
  /** The UUID of the record. */
  id: string;
}

/** A reference to a record, with its name. */
export interface NamedEntityRef {
  /** The type of the record, such as `goal`. null if no record has this UUID. */
  entity: string | null;
  /** The UUID of the record. */
  id: string;
  /** The name or title of the record. null if the record has neither. */
  name: string | null;
}

/** An access binding gives a group of people an access level on a company, space, goal or project. */
export interface BindingInfo {
  /** The UUID of the binding. */
  id: string;
  /** The group of people, such as `members of Acme Inc.`, or the name of one person. */
  group: string;
  /** The access level that the binding gives, as a number. */
  access_level: number;
  /** The name of this access level, such as `edit_access`. */
  level_name: string;
  /** The role for which the binding was created: `champion`, `reviewer` or null. */
  tag: string | null;
  /** Whether the person belongs to the group. */
  reaches: boolean;
}

/** The permissions that an endpoint requires. */
export interface EndpointAccess {
  /** The name of the endpoint. */
  name: string;
  /** `query` or `mutation`. */
  kind: string;
  /** The permissions that the person must have on the records in the inputs. */
  requires: Array<RequiredPermission>;
  /** A further condition for access, as text. null if there is none. */
  rule: string | null;
}

/** A permission that an endpoint requires on a record of one type. */
export interface RequiredPermission {
  /** The type of the record, such as `goal`. */
  entity: string;
  /** The name of the permission. */
  permission: string;
  /** The lowest access level that gives the permission. */
  level: number;
  /** Whether the person has the permission on the record `entity` of the request. null if the request has no `entity`, or if this record has another type. */
  granted: boolean | null;
}

/** A fault rule of a world. */
export interface FaultInfo {
  /** The id of the rule. */
  id: string;
  /** The conditions under which the rule is applied. */
  match: FaultMatch;
  /** The effect of the rule. */
  action: FaultAction;
  /** The maximum number of requests to which the rule is applied. null: no limit. */
  times: number | null;
  /** The number of requests that matched the rule. */
  seen: number;
  /** The number of requests to which the rule was applied. */
  fired: number;
}

/** The conditions of a rule. A request matches if it has the given endpoint, method, person and token. `nth`, `every` and `limit` select the matching requests to which the rule is applied. */
export interface FaultMatch {
  /** An endpoint, or a pattern with `*`, `?` and `[…]`, such as `get_*`. */
  endpoint?: string | null;
  /** An HTTP method, in upper or lower case. */
  method?: "GET" | "POST" | "HEAD" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | null;
  /** The person whose token is sent: an id, a UUID, an e-mail address or a full name. */
  person?: string | null;
  /** The token of the request. */
  token?: string | null;
  /** Apply the rule only to the nth matching request. */
  nth?: number | null;
  /** Apply the rule only to every nth matching request. */
  every?: number | null;
  /** A rate limit: apply the rule to a matching request only if `limit` other matching requests were accepted within the last `window` seconds. */
  limit?: number | null;
  /** The period to which `limit` applies, in seconds. */
  window?: number;
}

/** The effect of a rule on a matching request. Keys can be combined. */
export interface FaultAction {
  /** Send the real server's response with this status. 502, 503 and 504 have the body of a proxy. */
  status?: number | null;
  /** Headers to add to the response. */
  headers?: Record<string, string>;
  /** The body of the response. A string is sent unchanged. Any other value is sent as JSON. */
  body?: unknown;
  /** The `message` in the body of the error. It has no effect with a `status` whose body has no `message`, such as 401. */
  message?: string | null;
  /** The part of the real server that fails, for status 500. Each part sends a different body. */
  kind?: "framework" | "handler" | "parser";
  /** Delay of the response, in milliseconds. */
  delay_ms?: number;
  /** When to wait: before the response, or in the middle of its body. */
  delay_at?: "before" | "during";
  /** Close the connection before the response, or in the middle of its body. */
  close?: "before" | "during" | null;
  /** Send only this number of bytes of the body. The HTTP message is complete, but its JSON is incomplete. */
  truncate?: number | null;
  /** Send a body that is not valid JSON. */
  malformed?: boolean;
  /** Send an empty body. */
  empty?: boolean;
  /** Process the request and commit its changes before the fault is applied. */
  after?: boolean;
}

export interface FaultList {
  /** The rules of the world. */
  faults: Array<FaultInfo>;
}

/** A fault rule: `match` selects requests, `action` defines what happens to them. */
export interface FaultSpec {
  /** The effect on the requests. */
  action: FaultAction;
  /** The requests to which the rule applies. Default: all requests. */
  match?: FaultMatch;
  /** The maximum number of requests to which the rule is applied. Default: no limit. */
  times?: number | null;
}

/** The options of the OpenAPI document. */
export interface OpenApiQuery {
  /** Whether the document contains the control API. */
  control?: boolean;
}

/** The initial state of a new world: a fixture with options, or a copy of an existing state (`fork`). */
export interface OpenWorld {
  /** Seed of the random source. Equal seeds give equal data and ids. */
  seed?: number;
  /** The initial time of the world in ISO 8601. Default: the time of the fixture. */
  now?: string | null;
  /** Whether the clock stands still until it is changed. */
  frozen?: boolean;
  /** Language of generated names, such as `de_DE`. Default: the language of the fixture. */
  locale?: string | null;
  /** Replaces the name of the company in the fixture. */
  company?: CompanySpec;
  /** Replaces the name, e-mail address or job title of the owner in the fixture. */
  owner?: OwnerSpec;
  /** The name of a fixture, the path of a file below `--fixture-dir`, or a fixture as an object with the keys of a fixture file. */
  fixture?: string | Record<string, unknown>;
  /** The state to copy, instead of building a fixture: the id of a world, `default` for the default world, or the name of a snapshot of the token's world. `fork` cannot be combined with other keys. */
  fork?: string | null;
}

export interface CompanySpec {
  /** The name of the company. */
  name?: string | null;
}

export interface OwnerSpec {
  /** The full name of the owner. */
  full_name?: string | null;
  /** The e-mail address of the owner. */
  email?: string | null;
  /** The job title of the owner. */
  title?: string | null;
}

export interface PeopleList {
  /** The number of people that match `search`, on all pages. */
  count: number;
  /** The people; the owner is the first. */
  people: Array<Person>;
}

export interface PeopleQuery {
  /** Only people with this text in their name, e-mail address or role. Case is ignored. */
  search?: string;
  /** The maximum number of people in the response. */
  limit?: number;
  /** The number of people to skip. */
  offset?: number;
}

/** An error of the control API (RFC 9457, `application/problem+json`). */
export interface Problem {
  /** The reason phrase of the HTTP status. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** What is wrong and what is allowed. */
  detail: string;
}

export interface RecordCounts {
  /** A number that increases with each change of the data. */
  version: number;
  /** The number of records of each entity. */
  entities: Record<string, number>;
}

export interface RecordList {
  /** The number of matching records on all pages. */
  count: number;
  /** The number of this page. */
  page: number;
  /** The maximum number of records on a page. */
  per_page: number;
  /** The stored records. `id` is the id as the API returns it, and `uuid` is the UUID. */
  records: Array<Record<string, unknown>>;
}

/** Every field of the entity can also be used as a filter. */
export interface RecordsQuery {
  /** The number of the page. */
  page?: number;
  /** The number of records on a page. */
  per_page?: number;
  /** The field to sort by, with the prefix `-` for descending order. Default: oldest first. */
  sort?: string | null;
  /** Only records with this text in a field. Case is ignored. */
  search?: string | null;
}

export interface RequestsQuery {
  /** The name of an endpoint, or a pattern with `*`, `?` and `[…]`. */
  endpoint?: string | null;
  /** An HTTP method, in upper or lower case. */
  method?: "GET" | "POST" | "HEAD" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | null;
  /** Only requests with this token. */
  token?: string | null;
  /** Only requests with this text in the query string, the request body or the response body. Case is ignored. */
  text?: string | null;
  /** A person: an id, a UUID, an e-mail address or a full name. */
  person?: string | null;
  /** A status such as `404`, or a class such as `4xx`. */
  status?: string | null;
  /** true: only requests to which a fault was applied. false: only requests without a fault. */
  fault?: boolean | null;
  /** true: only requests that changed records. false: only requests that changed no record. */
  changed?: boolean | null;
  /** The id of an entry, or a time in ISO 8601. Only later entries are returned. */
  since?: string | null;
  /** The maximum number of entries. The latest entries are returned. */
  limit?: number;
  /** Include the headers and bodies of requests and responses. */
  details?: boolean;
}

export interface SetClock {
  /** The new time in ISO 8601, in UTC if it has no offset. Default: unchanged. */
  now?: string | null;
  /** true: stop the clock. false: let it run. Default: unchanged. */
  frozen?: boolean | null;
}

export interface SnapshotInfo {
  /** The name of the snapshot. */
  name: string;
  /** The world's time when the snapshot was created. */
  now: string;
}

export interface SnapshotList {
  /** The snapshots of the world. */
  snapshots: Array<SnapshotInfo>;
}

export interface StreamQuery {
  /** The name of an endpoint, or a pattern with `*`, `?` and `[…]`. */
  endpoint?: string | null;
  /** An HTTP method, in upper or lower case. */
  method?: "GET" | "POST" | "HEAD" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | null;
  /** Only requests with this token. */
  token?: string | null;
  /** Only requests with this text in the query string, the request body or the response body. Case is ignored. */
  text?: string | null;
  /** A person: an id, a UUID, an e-mail address or a full name. */
  person?: string | null;
  /** A status such as `404`, or a class such as `4xx`. */
  status?: string | null;
  /** true: only requests to which a fault was applied. false: only requests without a fault. */
  fault?: boolean | null;
  /** true: only requests that changed records. false: only requests that changed no record. */
  changed?: boolean | null;
  /** The id of an entry, or a time in ISO 8601. Only later entries are returned. */
  since?: string | null;
  /** The maximum number of entries. The latest entries are returned. */
  limit?: number;
  /** Include the headers and bodies of requests and responses. */
  details?: boolean;
  /** Also send an event `worlds` when a world of the server is opened, closed or reset. */
  worlds?: boolean;
}

export interface TokenInfo {
  /** The new token. */
  token: string;
}

/** The number of matching requests differs from the expected number. */
export interface VerifyProblem {
  /** The reason phrase of the HTTP status. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** What is wrong and what is allowed. */
  detail: string;
  /** The number of matching requests. */
  count: number;
  /** The matching requests. */
  matching: Array<Entry>;
  /** The most similar requests that do not match. */
  closest: Array<NearMiss>;
}

export interface NearMiss {
  /** A request that does not match. */
  request: Entry;
  /** The differences between the request and the expectation. */
  differences: Array<Difference>;
}

export interface Difference {
  /** What differs: a key of the entry such as `status`, or an input such as `inputs.name`. */
  at: string;
  /** The expected value. */
  expected: unknown;
  /** The value in the entry. null if there is none. */
  actual?: unknown;
}

export interface VerifyResult {
  /** The number of matching requests. */
  count: number;
}

export interface WorldList {
  /** The value of `--shard`; `0/1` if the server was started without this option. */
  shard: string;
  /** The open worlds of the server. */
  worlds: Array<WorldSummary>;
}

export interface WorldSummary {
  /** The id of the world. */
  id: string;
  /** Whether this is the server's default world. */
  default: boolean;
  /** The first company of the world. */
  company: CompanyRef;
}
