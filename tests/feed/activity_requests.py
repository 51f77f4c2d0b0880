"""Requests that record activities, and the class of the rows in the tables of activity types."""

from collections.abc import Callable
from typing import NamedTuple

from tests.builder import COMMENT, EDIT
from tests.environments.feed import FeedEnv
from tests.support import Json, rich_text

IDS = "company_id company space_id space"
GOAL = f"{IDS} goal_id goal"
PROJECT = f"{IDS} project_id project"
HUB = "space resource_hub"
NOT_IN_API = None


class Row(NamedTuple):
    """A type of activity. `action` is its name, and `do` records an activity of this type.

    `keys` are the keys of the activity's content in a response, or None if the API can't show the activity. `notified`
    are the names of the people who are notified.
    """

    action: str
    do: Callable[[FeedEnv], object]
    keys: str | None
    notified: str = ""


def add_member(s: FeedEnv) -> None:
    s.joins("nell", s.company.member("Nell New"))


def add_guest(s: FeedEnv) -> None:
    s.joins("gus", s.company.guest("Gus Guest"))


def restore(s: FeedEnv) -> None:
    sid = s.joins("sid", s.company.suspended("Sid Still"))
    s.owner.call("restore_company_member", person_id=sid.id)


def copy_folder(s: FeedEnv) -> None:
    s.owner.call(
        "copy_resource_hub_folder",
        folder_name="Copy",
        folder_id=s.folder,
        dest_resource_hub_id=s.hub,
        dest_parent_folder_id=None,
    )


def move_in_hub(s: FeedEnv) -> None:
    s.owner.call("edit_parent_folder_in_resource_hub", resource_id=s.link, resource_type="link", new_folder_id=s.folder)


def edit_link(s: FeedEnv) -> None:
    s.owner.call(
        "edit_resource_hub_link",
        link_id=s.link,
        name="Page",
        type="figma",
        url="https://example.org",
        description=rich_text("Look"),
    )


def close_goal(s: FeedEnv) -> None:
    s.owner.call(
        "close_goal",
        goal_id=s.goal,
        success="yes",
        success_status="achieved",
        retrospective=rich_text("Done"),
        subscriber_ids=[s.rita.id],
    )


def edit_update(s: FeedEnv) -> None:
    s.owner.call(
        "edit_goal_progress_update",
        id=s.update,
        due_date=None,
        status="caution",
        content=rich_text("Hm"),
        new_target_values="[]",
        checklist=[],
    )


def edit_project_permissions(s: FeedEnv) -> None:
    levels = {"public": 0, "company": COMMENT, "space": EDIT}
    s.owner.call("edit_project_permissions", project_id=s.project, access_levels=levels)


def edit_contributor(s: FeedEnv) -> None:
    s.owner.call(
        "update_project_contributor",
        contrib_id=s.contributor(s.mia),
        person_id=s.mia.id,
        responsibility="Nails",
        permissions="edit_access",
        role="contributor",
    )


def update_status(s: FeedEnv) -> None:
    status = s.status("project", s.task)
    s.owner.call("tasks/update_status", task_id=s.task, type="project", status=status)


def add_contributor(s: FeedEnv) -> None:
    s.owner.call(
        "add_project_contributor",
        project_id=s.project,
        person_id=s.joins("carl", s.company.member("Carl Cole")).id,
        responsibility="Nails",
        permissions="edit_access",
        role="contributor",
    )


def add_contributors(s: FeedEnv) -> None:
    carl = s.joins("carl", s.company.member("Carl Cole"))
    added = {"person_id": carl.id, "responsibility": "Nails", "access_level": "edit_access"}
    s.owner.call("add_project_contributors", project_id=s.project, contributors=[added])


def post(endpoint: str, **inputs: Callable[[FeedEnv], Json] | Json) -> Callable[[FeedEnv], object]:
    """Return a function that sends a request as the owner of the environment.

    If an input is a function, its result for the environment is sent.
    """
    return lambda s: s.owner.call(endpoint, **{k: v(s) if callable(v) else v for k, v in inputs.items()})


def id_of(name: str) -> Callable[[FeedEnv], Json]:
    """Return a function that returns the id of a record or person of the environment, such as `goal` or `mia`."""

    def found(s: FeedEnv) -> Json:
        value = getattr(s, name)
        return value if isinstance(value, str) else value.id

    return found


def create(name: str) -> Callable[[FeedEnv], object]:
    """Return a function that creates a record of the environment, such as `goal`."""
    return lambda s: getattr(s, name)


def comment(entity_type: str, name: str) -> Callable[[FeedEnv], object]:
    return lambda s: s.comment(entity_type, getattr(s, name))


goal, project, task, space = id_of("goal"), id_of("project"), id_of("task"), id_of("space")
milestone, link, document = id_of("milestone"), id_of("link"), id_of("document")
mia, rita = id_of("mia"), id_of("rita")
TEXT = rich_text("Other")
