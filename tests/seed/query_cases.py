"""All queries of a world: each query for each record that its inputs can identify."""

from collections.abc import Callable, Iterator
from typing import Any

from mockserver.contract.catalogue import catalogue
from mockserver.model import ids
from mockserver.model.company.companies import Company, Person
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, ResourceHub
from mockserver.model.feed.activities import SCOPES, Activity
from mockserver.model.feed.comments import CommentThread
from mockserver.model.feed.subscriptions import SubscriptionList
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import KeyResource, Project, ProjectCheckIn, ProjectContributor
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Message, Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database

Inputs = dict[str, Any]
Cases = Callable[[Database], Iterator[Inputs]]


def questions(db: Database) -> Iterator[tuple[str, Inputs]]:
    """Yield each query with its inputs, once without and once with all `include_*` inputs."""
    for endpoint in catalogue().endpoints.values():
        if endpoint.kind == "query":
            included = {item.name: True for item in endpoint.inputs if item.name.startswith("include_")}
            for inputs in CASES.get(endpoint.name, _nothing)(db):
                yield endpoint.name, inputs
                if included:
                    yield endpoint.name, inputs | included


def _nothing(db: Database) -> Iterator[Inputs]:
    yield {}


def each(kind: type[Record], name: str = "id", **more: Any) -> Cases:
    """Return a function that returns the inputs for each record of a kind."""

    def cases(db: Database) -> Iterator[Inputs]:
        for row in db.all(kind):
            yield {name: ids.short(row.id), **more}

    return cases


def these(*inputs: Inputs) -> Cases:
    return lambda db: iter(inputs)


def both(*parts: Cases) -> Cases:
    def cases(db: Database) -> Iterator[Inputs]:
        for part in parts:
            yield from part(db)

    return cases


def _feeds(db: Database) -> Iterator[Inputs]:
    kinds: dict[str, type[Record]] = dict(
        zip(SCOPES, (Company, Space, Goal, Project, Milestone, Task), strict=True), person=Person
    )
    for scope, kind in kinds.items():
        for row in db.all(kind):
            id = ids.company(row.name, row.short_id) if isinstance(row, Company) else ids.short(row.id)
            yield {"scope_type": scope, "scope_id": id, "actions": []}


def _talk(db: Database) -> Iterator[Inputs]:
    kinds: dict[str, type[Record]] = {
        "project_check_in": ProjectCheckIn,
        "goal_update": GoalProgressUpdate,
        "message": Message,
        "comment_thread": CommentThread,
        "resource_hub_document": Document,
        "milestone": Milestone,
    }
    for entity_type, kind in kinds.items():
        for row in db.all(kind):
            yield {"entity_id": ids.short(row.id), "entity_type": entity_type}
    for task in db.all(Task):
        yield {"entity_id": ids.short(task.id), "entity_type": "project_task" if task.project_id else "space_task"}


def _lists(db: Database) -> Iterator[Inputs]:
    for row in db.all(SubscriptionList):
        yield {"resource_id": ids.short(row.parent_id), "resource_type": row.parent_type}


def _companies(db: Database) -> Iterator[Inputs]:
    for row in db.all(Company):
        yield {"id": ids.company(row.name, row.short_id)}


def _map(db: Database) -> Iterator[Inputs]:
    yield {}
    yield {"only_completed": True}
    for kind, names in (
        (Space, ("space_id",)),
        (Goal, ("parent_goal_id",)),
        (Person, ("champion_id", "contributor_id")),
    ):
        for name in names:
            yield from each(kind, name)(db)


SEARCHED = ("a", "e", "re", "Mia", "zz")

CASES: dict[str, Cases] = {
    "get_activities": _feeds,
    "get_activity": each(Activity),
    "get_binded_people": both(
        each(Goal, "resourse_id", resourse_type="goal"), each(Project, "resourse_id", resourse_type="project")
    ),
    "get_comments": _talk,
    "get_company": _companies,
    "get_discussion": each(Message),
    "get_discussions": each(Space, "space_id"),
    "get_flat_work_map": _map,
    "get_work_map": _map,
    "get_goal": each(Goal),
    "get_goals": both(_nothing, each(Space, "space_id")),
    "get_goal_progress_update": each(GoalProgressUpdate),
    "get_key_resource": each(KeyResource),
    "get_milestone": each(Milestone),
    "get_notifications": these({}, {"page": 2, "per_page": 20}),
    "get_people": these({}, {"only_suspended": True}),
    "get_person": each(Person),
    "get_project": each(Project),
    "get_project_check_in": each(ProjectCheckIn),
    "get_project_check_ins": each(Project, "project_id"),
    "get_project_contributor": each(ProjectContributor),
    "get_project_retrospective": each(Project, "project_id"),
    "get_projects": both(
        these({}, {"only_my_projects": True}, {"only_reviewed_by_me": True}),
        each(Space, "space_id"),
        each(Goal, "goal_id"),
    ),
    "get_resource_hub": each(ResourceHub),
    "get_resource_hub_document": each(Document),
    "get_resource_hub_file": each(File),
    "get_resource_hub_folder": each(Folder),
    "get_resource_hub_link": each(Link),
    "get_space": each(Space),
    "get_spaces": these({}, {"access_level": "edit_access"}),
    "get_task": each(Task),
    "get_tasks": each(Milestone, "milestone_id"),
    "global_search": these(*({"query": text} for text in SEARCHED)),
    "is_subscribed_to_resource": _lists,
    "list_goal_contributors": each(Goal, "goal_id"),
    "list_possible_managers": each(Person, "user_id", query=""),
    "list_resource_hub_nodes": both(each(ResourceHub, "resource_hub_id"), each(Folder, "folder_id")),
    "list_space_tools": each(Space, "space_id"),
    "list_task_assignable_people": both(each(Project, type="project"), each(Space, type="space")),
    "search_people": these(*({"query": text} for text in SEARCHED)),
    "search_potential_space_members": each(Space, "group_id", query="a"),
    "search_project_contributor_candidates": each(Project, "project_id", query="a"),
    "goals/get_check_ins": each(Goal, "goal_id"),
    "goals/get_discussions": each(Goal, "goal_id"),
    "goals/list_access_members": each(Goal, "goal_id"),
    "goals/parent_goal_search": each(Goal, "goal_id", query="e"),
    "project_discussions/get": each(CommentThread),
    "project_discussions/list": each(Project, "project_id"),
    "project_milestones/list_tasks": each(Milestone, "milestone_id"),
    "projects/count_children": each(Project),
    "projects/get_contributors": each(Project, "project_id"),
    "projects/get_milestones": each(Project, "project_id"),
    "projects/parent_goal_search": each(Project, "project_id", query="e"),
    "projects/search": these(*({"query": text} for text in SEARCHED)),
    "spaces/count_by_access_level": these({"access_level": "view_access"}, {"access_level": "full_access"}),
    "spaces/list_members": each(Space, "space_id"),
    "spaces/list_tasks": each(Space, "space_id"),
    "spaces/search": these(*({"query": text} for text in SEARCHED)),
    "tasks/list": each(Project, "project_id"),
}
