"""Inputs for all queries. A query that reads one record is included once for each such record of a world."""

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


def all_queries(db: Database) -> Iterator[tuple[str, Inputs]]:
    """Yield the requests for all queries. Each request consists of the name of the query and its inputs.

    If a query has `include_*` inputs, each of its requests is followed by a request in which all of these are true.
    """
    for endpoint in catalogue().endpoints.values():
        if endpoint.kind == "query":
            included = {item.name: True for item in endpoint.inputs if item.name.startswith("include_")}
            for inputs in CASES.get(endpoint.name, _no_inputs)(db):
                yield endpoint.name, inputs
                if included:
                    yield endpoint.name, inputs | included


def _no_inputs(db: Database) -> Iterator[Inputs]:
    yield {}


def for_each(kind: type[Record], name: str = "id", **more: Any) -> Cases:
    """Return a function that yields the inputs of a query for each record of a kind.

    `name` is the input that contains the id of the record, and `more` contains further inputs.
    """

    def cases(db: Database) -> Iterator[Inputs]:
        for row in db.all(kind):
            yield {name: ids.short(row.id), **more}

    return cases


def fixed(*inputs: Inputs) -> Cases:
    return lambda db: iter(inputs)


def joined(*parts: Cases) -> Cases:
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


def _commented(db: Database) -> Iterator[Inputs]:
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
            yield from for_each(kind, name)(db)


SEARCHED = ("a", "e", "re", "Mia", "zz")

CASES: dict[str, Cases] = {
    "get_activities": _feeds,
    "get_activity": for_each(Activity),
    "get_binded_people": joined(
        for_each(Goal, "resourse_id", resourse_type="goal"), for_each(Project, "resourse_id", resourse_type="project")
    ),
    "get_comments": _commented,
    "get_company": _companies,
    "get_discussion": for_each(Message),
    "get_discussions": for_each(Space, "space_id"),
    "get_flat_work_map": _map,
    "get_work_map": _map,
    "get_goal": for_each(Goal),
    "get_goals": joined(_no_inputs, for_each(Space, "space_id")),
    "get_goal_progress_update": for_each(GoalProgressUpdate),
    "get_key_resource": for_each(KeyResource),
    "get_milestone": for_each(Milestone),
    "get_notifications": fixed({}, {"page": 2, "per_page": 20}),
    "get_people": fixed({}, {"only_suspended": True}),
    "get_person": for_each(Person),
    "get_project": for_each(Project),
    "get_project_check_in": for_each(ProjectCheckIn),
    "get_project_check_ins": for_each(Project, "project_id"),
    "get_project_contributor": for_each(ProjectContributor),
    "get_project_retrospective": for_each(Project, "project_id"),
    "get_projects": joined(
        fixed({}, {"only_my_projects": True}, {"only_reviewed_by_me": True}),
        for_each(Space, "space_id"),
        for_each(Goal, "goal_id"),
    ),
    "get_resource_hub": for_each(ResourceHub),
    "get_resource_hub_document": for_each(Document),
    "get_resource_hub_file": for_each(File),
    "get_resource_hub_folder": for_each(Folder),
    "get_resource_hub_link": for_each(Link),
    "get_space": for_each(Space),
    "get_spaces": fixed({}, {"access_level": "edit_access"}),
    "get_task": for_each(Task),
    "get_tasks": for_each(Milestone, "milestone_id"),
    "global_search": fixed(*({"query": text} for text in SEARCHED)),
    "is_subscribed_to_resource": _lists,
    "list_goal_contributors": for_each(Goal, "goal_id"),
    "list_possible_managers": for_each(Person, "user_id", query=""),
    "list_resource_hub_nodes": joined(for_each(ResourceHub, "resource_hub_id"), for_each(Folder, "folder_id")),
    "list_space_tools": for_each(Space, "space_id"),
    "list_task_assignable_people": joined(for_each(Project, type="project"), for_each(Space, type="space")),
    "search_people": fixed(*({"query": text} for text in SEARCHED)),
    "search_potential_space_members": for_each(Space, "group_id", query="a"),
    "search_project_contributor_candidates": for_each(Project, "project_id", query="a"),
    "goals/get_check_ins": for_each(Goal, "goal_id"),
    "goals/get_discussions": for_each(Goal, "goal_id"),
    "goals/list_access_members": for_each(Goal, "goal_id"),
    "goals/parent_goal_search": for_each(Goal, "goal_id", query="e"),
    "project_discussions/get": for_each(CommentThread),
    "project_discussions/list": for_each(Project, "project_id"),
    "project_milestones/list_tasks": for_each(Milestone, "milestone_id"),
    "projects/count_children": for_each(Project),
    "projects/get_contributors": for_each(Project, "project_id"),
    "projects/get_milestones": for_each(Project, "project_id"),
    "projects/parent_goal_search": for_each(Project, "project_id", query="e"),
    "projects/search": fixed(*({"query": text} for text in SEARCHED)),
    "spaces/count_by_access_level": fixed({"access_level": "view_access"}, {"access_level": "full_access"}),
    "spaces/list_members": for_each(Space, "space_id"),
    "spaces/list_tasks": for_each(Space, "space_id"),
    "spaces/search": fixed(*({"query": text} for text in SEARCHED)),
    "tasks/list": for_each(Project, "project_id"),
}
