"""Converts spaces to JSON (contract: spaces_tasks 1.1)."""

from collections.abc import Sequence

from mockserver.domain import access, permissions
from mockserver.model import ids
from mockserver.model.company.companies import Company, Person
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.store.database import Database
from mockserver.views import subscriptions
from mockserver.views.company import people as person_views


def space_id(space: Space) -> str:
    return ids.slugged(space.name, space.id)


def essential(space: Space) -> dict[str, Json]:
    return {"id": space_id(space), "name": space.name}


def full(space: Space, company: Company, *, level: int | None = None, **included: Json) -> dict[str, Json]:
    """Return the full JSON of a space. Optional values are null, and `notifications` is empty, unless they are in
    `included`. `permissions` is null if `level`, the access level of the acting person, is None."""
    levels = included.get("access_levels")
    return {
        **essential(space),
        "mission": space.mission,
        "is_member": None,
        "is_company_space": company.company_space_id == space.id,
        "private_space": None if levels is None else levels["company"] == 0,
        "permissions": None if level is None else permissions.granted(permissions.WORK, level),
        **dict.fromkeys(("members", "access_levels", "potential_subscribers")),
        "notifications": (),
        "task_statuses": space.task_statuses,
        "tasks_kanban_state": space.tasks_kanban_state,
        **included,
    }


def tools(space: Space, **included: Json) -> dict[str, Json]:
    """Return the JSON that states which tools of a space are enabled. The contents of the tools are null unless they
    are in `included`."""
    return {
        "tasks_enabled": space.tasks_enabled,
        "discussions_enabled": space.discussions_enabled,
        "resource_hub_enabled": space.resource_hub_enabled,
        **dict.fromkeys(("projects", "goals", "messages_boards", "resource_hubs", "tasks")),
        **included,
    }


def members(db: Database, space: Space, people: Sequence[Person], *, with_access_levels: bool) -> list[dict[str, Json]]:
    """Return the JSON of the members of a space, sorted by the bytes of their names. If `with_access_levels` is
    true, the JSON of each member contains `access_level`, the level of the member's personal binding on the space."""
    in_order = sorted(people, key=lambda person: person.full_name)
    return [_member(db, space, person, with_access_level=with_access_levels) for person in in_order]


def potential_subscribers(
    db: Database, space: Space, people: Sequence[Person], *, with_access_levels: bool
) -> list[Json]:
    """Return the JSON of the members of a space as potential subscribers, in the order of `people`. If
    `with_access_levels` is true, each `person` contains `access_level`, the level of the member's personal binding on
    the space."""
    return [
        subscriptions.subscriber(person, role=person.title)
        | {"person": _member(db, space, person, with_access_level=with_access_levels)}
        for person in people
    ]


def _member(db: Database, space: Space, person: Person, *, with_access_level: bool) -> dict[str, Json]:
    if not with_access_level:
        return person_views.essential(person)
    return person_views.with_access_level(person, access.personal_level(db, space.id, person.id))
