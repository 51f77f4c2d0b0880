"""Why somebody may do something: the bindings that give a level, and what an endpoint asks for."""

from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from mockserver.api.registry import HANDLERS
from mockserver.domain import access, permissions
from mockserver.model.company.access import NAMES as LEVEL_NAMES
from mockserver.model.company.access import Binding
from mockserver.model.company.companies import Person
from mockserver.model.kinds import NAMES
from mockserver.model.record import Record
from mockserver.store.database import Database

Json = Any

RULES: Final = ("mockserver.api", "mockserver.domain")
"""Where the rules are that a handler follows."""

PERMISSIONS: Final = {name for table in permissions.TABLES.values() for name in table}
DEPTH: Final = 5


def explain(db: Database, person: Person, entity: Record) -> Json:
    """The level of a person on an entity, and every binding of its context, with whether it reaches the person."""
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
        "reaches": access.covers(db, row, person.id),
    }


def _group(db: Database, group_id: str) -> str:
    """A group in words: `members of Acme Inc.`, or a person's name."""
    owner, _, group = group_id.partition("/")
    name = _named(db, owner)["name"] or owner
    return f"{group} of {name}" if group else name


def _named(db: Database, id: str) -> Json:
    """What an id stands for, with the name that a person knows it by."""
    found = find(db, id)
    name = next((getattr(found, field) for field in ("name", "full_name", "title") if hasattr(found, field)), None)
    return {"entity": NAMES[type(found)] if found else None, "id": id, "name": name}


def find(db: Database, id: str) -> Record | None:
    """The record of an id, of whatever kind."""
    return next((row for kind in db.tables if (row := db.get(kind, id)) is not None), None)


# --- what an endpoint asks for ---------------------------------------------------------------------------------------


def asked(endpoint: str) -> list[str]:
    """The permissions that an endpoint's handler asks for by name, read from the handler and the rules it calls.

    Nothing for one that only looks who may see what, or that judges by something else than a permission's name.
    """
    handler = HANDLERS.get(endpoint)
    return sorted(set(_asked(handler.handler, set(), DEPTH))) if handler else []


def _asked(function: Any, seen: set[Any], depth: int) -> Iterator[str]:
    if function in seen or not depth:
        return
    seen.add(function)
    for code in _codes(function.__code__):
        yield from (value for value in code.co_consts if isinstance(value, str) and value in PERMISSIONS)
        for called in _called(function, code):
            yield from _asked(called, seen, depth - 1)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code, and that of the functions inside it."""
    yield code
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from _codes(value)


def _called(function: Any, code: CodeType) -> Iterator[FunctionType]:
    """The rules that code names: functions of its own module, imported ones, and those of modules (`goals.close`)."""
    for name in code.co_names:
        value = function.__globals__.get(name)
        inside = [getattr(value, other, None) for other in code.co_names] if isinstance(value, ModuleType) else [value]
        yield from (one for one in inside if isinstance(one, FunctionType) and one.__module__.startswith(RULES))
