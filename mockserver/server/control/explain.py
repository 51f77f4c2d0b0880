"""The operation `GET /explain`: why a person has access to a record, and which permissions an endpoint requires."""

from msgspec.structs import replace

from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import catalogue
from mockserver.contract.names import UnknownName, check_endpoint
from mockserver.domain import access, permissions
from mockserver.model import ids
from mockserver.model.company.access import NAMES as LEVEL_NAMES
from mockserver.model.company.access import Binding
from mockserver.model.company.companies import Company, Person
from mockserver.model.kinds import NAMES
from mockserver.model.record import Record
from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import route
from mockserver.server.schemas.access import (
    BindingInfo,
    EndpointAccess,
    EntityRef,
    ExplainQuery,
    Explanation,
    NamedEntityRef,
    RequiredPermission,
)
from mockserver.server.schemas.worlds import PersonRef
from mockserver.server.worlds.world import World
from mockserver.store.database import Database
from mockserver.views.company import people


@route(
    "GET",
    "/explain",
    "Explain a person's access level on a record, and which permissions an endpoint requires",
    problems={404: "The person, the record or the endpoint does not exist."},
    example={"endpoint": "goals/update_name"},
)
async def get_explanation(world: World, query: ExplainQuery) -> Explanation:
    """With `person` and `entity`, the response contains the person's access level on this record, and the access
    bindings of the record's access context. With `endpoint`, the response contains the permissions that the endpoint
    requires. With all three parameters, the response also contains whether the person has these permissions.
    """
    if (query.person is None) != (query.entity is None) or (query.person or query.endpoint) is None:
        raise ProblemError(400, "give `person` and `entity`, or `endpoint`, or all three")
    entity = _entity(world, query.entity) if query.entity else None
    explanation = Explanation()
    if query.person and entity:
        explanation = explain(world.db, world.require_person(query.person), entity)
    if query.endpoint:
        level = explanation.level if isinstance(explanation.level, int) else None
        explanation = replace(
            explanation, endpoint=endpoint_access(query.endpoint, type(entity) if entity else None, level)
        )
    return explanation


def explain(db: Database, person: Person, entity: Record) -> Explanation:
    """Return a person's access level on a record, and all access bindings of the record's context.

    The context is the company, space, goal or project that determines the access.
    """
    context_id = access.context_of(db, entity)
    level = access.level(db, person, context_id, 0)
    bindings = sorted(db.where(Binding, context_id=context_id), key=lambda row: -row.access_level)
    return Explanation(
        person=PersonRef(id=people.person_id(person), full_name=person.full_name),
        entity=EntityRef(entity=NAMES[type(entity)], id=entity.id),
        level=level,
        level_name=LEVEL_NAMES[level],
        suspended=person.suspended_at is not None,
        context=_named_entity(db, context_id),
        bindings=[_binding_info(db, person, row) for row in bindings],
        permissions=permissions.granted(permissions.TABLES[type(entity)], level),
    )


def _binding_info(db: Database, person: Person, row: Binding) -> BindingInfo:
    return BindingInfo(
        id=row.id,
        group=_group(db, row.group_id),
        access_level=row.access_level,
        level_name=LEVEL_NAMES[row.access_level],
        tag=row.tag,
        reaches=access.binding_covers(db, row, person.id),
    )


def _group(db: Database, group_id: str) -> str:
    """Return the name of a group of people, such as `members of Acme Inc.`, or the name of a person.

    The id of a group has the form `<id of a company or space>/members`. For a single person, `group_id` is their id.
    """
    owner, _, group = group_id.partition("/")
    name = _named_entity(db, owner).name or owner
    return f"{group} of {name}" if group else name


def _named_entity(db: Database, id: str) -> NamedEntityRef:
    """Return a reference to the record with this UUID. The reference contains the name or title of the record."""
    found = find_any(db, id)
    name = next((getattr(found, field) for field in ("name", "full_name", "title") if hasattr(found, field)), None)
    return NamedEntityRef(entity=NAMES[type(found)] if found else None, id=id, name=name)


def find_any(db: Database, id: str) -> Record | None:
    """Return the record with this UUID from any table, or None if there is no such record."""
    return next((row for kind in db.tables if (row := db.get(kind, id)) is not None), None)


def _entity(world: World, text: str) -> Record:
    """Return the record with the id `text`.

    Raises ProblemError if there is no such record, or if records of its type have no access levels.
    """
    id = ids.decode_or_none(text)
    found = find_any(world.db, id) if id else None
    if found is None:
        found = next((row for row in world.db.all(Company) if _is_company(row, text)), None)
    if found is None:
        raise ProblemError(404, f"this world has no record with the id {text!r}")
    if type(found) not in access.CONTEXTS:
        raise ProblemError(
            400, f"people have no access level on a {NAMES[type(found)]}; give the record to which it belongs"
        )
    return found


def _is_company(company: Company, text: str) -> bool:
    try:
        return ids.decode_company(text) == company.short_id
    except (ids.UndecodableId, ids.IdTooLarge):
        return False


def endpoint_access(name: str, kind: type[Record] | None, level: int | None) -> EndpointAccess:
    """Return the permissions that an endpoint requires, and the additional condition `rule`, if there is one.

    `kind` and `level` are the type of a record and a person's access level on the record. In each returned permission,
    `granted` is true if `level` is sufficient. It is None if the permission is for records of another type than `kind`,
    or if `level` is None. Raises ProblemError if the endpoint does not exist.
    """
    try:
        check_endpoint(name)
    except UnknownName as error:
        raise ProblemError(404, str(error)) from None
    endpoint = catalogue().endpoints[name]
    handler = HANDLERS[name]
    requires = []
    for required, permission in handler.requires:
        needed = permissions.needed(required, permission)
        granted = level >= needed if required is kind and level is not None else None
        requires.append(
            RequiredPermission(entity=NAMES[required], permission=permission, level=needed, granted=granted)
        )
    return EndpointAccess(name=name, kind=endpoint.kind, requires=requires, rule=handler.rule)
