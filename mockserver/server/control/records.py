"""What a world holds, for a person who debugs a test: plain records, what changed, who may do what."""

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from mockserver.contract.catalogue import catalogue
from mockserver.domain import access
from mockserver.model import ids
from mockserver.model.company.companies import Company
from mockserver.model.kinds import ENTITIES, NAMES
from mockserver.model.record import Record
from mockserver.server.control.explain import explain, find, requirements
from mockserver.server.control.helpers import Calls, ControlContext, Json, Problem, answer, query
from mockserver.server.control.snapshots import snapshot
from mockserver.server.journal import serialize
from mockserver.server.journal.verify import same_id
from mockserver.server.worlds.world import World
from mockserver.store.diff import between
from mockserver.views.company import people

PAGE: Final = 100


class DiffQuery(msgspec.Struct, forbid_unknown_fields=True, rename={"origin": "from"}):
    origin: str | None = None
    """A snapshot; without it, the state that the world opened with."""


class ExplainQuery(msgspec.Struct, forbid_unknown_fields=True):
    person: str | None = None
    entity: str | None = None
    endpoint: str | None = None


class PageQuery(msgspec.Struct):
    """Beside these, every field of the entity is a filter."""

    page: Annotated[int, Meta(ge=1)] = 1
    per_page: Annotated[int, Meta(ge=1, le=1000)] = PAGE


async def counts(request: Request, context: ControlContext) -> Response:
    """How many there are of each entity, and the number of changes so far."""
    db = context.world(request).db
    return answer(200, {"version": db.version, "entities": {NAMES[kind]: len(db.table(kind)) for kind in NAMES}})


async def records(request: Request, context: ControlContext) -> Response:
    """The records of a kind, oldest first; `?name=Grow&space_id=…` filters, ids in any form."""
    db, kind = context.world(request).db, _kind(request)
    wanted = {name: value for name, value in request.query_params.items() if name not in PageQuery.__struct_fields__}
    for name in wanted:
        if name not in kind.__struct_fields__:
            known = ", ".join(f"`{field}`" for field in (*PageQuery.__struct_fields__, *kind.__struct_fields__))
            raise Problem(400, f"unknown field `{name}`. Known keys: {known}")
    page = query(request, PageQuery)
    found = [row for row in db.all(kind) if all(_is(getattr(row, key), text) for key, text in wanted.items())]
    shown = found[(page.page - 1) * page.per_page : page.page * page.per_page]
    return answer(200, {"count": len(found), "page": page.page, "per_page": page.per_page, "records": shown})


async def record(request: Request, context: ControlContext) -> Response:
    row = context.world(request).db.get(_kind(request), _id(request.path_params["id"]))
    if row is None:
        raise Problem(404, f"there is no {request.path_params['entity']} of this id")
    return answer(200, row)


def _kind(request: Request) -> type[Record]:
    entity = request.path_params["entity"]
    if entity not in ENTITIES:
        raise Problem(404, f"there is no entity {entity!r}; there are {', '.join(ENTITIES)}")
    return ENTITIES[entity]


def _is(value: Any, text: str) -> bool:
    """Whether a field has the value that a text stands for; of a list, whether it is in it."""
    if isinstance(value, tuple):
        return any(_is(one, text) for one in value)
    if isinstance(value, str):
        return value == text or (ids.is_uuid(value) and same_id(text, value))
    plain = msgspec.to_builtins(value)
    return (plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()) == text


def _id(text: str) -> str | None:
    """The id that a text in any form stands for; None for none."""
    try:
        return ids.decode_lenient(text)
    except (ids.UndecodableId, ids.IdTooLarge):
        return None


async def diff(request: Request, context: ControlContext) -> Response:
    world, origin = context.world(request), query(request, DiffQuery).origin
    before = world.initial_state if origin is None else snapshot(world, origin)
    return answer(200, serialize.changes(between(before, world.db)))


async def why(request: Request, context: ControlContext) -> Response:
    """The level of a person on an entity with the bindings that give it, the permissions of an endpoint, or both."""
    world, question = context.world(request), query(request, ExplainQuery)
    if (question.person is None) != (question.entity is None) or (question.person or question.endpoint) is None:
        raise Problem(400, "say a `person` and an `entity`, an `endpoint`, or all three")
    entity = _entity(world, question.entity) if question.entity else None
    found: dict[str, Json] = {}
    if question.person and entity:
        person = world.person(question.person)
        if person is None:
            raise Problem(404, f"there is no person {question.person!r}; say an e-mail, a full name or an id")
        named = {"id": people.person_id(person), "full_name": person.full_name}
        found = {"person": named, "entity": {"entity": NAMES[type(entity)], "id": entity.id}}
        found |= explain(world.db, person, entity)
    if question.endpoint:
        endpoint = catalogue().endpoints.get(question.endpoint)
        if endpoint is None:
            raise Problem(404, f"there is no endpoint {question.endpoint!r}; `mockserver routes` lists them")
        found["endpoint"] = {"name": endpoint.name, "kind": endpoint.kind}
        found["endpoint"] |= requirements(endpoint.name, type(entity), found.get("level"))
    return answer(200, found)


def _entity(world: World, text: str) -> Record:
    id = _id(text)
    found = find(world.db, id) if id else None
    if found is None:
        found = next((row for row in world.db.all(Company) if _is_company(row, text)), None)
    if found is None:
        raise Problem(404, f"there is nothing with the id {text!r} in this world")
    if type(found) not in access.CONTEXTS:
        raise Problem(400, f"access to a {NAMES[type(found)]} is that to what it belongs to; ask about that")
    return found


def _is_company(company: Company, text: str) -> bool:
    try:
        return ids.decode_company(text) == company.short_id
    except (ids.UndecodableId, ids.IdTooLarge):
        return False


CALLS: Final[Calls] = [
    ("GET", "/state", counts),
    ("GET", "/state/{entity}", records),
    ("GET", "/state/{entity}/{id}", record),
    ("GET", "/diff", diff),
    ("GET", "/explain", why),
]
