"""Spaces: making them, and who is in them (contract: spaces_tasks 1.1)."""

from typing import Final

from mockserver.domain import access as access_rules
from mockserver.domain import activities, resource_hubs, statuses
from mockserver.domain.context import Context
from mockserver.model import access
from mockserver.model.access import COMMENT, EDIT, FULL, VIEW
from mockserver.model.company import Company, Person
from mockserver.model.ids import Id
from mockserver.model.spaces import Member, MessagesBoard, Space
from mockserver.model.tasks import EMPTY_KANBAN
from mockserver.store.world import World

BOARD_NAME: Final = "Messages Board"
HUB_NAME: Final = "Documents & Files"


def insert(
    world: World, company: Company, *, name: str, mission: str, company_level: int | None, public: bool
) -> Space:
    """A space with its bindings, its board and its hub, and nobody in it yet."""
    now = world.clock.now()
    space = world.put(
        Space(
            id=world.new_id(),
            company_id=company.id,
            name=name,
            mission=mission,
            task_statuses=statuses.fresh(world),
            tasks_kanban_state=EMPTY_KANBAN,
            inserted_at=now,
            updated_at=now,
        )
    )
    access_rules.grant(world, space.id, access.owners(company.id), FULL)
    access_rules.grant(world, space.id, access.members(company.id), company_level)
    if public:
        access_rules.grant(world, space.id, access.anonymous(company.id), VIEW)
    world.put(MessagesBoard(id=world.new_id(), space_id=space.id, name=BOARD_NAME, inserted_at=now, updated_at=now))
    resource_hubs.insert(world, space, name=HUB_NAME, company_level=COMMENT, space_level=EDIT)
    return space


def add_member_row(world: World, space_id: Id, person_id: Id) -> None:
    """Puts a person on the list of members; the level is a binding's matter."""
    world.put(Member(id=world.new_id(), space_id=space_id, person_id=person_id, inserted_at=world.clock.now()))


def create(ctx: Context, *, name: str, mission: str, company_level: int | None, public: bool) -> Space:
    """A space with the acting person as its manager."""
    space = insert(ctx.world, ctx.company, name=name, mission=mission, company_level=company_level, public=public)
    add_member_row(ctx.world, space.id, ctx.person.id)
    access_rules.join(ctx.world, access.space_managers(space.id), ctx.person.id)
    access_rules.grant(ctx.world, space.id, ctx.person.id, FULL)
    activities.record(ctx, "space_added", space.id, space_id=space.id, name=space.name)
    return space


def edit(ctx: Context, space: Space, *, name: str, mission: str) -> Space:
    """Renames a space; recorded even if nothing differs."""
    changed = ctx.world.change(space, name=name, mission=mission)
    activities.record(
        ctx,
        "group_edited",
        space.id,
        space_id=space.id,
        old_name=space.name,
        old_mission=space.mission,
        new_name=name,
        new_mission=mission,
    )
    return changed


def is_member(world: World, space_id: Id, person: Person) -> bool:
    """Whether the person is on the list of members and not suspended."""
    return person.suspended_at is None and world.count(Member, pair=(space_id, person.id)) > 0


def active_members(world: World, space_id: Id) -> list[Person]:
    """The people on the list of members, each once, suspended ones and agents left out, in the order they came."""
    ids = dict.fromkeys(row.person_id for row in world.where(Member, space_id=space_id))
    people = [world.known(Person, id) for id in ids]
    return [person for person in people if person.suspended_at is None and person.type != "ai"]
