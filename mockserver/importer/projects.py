"""Reads projects: their contributors, milestones, tasks, check-ins, discussions and closing."""

from __future__ import annotations

from typing import Any, Final

from mockserver.domain.projects.projects import CREATOR_RESPONSIBILITY
from mockserver.importer.source import Source, date, level, short_id
from mockserver.importer.tasks import as_task
from mockserver.importer.work_items import PROJECT_CHECK_IN, closure, in_spaces, read_check_in, shared_fields, statement
from mockserver.model.company.access import FULL
from mockserver.seed.fixture_schema import (
    CheckIn,
    Comment,
    Contributor,
    Discussion,
    Entry,
    Milestone,
    Project,
    Resource,
)

Json = Any

EVENTS: Final = ["project_created", "project_pausing", "project_resuming"]


def list_projects(source: Source, spaces: set[str] | None) -> list[Json]:
    """Return the records of the projects to import, including archived projects. If `spaces` is not None, only projects
    in these spaces are returned."""
    records = source.require(
        "get_projects",
        "projects",
        include_archived=True,
        include_space=True,
        include_champion=True,
        include_reviewer=True,
    )
    return source.newest(in_spaces(records, spaces), "projects")


def read_project(source: Source, record: Json) -> Project:
    id = record["id"]
    full = (
        source.get(
            "get_project",
            "project",
            id=id,
            include_contributors=True,
            include_contributors_access_levels=True,
            include_key_resources=True,
            include_access_levels=True,
        )
        or record
    )
    events = source.get_list("get_activities", "activities", scope_type="project", scope_id=id, actions=EVENTS)
    shared = shared_fields(source, record, full, events, "project_created")
    project = Project(**shared, goal=source.goals.get(record.get("goal_id")))
    if record.get("goal_id") and project.goal is None:
        source.add_loss("parent goals of projects, if the goals are not part of the import")
    project.contributors = _contributors(source, full, project)
    for item in full.get("key_resources") or []:
        kind = item.get("resource_type") or "link"
        project.resources.append(Resource(title=item["title"], link=item["link"], type=kind))
    if record.get("is_archived"):
        source.add_loss("milestones, tasks and discussions of archived projects, which the API does not return")
    else:
        _read_milestones_and_tasks(source, project, id)
    listed = source.get_list("get_project_check_ins", "project_check_ins", project_id=id, include_author=True)
    updates = source.newest(listed, "check-ins")
    project.check_ins = [read_check_in(source, item, PROJECT_CHECK_IN, CheckIn) for item in updates]
    discussions = []
    if not record.get("is_archived"):
        discussions = source.get_list("project_discussions/list", "discussions", project_id=id)
    project.discussions = [_discussion(source, item) for item in source.newest(discussions, "discussions")]
    _read_status_changes(source, project, record, events)
    return project


def _contributors(source: Source, full: Json, project: Project) -> list[Contributor]:
    """Return the fixture entries of the contributors, without champion and reviewer. The creator is also omitted if
    they have the level and responsibility that a creator gets when the project is created."""
    found = []
    for contributor in full.get("contributors") or []:
        if contributor.get("role") in ("champion", "reviewer"):
            continue
        if name := source.person(contributor.get("person")):
            responsibility, value = contributor.get("responsibility") or None, contributor.get("access_level")
            if name == project.by and responsibility == CREATOR_RESPONSIBILITY and value == FULL:
                continue
            found.append(Contributor(person=name, responsibility=responsibility, access=level(value)))
    return found


def _read_milestones_and_tasks(source: Source, project: Project, id: str) -> None:
    listed = source.get_list("projects/get_milestones", "milestones", project_id=id)
    titles: dict[str, str] = {}
    for record in source.newest(listed, "milestones"):
        if record["title"] in titles.values():
            source.add_loss(
                "milestones with the same title as other milestones of the project; their tasks may be swapped"
            )
        titles[short_id(record["id"])] = record["title"]
        project.milestones.append(_milestone(source, record))
    tasks = source.newest(source.get_list("tasks/list", "tasks", project_id=id), "tasks")
    project.tasks = [as_task(source, task, "project_task", titles) for task in tasks]


def _milestone(source: Source, record: Json) -> Milestone:
    inputs = {"id": record["id"], "include_comments": True, "include_creator": True}
    full = source.get("get_milestone", "milestone", **inputs) or record
    timeframe = record.get("timeframe") or {}
    milestone = Milestone(
        at=record["inserted_at"],
        by=source.person(full.get("creator")),
        title=record["title"],
        due=date(timeframe.get("contextual_end_date")),
        text=source.text(full.get("description")),
    )
    completed_by = None
    for item in full.get("comments") or []:
        comment = item["comment"]
        text = source.message(comment.get("content"))
        if item["action"] == "complete":
            completed_by = source.person(comment.get("author"))
        if item["action"] == "none" or text is not None:
            source.add_loss("reactions to comments on milestones", len(comment.get("reactions") or []))
            author = source.person(comment.get("author"))
            milestone.comments.append(Comment(at=comment["inserted_at"], by=author, text=text))
    milestone.comments.sort(key=lambda comment: comment.at or "")
    if record.get("status") == "done":
        milestone.done = Entry(at=record.get("completed_at"), by=completed_by)
    return milestone


def _discussion(source: Source, record: Json) -> Discussion:
    inputs = {"id": record["id"], "include_subscriptions_list": True}
    full = source.get("project_discussions/get", "discussion", **inputs) or record
    return Discussion(**source.statement_fields(record, full, "message", "comment_thread"), title=record.get("title"))


def _read_status_changes(source: Source, project: Project, record: Json, events: list[Json]) -> None:
    """Set the last pause of the project, the resumption after this pause, the closing, and the archiving."""
    last = {event["action"]: event for event in sorted(events, key=lambda event: str(event["inserted_at"]))}
    pauses = sum(event["action"] == "project_pausing" for event in events)
    source.add_loss("earlier pauses of a project", max(pauses - 1, 0))
    pause, resumption = last.get("project_pausing"), last.get("project_resuming")
    if pause:
        project.paused = Entry(at=pause["inserted_at"], by=source.person(pause.get("author")))
    if resumption and (pause is None or resumption["inserted_at"] >= pause["inserted_at"]):
        project.resumed = statement(source, resumption)
        source.add_loss("comments and reactions on the resumption of a project")
    if record.get("closed_at"):
        inputs = {"project_id": record["id"], "include_author": True, "include_reactions": True}
        found = source.get("get_project_retrospective", "retrospective", **inputs) or {}
        status = record.get("success_status")
        project.closed = closure(source, record["closed_at"], found, status, found, "content", "project_retrospective")
    if record.get("archived_at"):
        project.archived = Entry(at=record["archived_at"])
    elif record.get("is_archived"):
        project.archived = Entry()
