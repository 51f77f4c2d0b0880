"""Creates random requests. Most are valid, and some have a wrong or missing input."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any, Final

from mockserver.contract.catalogue import Endpoint, Field, catalogue
from mockserver.model import ids
from mockserver.model.company.companies import Blob, Company, Person
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, ResourceHub
from mockserver.model.feed.activities import Activity, Notification
from mockserver.model.feed.comments import Comment, CommentThread, Reaction
from mockserver.model.feed.subscriptions import SubscriptionList
from mockserver.model.goals.goals import Check, Goal, GoalProgressUpdate, Target
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
from mockserver.store.database import Database
from tests.support import rich_text

Json = Any
Kind = type[Record]

WORDS: Final = [
    "Budget",
    "launch",
    "Q3",
    "red-tape",
    "O'Neill",
    "naïve",
    "東京",
    "& <b>bold</b>",
    "🚀",
    "A/B",
    "é" * 40,
]
NONSENSE: Final[list[Json]] = [None, "", "nonsense", "a b", "0", "-", 5, True, [], {}, "x" * 300, "x" * 240]
LEVELS: Final = [0, 10, 40, 70, 90, 100]

NAMED: Final[dict[str, Kind]] = {
    "goal": Goal,
    "project": Project,
    "space": Space,
    "group": Space,
    "milestone": Milestone,
    "task": Task,
    "folder": Folder,
    "hub": ResourceHub,
    "document": Document,
    "file": File,
    "link": Link,
    "check_in": ProjectCheckIn,
    "comment": Comment,
    "reaction": Reaction,
    "message": Message,
    "activity": Activity,
    "target": Target,
    "check": Check,
    "contrib": ProjectContributor,
    "blob": Blob,
}
"""The kind of record that an input identifies, by a part of the input's name. All other id inputs identify people."""

OF_ENDPOINT: Final[dict[str, Kind]] = {
    "member": Person,
    "goal_check_update": Check,
    "target": Target,
    "acknowledge_goal_progress_update": GoalProgressUpdate,
    "edit_goal_progress_update": GoalProgressUpdate,
    "get_goal_progress_update": GoalProgressUpdate,
    "edit_project_retrospective": ProjectRetrospective,
    "get_project_contributor": ProjectContributor,
    "key_resource": KeyResource,
    "retrospective": ProjectRetrospective,
    "subscriptions_list": SubscriptionList,
    "notification": Notification,
    "project_discussions": CommentThread,
    "goal_discussion": Activity,
    "check_in": ProjectCheckIn,
    "discussion": Message,
    "resource_hub_document": Document,
    "resource_hub_file": File,
    "resource_hub_folder": Folder,
    "resource_hub_link": Link,
    "resource_hub": ResourceHub,
    "activity": Activity,
    "milestone": Milestone,
    "task": Task,
    "goal": Goal,
    "project": Project,
    "space": Space,
    "profile": Person,
    "person": Person,
}
"""The kind of record that the input `id` identifies, by a part of the name of the endpoint or object. If several parts
occur in the name, the first of them in this table is used."""

OF_TYPE: Final[dict[str, Kind]] = {
    "space": Space,
    "project": Project,
    "goal": Goal,
    "person": Person,
    "milestone": Milestone,
    "task": Task,
    "project_task": Task,
    "space_task": Task,
    "project_check_in": ProjectCheckIn,
    "project_retrospective": ProjectRetrospective,
    "comment_thread": CommentThread,
    "comment": Comment,
    "goal_update": GoalProgressUpdate,
    "message": Message,
    "resource_hub_document": Document,
    "resource_hub_file": File,
    "resource_hub_link": Link,
}
"""The kind of record that an id identifies, by the value of another input, such as `entity_type`. TYPED_BY contains the
name of this other input for each id input."""

TYPED_BY: Final = {
    "entity_id": "entity_type",
    "resource_id": "resource_type",
    "resourse_id": "resourse_type",
    "scope_id": "scope_type",
    "destination_id": "destination_type",
    "id": "type",
}

USUALLY_NULL: Final = ("folder_id", "new_folder_id", "copied_document_id", "parent_goal_id", "milestone_id")

CHOICES: Final[dict[str, list[str]]] = {
    "success": ["yes", "no"],
    "success_status": ["achieved", "missed"],
    "status": ["on_track", "caution", "off_track", "achieved"],
    "role": ["champion", "reviewer", "contributor"],
    "action": ["none", "complete", "reopen"],
    "theme": ["dark", "light", "system"],
    "resourse_type": ["goal", "project"],
    "search_scope_type": ["company", "space", "goal", "project", "task", "none"],
    "timezone": ["Europe/Berlin", "America/Sao_Paulo"],
    "domain": ["acme.test", "@acme.test"],
    "url": ["https://example.com/a?b=c", "nonsense"],
    "link": ["https://example.com", "nonsense"],
    "emoji": ["👍", "🎉", ""],
    "type": ["space", "project", "figma", "other"],
}


class Requests:
    """Creates random requests for a database. The requests depend only on the random source and the database."""

    def __init__(self, random: Random, db: Database) -> None:
        self.random = random
        self.db = db
        self.endpoints = list(catalogue().endpoints.values())
        self.weights = [_weight(endpoint) for endpoint in self.endpoints]

    def request(self) -> tuple[Endpoint, dict[str, Json]]:
        """Return a random endpoint, and random inputs for it."""
        (endpoint,) = self.random.choices(self.endpoints, self.weights)
        return endpoint, self._inputs(endpoint)

    def often(self, probability: float) -> bool:
        return self.random.random() < probability

    def _inputs(self, endpoint: Endpoint) -> dict[str, Json]:
        fields = [field for field in endpoint.inputs if self.often(_presence(field, endpoint))]
        inputs: dict[str, Json] = {}
        # the inputs in TYPED_BY are last, because their kind of record depends on other inputs, such as `entity_type`
        for field in sorted(fields, key=lambda field: field.name in TYPED_BY):
            inputs[field.name] = self._value(field, endpoint.name, inputs)
        return inputs

    def _value(self, field: Field, endpoint: str, inputs: Mapping[str, Json]) -> Json:
        if self.often(0.015):
            return self.random.choice(NONSENSE)
        if field.nullable and self.often(0.8 if field.name in USUALLY_NULL else 0.1):
            return None
        if field.list_of is None:
            return self._of_type(str(field.type), field.name, endpoint, inputs)
        values = [self._of_type(field.list_of, field.name, endpoint, inputs) for _ in range(self.random.randrange(4))]
        return json.loads(json.dumps(values))

    def _of_type(self, type: str, name: str, endpoint: str, inputs: Mapping[str, Json]) -> Json:
        api = catalogue()
        if type in api.enums:
            return self.random.choice(api.enums[type])
        if type == "contextual_date":
            return self._date()
        if type == "task_status":
            return self._status()
        if type in api.objects:
            return {field.name: self._value(field, type, {}) for field in api.objects[type]}
        if type == "company_id" or name == "company_id":
            company = self.random.choice(list(self.db.all(Company)))
            return ids.company(company.name, company.short_id)
        if type == "id" or _is_id(name):
            return self.an_id(self._kind(name, endpoint, inputs), as_uuid=0.0 if type == "id" else 0.2)
        return SCALARS[type](self, name)

    # --- ids -----------------------------------------------------------------------------------------------------

    def an_id(self, kind: Kind, as_uuid: float = 0.0) -> str:
        """Return the id of a random record of this kind, or rarely of another kind.

        With the probability `as_uuid`, and for notifications always, the id is a UUID. Otherwise, it is a short id with
        or without a slug.
        """
        if self.often(0.04):
            kind = self.random.choice(list(NAMED.values()))
        rows = list(self.db.all(kind))
        if not rows:
            return "nothing-7ZZ"
        recent = rows[-8:] if self.often(0.6) else rows
        id = self.random.choice(recent).id
        if kind is Notification or self.often(as_uuid):
            return id
        return ids.short(id) if self.often(0.5) else ids.slugged("Some name", id)

    def _kind(self, name: str, endpoint: str, inputs: Mapping[str, Json]) -> Kind:
        type_name = inputs.get(TYPED_BY.get(name, ""))
        if isinstance(type_name, str) and type_name in OF_TYPE:
            return OF_TYPE[type_name]
        if name in ("id", "ids"):
            return next((kind for word, kind in OF_ENDPOINT.items() if word in endpoint), Person)
        return next((kind for word, kind in NAMED.items() if word in name), Person)

    # --- values --------------------------------------------------------------------------------------------------

    def text(self, name: str) -> Json:
        """Return a random value for a text input with this name. Most values are valid."""
        if name == "kanban_state":
            return self.document(name)
        if name in ("description", "content", "message", "body", "retrospective"):
            return self.document(name)
        if name == "new_target_values":
            targets = list(self.db.all(Target))[-2:]
            return json.dumps([{"id": target.id, "value": self.random.randrange(50)} for target in targets])
        if name == "email":
            return f"p{self.random.randrange(10**6)}@acme.test"
        if name in CHOICES and self.often(0.95):
            return self.random.choice(CHOICES[name])
        return " ".join(self.random.sample(WORDS, self.random.randrange(1, 4)))

    def document(self, name: str) -> str:
        """Return a JSON text: a board for `kanban_state`, otherwise a rich text, sometimes with a mention."""
        if name == "kanban_state":
            tasks = [ids.slugged(task.name, task.id) for task in self.db.all(Task)]
            columns = ["pending", "in_progress", "done", "canceled"]
            return json.dumps({column: self.random.sample(tasks, min(len(tasks), 2)) for column in columns})
        mentioned = [self.an_id(Person)] if self.often(0.3) else []
        document = json.loads(rich_text(self.random.choice(WORDS)))
        document["content"][0]["content"] += [
            {"type": "mention", "attrs": {"id": id, "label": "someone"}} for id in mentioned
        ]
        return json.dumps(document)

    def _date(self) -> Json:
        date = self.db.clock.now().date() + timedelta(days=self.random.randrange(-60, 300))
        type = self.random.choice(catalogue().enums["contextual_date_type"])
        return {"date_type": type, "value": date.strftime("%b %-d, %Y"), "date": date.isoformat()}

    def _status(self) -> Json:
        holders: list[Space | Project] = [*self.db.all(Space), *self.db.all(Project)]
        status = self.random.choice(self.random.choice(holders).task_statuses)
        return {name: getattr(status, name) for name in ("id", "label", "color", "index", "value", "closed")}


SCALARS: Final[dict[str, Callable[[Requests, str], Json]]] = {
    "string": Requests.text,
    "json": Requests.document,
    "boolean": lambda requests, name: requests.often(0.5),
    "integer": lambda requests, name: requests.random.choice(
        LEVELS if "level" in name or "permissions" in name or name in ("public", "company", "space") else [0, 1, 2, 20]
    ),
    "float": lambda requests, name: requests.random.choice([0, 1, 10, 2.5, -3]),
}


def _is_id(name: str) -> bool:
    return name in ("id", "ids") or name.endswith(("_id", "_ids"))


def _presence(field: Field, endpoint: Endpoint) -> float:
    """Return the probability that an input is sent.

    It is high for mutations, because their handlers require many inputs that are optional in the catalogue.
    """
    if not field.optional:
        return 0.99
    return 0.95 if endpoint.kind == "mutation" else 0.4


def _weight(endpoint: Endpoint) -> float:
    """Return the relative frequency of requests to an endpoint.

    The database grows, because records are created more often than deleted. Mutations are more frequent than queries.
    """
    name = endpoint.name.rpartition("/")[2]
    if name in ("add_company", "remove_company_member", "delete_space", "delete_goal", "delete"):
        return 0.3
    if name.startswith(("create_", "add_", "post_", "invite_")) or name == "create":
        return 2.5
    return 1.0 if endpoint.kind == "mutation" else 0.6
