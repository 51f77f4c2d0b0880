"""The access levels that endpoints of spaces, tasks, goals and documents require, and inputs for these endpoints."""

from collections.abc import Callable
from functools import cached_property
from typing import Final, NamedTuple

from tests.builder import EDIT, FULL, NONE, VIEW, Json, rich_text, task_status
from tests.environments.goals import date, progress_update
from tests.support import Company, Person

TEXT: Final = rich_text("Hi")


class Records:
    """Records that only the owner can view. The goal, the project and the resource hub belong to the space."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.owner = company.owner

    @cached_property
    def space(self) -> str:
        return self.company.space(company_permissions=NONE)

    @cached_property
    def goal(self) -> str:
        return self.company.goal(self.space, company_access_level=NONE, space_access_level=NONE)

    @cached_property
    def project(self) -> str:
        return self.company.project(self.space)

    @cached_property
    def hub(self) -> str:
        return self.company.resource_hub(self.space)

    @cached_property
    def tom(self) -> Person:
        return self.company.join(self.space, self.company.member("Tom Target"), NONE)

    def member(self, level: int = VIEW) -> Json:
        return {"id": self.tom.id, "access_level": level}

    def closed_goal(self) -> str:
        closing = {"success": "yes", "success_status": "achieved", "retrospective": TEXT}
        self.owner.call("close_goal", goal_id=self.goal, **closing)
        return self.goal

    def target(self) -> Json:
        return {"goal_id": self.goal, "target_id": self.company.target(self.goal)}

    def check(self) -> Json:
        return {"goal_id": self.goal, "check_id": self.company.check(self.goal)}

    def elsewhere(self) -> str:
        """Create a project on which every member of the company has full access."""
        return self.company.project(self.company.general_id, "Elsewhere", company_level=FULL)

    def draft(self) -> str:
        return str(self.company.discussion(self.space, post_as_draft=True)["id"])

    def task(self) -> Json:
        return {"task_id": self.company.space_task(self.space)["id"], "type": "space"}

    def project_task(self) -> Json:
        return {"task_id": self.company.project_task(self.project)["id"]}

    def kanban(self) -> Json:
        return {"status": self.status(), "kanban_state": "{}"}

    def status(self) -> Json:
        return task_status(self.owner.call("get_space", id=self.space)["space"], "done")


class Row(NamedTuple):
    """An endpoint, and the access level that it requires on a record.

    `on` is the name of the attribute of Records that contains the id of this record. If `level` is 0, the endpoint
    succeeds for all people, and `permission` is empty.
    """

    endpoint: str
    on: str
    level: int
    permission: str
    inputs: Callable[[Records], Json]
    hidden: str = ""
    """The permission in the hint for a person without view access. If empty, the hint names `permission`."""


def goal(endpoint: str, level: int, inputs: Callable[[Records], Json]) -> Row:
    permission = {VIEW: "can_view", EDIT: "can_edit", FULL: "has_full_access"}[level]
    return Row(endpoint, "goal", level, f"{permission} on Goal", lambda on: {"goal_id": on.goal} | inputs(on))


def item(endpoint: str, level: int, permission: str, inputs: Callable[[Records], Json], hidden: str = "") -> Row:
    """Return the row for an endpoint that requires a level on the space.

    The endpoint reads or changes the space, or a record in the space.
    """
    return Row(endpoint, "space", level, permission, inputs, hidden)


GOALS: Final = [
    goal("goals/update_name", EDIT, lambda on: {"name": "Renamed"}),
    goal("goals/update_description", EDIT, lambda on: {"description": TEXT}),
    goal("goals/update_start_date", EDIT, lambda on: {"start_date": None}),
    goal("goals/update_due_date", EDIT, lambda on: {"due_date": date("2027", "2027-01-01", "year")}),
    goal("goals/update_parent_goal", EDIT, lambda on: {"parent_goal_id": None}),
    goal("goals/update_space", FULL, lambda on: {"space_id": on.space}),
    goal("goals/update_champion", FULL, lambda on: {"champion_id": None}),
    goal("goals/update_reviewer", FULL, lambda on: {"reviewer_id": None}),
    goal("goals/update_access_levels", FULL, lambda on: {"access_levels": {"company": 0, "space": 0}}),
    goal("goals/list_access_members", FULL, lambda on: {}),
    goal("goals/add_access_members", FULL, lambda on: {"members": []}),
    goal("goals/update_access_member", FULL, lambda on: {"person_id": on.owner.id, "access_level": FULL}),
    goal("goals/remove_access_member", FULL, lambda on: {"person_id": on.owner.id}),
    goal("goals/add_target", EDIT, lambda on: {"name": "A", "start_value": 0, "target_value": 1, "unit": "x"}),
    goal(
        "goals/update_target",
        EDIT,
        lambda on: on.target() | {"name": "B", "start_value": 0, "target_value": 1, "unit": "x"},
    ),
    goal("goals/update_target_value", EDIT, lambda on: on.target() | {"value": 5}),
    goal("goals/update_target_index", EDIT, lambda on: on.target() | {"index": 0}),
    goal("goals/delete_target", EDIT, lambda on: on.target()),
    goal("goals/add_check", EDIT, lambda on: {"name": "Hire"}),
    goal("goals/update_check", EDIT, lambda on: on.check() | {"name": "Fire"}),
    goal("goals/update_check_index", EDIT, lambda on: on.check() | {"index": 0}),
    goal("goals/toggle_check", EDIT, lambda on: on.check()),
    goal("goals/delete_check", EDIT, lambda on: on.check()),
    goal("goals/get_check_ins", VIEW, lambda on: {}),
    goal("goals/get_discussions", VIEW, lambda on: {}),
    goal("goals/parent_goal_search", VIEW, lambda on: {"query": ""}),
    goal("close_goal", EDIT, lambda on: {"success": "no", "success_status": "missed", "retrospective": TEXT}),
    Row("reopen_goal", "goal", EDIT, "can_edit on Goal", lambda on: {"id": on.closed_goal(), "message": TEXT}),
    goal("create_goal_discussion", EDIT, lambda on: {"title": "Talk", "message": TEXT}),
    goal("post_goal_progress_update", EDIT, lambda on: progress_update()),
    goal("change_goal_parent", FULL, lambda on: {"parent_goal_id": ""}),
    goal("delete_goal", FULL, lambda on: {}),
]

SPACES: Final = [
    item("get_space", VIEW, "can_view on Space", lambda on: {"id": on.space}),
    item("get_spaces", NONE, "", lambda on: {}),
    item("spaces/search", NONE, "", lambda on: {"query": ""}),
    item("spaces/count_by_access_level", NONE, "", lambda on: {"access_level": "view_access"}),
    item("spaces/list_members", NONE, "", lambda on: {"space_id": on.space}),
    item("search_potential_space_members", NONE, "", lambda on: {"group_id": on.space}),
    item("list_space_tools", NONE, "", lambda on: {"space_id": on.space}),
    item("spaces/list_tasks", VIEW, "can_view on Space", lambda on: {"space_id": on.space}),
    item("join_space", VIEW, "can_view on Space", lambda on: {"space_id": on.space}),
    item("edit_space", EDIT, "can_edit on Space", lambda on: {"id": on.space, "name": "New", "mission": "New"}),
    item("spaces/update_tools", EDIT, "can_edit on Space", lambda on: {"space_id": on.space, "tools": {}}),
    item(
        "spaces/update_task_statuses",
        EDIT,
        "can_edit on Space",
        lambda on: {"space_id": on.space, "task_statuses": [{"id": "a", "label": "A", "color": "red", "index": 0}]},
    ),
    item(
        "add_space_members",
        FULL,
        "has_full_access on Space",
        lambda on: {"space_id": on.space, "members": [on.member()]},
    ),
    item(
        "edit_space_members_permissions",
        FULL,
        "has_full_access on Space",
        lambda on: {"space_id": on.space, "members": [on.member()]},
    ),
    item(
        "remove_group_member",
        FULL,
        "has_full_access on Space",
        lambda on: {"group_id": on.space, "member_id": on.tom.id},
    ),
    item(
        "edit_space_permissions",
        FULL,
        "has_full_access on Space",
        lambda on: {"space_id": on.space, "access_levels": {"public": 0, "company": 0}},
    ),
    item("delete_space", FULL, "has_full_access on Space", lambda on: {"space_id": on.space}),
    item("get_discussion", VIEW, "can_view on Message", lambda on: {"id": on.draft()}),
    item("get_discussions", NONE, "", lambda on: {"space_id": on.space}),
    item("post_discussion", EDIT, "can_edit on Space", lambda on: {"space_id": on.space, "title": "Hi", "body": TEXT}),
    item("edit_discussion", EDIT, "can_edit on Message", lambda on: {"id": on.draft(), "body": TEXT}),
    item(
        "archive_message",
        FULL,
        "has_full_access on Message",
        lambda on: {"message_id": on.company.discussion(on.space)["id"]},
        hidden="can_view on Message",
    ),
]

TASKS: Final = [
    item("get_task", VIEW, "can_view on Task", lambda on: {"id": on.task()["task_id"]}),
    item("list_task_assignable_people", VIEW, "can_view on Space", lambda on: {"id": on.space, "type": "space"}),
    item(
        "tasks/create",
        EDIT,
        "can_edit on Space",
        lambda on: {"type": "space", "id": on.space, "name": "T", "assignee_id": None, "due_date": None},
    ),
    item("tasks/delete", EDIT, "can_edit on Task", lambda on: on.task()),
    item("tasks/update_name", EDIT, "can_edit on Task", lambda on: on.task() | {"name": "T"}),
    item("tasks/update_status", EDIT, "can_edit on Task", lambda on: on.task() | {"status": on.status()}),
    item("tasks/update_due_date", EDIT, "can_edit on Task", lambda on: on.task() | {"due_date": None}),
    item("tasks/update_assignee", EDIT, "can_edit on Task", lambda on: on.task() | {"assignee_id": None}),
    item("tasks/update_description", EDIT, "can_edit on Task", lambda on: on.task() | {"description": TEXT}),
    item(
        "spaces/update_kanban",
        EDIT,
        "can_edit on Task",
        lambda on: {"space_id": on.space, "task_id": on.task()["task_id"], **on.kanban()},
        hidden="can_view on Space",
    ),
    Row("tasks/list", "project", VIEW, "can_view on Project", lambda on: {"project_id": on.project}),
    Row("get_tasks", "project", NONE, "", lambda on: {"milestone_id": on.company.milestone(on.project)}),
    Row(
        "list_task_assignable_people",
        "project",
        VIEW,
        "can_view on Project",
        lambda on: {"id": on.project, "type": "project"},
    ),
    Row(
        "tasks/create",
        "project",
        EDIT,
        "can_edit on Project",
        lambda on: {
            "type": "project",
            "id": on.project,
            "name": "T",
            "assignee_id": None,
            "due_date": None,
            "milestone_id": None,
        },
    ),
    Row(
        "tasks/update_milestone",
        "project",
        EDIT,
        "can_edit on Task",
        lambda on: on.project_task() | {"milestone_id": on.company.milestone(on.project)},
    ),
    Row(
        "tasks/update_milestone_and_ordering",
        "project",
        EDIT,
        "can_edit on Task",
        lambda on: on.project_task() | {"milestone_id": None, "milestones_ordering_state": []},
    ),
    Row(
        "move_task",
        "project",
        EDIT,
        "can_edit on Task",
        lambda on: on.project_task() | {"destination_type": "project", "destination_id": on.elsewhere()},
    ),
]


def item_id(kind: str, name: str) -> Callable[[Records], Json]:
    """Return a function that creates an item of this kind in the hub, and returns the item's id as the input `name`."""
    return lambda on: {name: getattr(on.company, kind)(on.hub)}


DOCUMENTS: Final = [
    item("get_resource_hub", VIEW, "can_view on ResourceHub", lambda on: {"id": on.hub}),
    item(
        "create_resource_hub",
        EDIT,
        "can_edit on Space",
        lambda on: {
            "space_id": on.space,
            "name": "Library",
            "anonymous_access_level": 10,
            "company_access_level": 100,
            "space_access_level": 0,
        },
    ),
    item(
        "create_resource_hub_document",
        EDIT,
        "can_create_document on ResourceHub",
        lambda on: {"resource_hub_id": on.hub, "name": "Page", "content": TEXT},
    ),
    item(
        "create_resource_hub_file",
        EDIT,
        "can_create_file on ResourceHub",
        lambda on: {
            "resource_hub_id": on.hub,
            "files": [{"blob_id": on.company.blob(), "name": "Report", "description": "null"}],
        },
    ),
    item(
        "create_resource_hub_folder",
        EDIT,
        "can_create_folder on ResourceHub",
        lambda on: {"resource_hub_id": on.hub, "name": "Box"},
    ),
    item(
        "create_resource_hub_link",
        EDIT,
        "can_create_link on ResourceHub",
        lambda on: {
            "resource_hub_id": on.hub,
            "name": "Site",
            "url": "not a url",
            "type": "other",
            "description": "null",
        },
    ),
    *(
        item(
            f"get_resource_hub_{kind}",
            VIEW,
            f"can_view on {kind.title()}",
            item_id(kind, "id"),
        )
        for kind in ("document", "file", "folder", "link")
    ),
    *(
        item(
            f"delete_resource_hub_{kind}",
            EDIT,
            f"can_delete_{kind} on {kind.title()}",
            item_id(kind, f"{kind}_id"),
        )
        for kind in ("document", "file", "folder", "link")
    ),
    item(
        "edit_resource_hub_document",
        EDIT,
        "can_edit_document on Document",
        lambda on: {"document_id": on.company.document(on.hub), "name": "New", "content": TEXT},
    ),
    item(
        "edit_resource_hub_file",
        EDIT,
        "can_edit_file on File",
        lambda on: {"file_id": on.company.file(on.hub), "name": "New", "description": "null"},
    ),
    item(
        "edit_resource_hub_link",
        EDIT,
        "can_edit_link on Link",
        lambda on: {
            "link_id": on.company.link(on.hub),
            "name": "New",
            "type": "figma",
            "url": "x",
            "description": "null",
        },
    ),
    item(
        "rename_resource_hub_folder",
        EDIT,
        "can_rename_folder on Folder",
        lambda on: {"folder_id": on.company.folder(on.hub), "new_name": "New"},
    ),
    item(
        "edit_parent_folder_in_resource_hub",
        EDIT,
        "can_edit_parent_folder on Link",
        lambda on: {"resource_id": on.company.link(on.hub), "resource_type": "link", "new_folder_id": None},
    ),
    item(
        "copy_resource_hub_folder",
        EDIT,
        "can_copy_folder on Folder",
        lambda on: {"folder_id": on.company.folder(on.hub), "dest_resource_hub_id": on.hub},
        hidden="can_view on Folder",
    ),
]
