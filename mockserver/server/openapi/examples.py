"""Generates the examples in the OpenAPI document. For each endpoint, requests are executed in a database and rolled
back, until one succeeds. This request is the example."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

import msgspec

from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import Catalogue, Endpoint, Field
from mockserver.contract.decode import InvalidInput, decoder
from mockserver.domain.context import Context
from mockserver.domain.errors import ApiError
from mockserver.model import ids
from mockserver.model.company.companies import Blob, Company, Person
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, ResourceHub
from mockserver.model.feed.activities import Activity, Notification
from mockserver.model.feed.comments import Comment, CommentThread, Reaction
from mockserver.model.feed.subscriptions import SubscriptionList
from mockserver.model.goals.goals import Check, Goal, GoalProgressUpdate, Target
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import (
    KeyResource,
    Project,
    ProjectCheckIn,
    ProjectContributor,
    ProjectRetrospective,
)
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Message, Space
from mockserver.model.tasks.tasks import Task
from mockserver.server.openapi.external import Example
from mockserver.store.database import Database

Json = Any

TRIED: Final = 60
"""The maximum number of requests that are tried with all inputs of an endpoint, and the maximum number that are tried
with only the needed inputs. Each request contains the ids of other records. If no request succeeds, the example has no
output."""
LISTED: Final = 1
"""The maximum number of items in each list of an example."""

KINDS: Final[Mapping[str, type[Record]]] = {
    "activity": Activity,
    "assignee": Person,
    "blob": Blob,
    "champion": Person,
    "check": Check,
    "check_in": ProjectCheckIn,
    "comment": Comment,
    "contrib": ProjectContributor,
    "contributor": ProjectContributor,
    "copied_document": Document,
    "discussion": Message,
    "dest_resource_hub": ResourceHub,
    "document": Document,
    "file": File,
    "folder": Folder,
    "goal": Goal,
    "goal_discussion": Activity,
    "goal_progress_update": GoalProgressUpdate,
    "group": Space,
    "key_resource": KeyResource,
    "link": Link,
    "manager": Person,
    "member": Person,
    "message": Message,
    "milestone": Milestone,
    "new_folder": Folder,
    "notification": Notification,
    "parent_goal": Goal,
    "people": Person,
    "person": Person,
    "preview_blob": Blob,
    "project": Project,
    "project_check_in": ProjectCheckIn,
    "project_discussions": CommentThread,
    "project_retrospective": ProjectRetrospective,
    "reaction": Reaction,
    "resource_hub": ResourceHub,
    "resource": Project,
    "reviewer": Person,
    "space": Space,
    "subscriber": Person,
    "subscriptions_list": SubscriptionList,
    "target": Target,
    "task": Task,
    "user": Person,
}
"""Maps the names of inputs, without the suffix `_id`, to the types of the records that the ids identify. For an input
with the name `id`, the key is a word in the name of the endpoint."""

RICH_TEXT: Final = '{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"On track."}]}]}'

VALUES: Final[Mapping[str, Json]] = {
    "name": "Launch the new website",
    "new_name": "Launch the newest website",
    "title": "Where we stand",
    "query": "a",
    "email": "robin@example.com",
    "full_name": "Robin Example",
    "company_name": "Example Inc.",
    "status": "on_track",
    "success": "yes",
    "success_status": "achieved",
    "emoji": "👍",
    "url": "https://example.com",
    "link": "https://example.com",
    "domain": "@example.com",
    "mission": "To make work calm.",
    "timezone": "Europe/Berlin",
    "responsibility": "Design",
    "role": "contributor",
    "type": "project",
    "theme": "dark",
    "unit": "%",
    "message": RICH_TEXT,
    "content": RICH_TEXT,
    "body": RICH_TEXT,
    "description": RICH_TEXT,
    "retrospective": RICH_TEXT,
    "action": "none",
    "access_level": 70,
    "anonymous_access_level": 0,
    "company_access_level": 70,
    "space_access_level": 70,
    "start_value": 0.0,
    "target_value": 100.0,
    "value": 40.0,
    "index": 0,
    "new_target_values": "[]",
    "kanban_state": "{}",
    "ordering_state": [],
    "milestones_ordering_state": [],
    "deleted_status_replacements": [],
    "checklist": [],
    "limit": 10,
    "company_permissions": 70,
    "public_permissions": 0,
}
"""Maps the names of inputs that are not ids to their example values."""

BY_TYPE: Final[Mapping[str, Json]] = {
    "boolean": True,
    "contextual_date": {"date_type": "day", "value": "Mar 31, 2026", "date": "2026-03-31"},
    "timeframe": {
        "contextual_start_date": {"date_type": "month", "value": "Mar 2026", "date": "2026-03-01"},
        "contextual_end_date": {"date_type": "quarter", "value": "Q2 2026", "date": "2026-06-30"},
    },
    "float": 1.0,
    "integer": 1,
    "json": RICH_TEXT,
    "string": "Example",
}


SPECIAL: Final[Mapping[tuple[str, str], Json]] = {
    ("add_reaction", "entity_type"): "comment",
    ("add_reaction", "entity_id"): Comment,
    ("add_reaction", "parent_type"): "project_check_in",
    ("create_comment", "entity_type"): "project_task",
    ("create_comment", "entity_id"): Task,
    ("create_resource_hub_link", "type"): "other",
    ("delete_comment", "parent_type"): "project_check_in",
    ("edit_comment", "parent_type"): "project_check_in",
    ("edit_parent_folder_in_resource_hub", "resource_type"): "document",
    ("edit_parent_folder_in_resource_hub", "resource_id"): Document,
    ("edit_resource_hub_link", "type"): "other",
    ("edit_subscriptions_list", "type"): "message",
    ("get_activities", "actions"): ["project_created", "project_check_in_submitted"],
    ("get_activities", "scope_type"): "project",
    ("get_activities", "scope_id"): Project,
    ("get_binded_people", "resourse_type"): "project",
    ("get_binded_people", "resourse_id"): Project,
    ("get_comments", "entity_type"): "project_task",
    ("get_comments", "entity_id"): Task,
    ("is_subscribed_to_resource", "resource_type"): "project",
    ("is_subscribed_to_resource", "resource_id"): Project,
    ("list_task_assignable_people", "id"): Project,
    ("move_task", "destination_type"): "project",
    ("move_task", "destination_id"): Project,
    ("search_people", "search_scope_type"): "company",
    ("subscribe_to_notifications", "type"): "project",
    ("subscribe_to_notifications", "id"): SubscriptionList,
    ("tasks/create", "id"): Project,
    ("unsubscribe_from_notifications", "id"): SubscriptionList,
    ("update_profile", "id"): Person,
    ("update_theme", "theme"): "dark",
}
"""Maps (endpoint, input) to the example value of the input, if the input's name and type do not determine the value. If
the input is the id of a record, the value in the dictionary is the class of the record."""

OMITTED: Final = frozenset({("copy_resource_hub_folder", "dest_parent_folder_id")})
"""The inputs that examples do not contain, as (endpoint, input). The example of this input would be the copied folder,
and a folder cannot be copied into itself."""

RAW_IDS: Final = frozenset(
    {
        ("grant_resource_access", "person_id"),
        ("mark_notification_as_read", "id"),
        ("mark_notifications_as_read", "ids"),
    }
)
"""The inputs that accept only UUIDs, as (endpoint, input) (contract: wire 8.1)."""


def examples(api: Catalogue, db: Database, owner_id: Id) -> dict[str, Example]:
    """Return an example for each endpoint that has a handler. The owner sends the requests. `db` is not changed.

    The ids in the inputs do not contain the names of the records, to shorten the OpenAPI document.
    """
    builder = ExampleBuilder(api, db.fork(), owner_id, slugs=False)
    return {name: builder.example(endpoint) for name, endpoint in api.endpoints.items() if name in HANDLERS}


class ExampleBuilder:
    """Executes requests in a database as one person, to find requests that succeed."""

    def __init__(self, api: Catalogue, db: Database, person_id: Id, slugs: bool = True) -> None:
        """If `slugs` is true, the ids in the inputs contain the names of the records, as in the responses of the
        API."""
        self.api = api
        self.db = db
        self.slugs = slugs
        self.person = db.get_existing(Person, person_id)
        self.company = db.get_existing(Company, self.person.company_id)

    def example(self, endpoint: Endpoint) -> Example:
        """Return the first request that succeeds, with its output. If none succeeds, return a request without an
        output.

        For a mutation, requests with all inputs are tried before requests with only the needed inputs. For a query,
        requests with only the needed inputs are tried before requests with all inputs except booleans.
        """
        needed = {field.name for field in endpoint.inputs if _is_needed(endpoint, field)}
        more = {field.name for field in endpoint.inputs if endpoint.kind == "mutation" or field.type != "boolean"}
        inputs: dict[str, Json] = {}
        for shown in (more, needed) if endpoint.kind == "mutation" else (needed, more):
            for attempt in range(TRIED):
                inputs = self._inputs(endpoint, shown, attempt)
                try:
                    return Example(inputs, _shortened(self._called(endpoint, inputs)))
                except (ApiError, InvalidInput):
                    continue
        return Example(inputs)

    def _called(self, endpoint: Endpoint, inputs: Mapping[str, Json]) -> Json:
        if endpoint.kind == "query":
            inputs = {name: _in_query(value) for name, value in inputs.items()}
        decoded = decoder(endpoint)(inputs, endpoint.kind == "mutation")
        with self.db.transaction() as work:
            work.roll_back_on_exit()
            return msgspec.to_builtins(HANDLERS[endpoint.name](Context(self.db, self.person, self.company), decoded))

    def _inputs(self, endpoint: Endpoint, names: set[str], attempt: int) -> dict[str, Json]:
        shown = [one for one in endpoint.inputs if one.name in names and (endpoint.name, one.name) not in OMITTED]
        meant = {field.name: record for field in shown if (record := self._record(endpoint, field.name, attempt))}
        # for example, if one input is a target, the input `goal_id` must be the goal of this target, not the first goal
        for record in [*meant.values()]:
            for name in meant:
                kind = type(meant[name])
                if owner := self.db.get(kind, getattr(record, name, None)):
                    meant[name] = owner
        inputs = {field.name: self._value(endpoint, field, meant.get(field.name)) for field in shown}
        board = next((record for record in meant.values() if isinstance(record, Project | Space)), None)
        if board is not None:
            status = msgspec.to_builtins(board.task_statuses[0])
            inputs |= {field.name: status for field in shown if field.type == "task_status"}
        return inputs

    def _record(self, endpoint: Endpoint, name: str, attempt: int) -> Record | None:
        kind = SPECIAL.get((endpoint.name, name)) or KINDS.get(name.removesuffix("s").removesuffix("_id"))
        if name in ("id", "ids"):
            kind = kind or KINDS.get(_last_word(endpoint.name))
        if not isinstance(kind, type) or not name.endswith(("id", "ids")):
            return None
        return self._nth(kind, attempt)

    def _nth(self, kind: type[Record], attempt: int) -> Record | None:
        if kind is Notification:
            return next(islice(self.db.newest(Notification, person_id=self.person.id), attempt, None), None)
        return next(islice(self.db.all(kind), attempt, None), None)

    def _value(self, endpoint: Endpoint, field: Field, record: Record | None) -> Json:
        special = SPECIAL.get((endpoint.name, field.name))
        if record is not None:
            one: Json = record.id if (endpoint.name, field.name) in RAW_IDS else self._wire_id(record)
        elif special is not None and not isinstance(special, type):
            return special
        else:
            one = self._plain(field, field.list_of or field.type or "")
        return [one] if field.list_of and not isinstance(one, list) else one

    def _plain(self, field: Field, kind: str) -> Json:
        if field.name in VALUES and (kind in ("string", "float", "integer", "json") or field.list_of):
            return VALUES[field.name]
        if kind in BY_TYPE and not field.name.endswith("id"):
            return BY_TYPE[kind]
        if kind == "task_status" and (project := next(self.db.all(Project), None)):
            return msgspec.to_builtins(project.task_statuses[0])
        if kind in self.api.objects:
            members = self.api.objects[kind]
            return {member.name: self._plain(member, member.list_of or member.type or "") for member in members}
        if kind in self.api.enums:
            return self.api.enums[kind][-1]
        if field.name == "company_id" or kind == "company_id":
            return ids.company(self.company.name, self.company.short_id)
        meant = KINDS.get(field.name.removesuffix("_id"))
        record = (meant and self._nth(meant, 0)) or self.person
        return record.id if isinstance(record, Blob) else self._wire_id(record)

    def _wire_id(self, record: Record) -> str:
        text = getattr(record, "full_name", None) or getattr(record, "title", None) or getattr(record, "name", None)
        return ids.slugged(text, record.id) if self.slugs and isinstance(text, str) else ids.short(record.id)


def _last_word(name: str) -> str:
    """Return the last key of KINDS that occurs in an endpoint's name. If several keys end at the same position of the
    name, return the longest of them."""
    return max(KINDS, key=lambda word: (name.rfind(word) + len(word) if word in name else 0, len(word)))


def _is_needed(endpoint: Endpoint, field: Field) -> bool:
    """Return whether an example needs an input. An input is needed if the API or the handler requires it, if SPECIAL
    contains it, or if its name is `id` or `ids`."""
    named = (endpoint.name, field.name) in SPECIAL
    is_required = not field.optional or field.name in HANDLERS[endpoint.name].required_inputs
    return named or is_required or field.name in ("id", "ids")


def _in_query(value: Json) -> Json:
    """Convert a value to text for a query string."""
    if isinstance(value, list):
        return [_in_query(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else str(value)


def _shortened(value: Json) -> Json:
    """Return a copy of a value in which every list has at most LISTED items."""
    if isinstance(value, list):
        return [_shortened(one) for one in value[:LISTED]]
    if isinstance(value, dict):
        return {name: _shortened(one) for name, one in value.items()}
    return value
