"""Access explained: the bindings that give a person a level, and the permissions that an endpoint requires."""

from typing import Any

from mockserver.api.registry import HANDLERS
from mockserver.domain import access, permissions
from mockserver.model.company.access import NAMES as LEVEL_NAMES
from mockserver.model.company.access import Binding
from mockserver.model.company.companies import Person
from mockserver.model.kinds import NAMES
from mockserver.model.record import Record
from mockserver.store.database import Database

Json = Any


def explain(db: Database, person: Person, entity: Record) -> Json:
    """The level of a person on an entity, and all bindings of its context; `reaches` marks those of the person."""
    context_id = access.context_of(db, entity)
    level = access.level(db, person, context_id, 0)
    bindings = sorted(db.where(Binding, context_id=context_id), key=lambda row: -row.access_level)
    return {
        "level": level,
        "level_name": LEVEL_NAMES[level],
        "suspended": person.suspended_at is not None,
        "context": _named(db, context_id),
        "bindings": [_binding(db, person, row) for row in bindings],
        "permissions": permissions.granted(permissions.TABLES[type(entity)], level),
    }


def _binding(db: Database, person: Person, row: Binding) -> Json:
    return {
        "id": row.id,
        "group": _group(db, row.group_id),
        "access_level": row.access_level,
        "level_name": LEVEL_NAMES[row.access_level],
        "tag": row.tag,
        "reaches": access.binding_covers(db, row, person.id),
    }


def _group(db: Database, group_id: str) -> str:
    """The label of a group: `members of Acme Inc.`, or the name of a person."""
    owner, _, group = group_id.partition("/")
    name = _named(db, owner)["name"] or owner
    return f"{group} of {name}" if group else name


def _named(db: Database, id: str) -> Json:
    """The entity, id and name of the record that has an id."""
    found = find(db, id)
    name = next((getattr(found, field) for field in ("name", "full_name", "title") if hasattr(found, field)), None)
    return {"entity": NAMES[type(found)] if found else None, "id": id, "name": name}


def find(db: Database, id: str) -> Record | None:
    """The record that has an id, of any kind."""
    return next((row for kind in db.tables if (row := db.get(kind, id)) is not None), None)


def requirements(endpoint: str, kind: type, level: int | None) -> Json:
    """The permissions that an endpoint requires on the records that a request names, and its other condition.

    `granted` tells whether a level on a record of `kind` is enough, null for other kinds and without a level. An empty
    list means that the endpoint requires no permission: its response contains only what the person can view.
    """
    handler = HANDLERS[endpoint]
    rows = []
    for required, permission in handler.requires:
        needed = permissions.needed(required, permission)
        granted = level >= needed if required is kind and level is not None else None
        rows.append({"entity": NAMES[required], "permission": permission, "level": needed, "granted": granted})
    return {"requires": rows, "rule": handler.rule}
