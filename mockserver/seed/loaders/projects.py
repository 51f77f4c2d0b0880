"""Adds the events of projects to the timeline: contributors, milestones, tasks, check-ins and closing."""

from datetime import datetime

from mockserver.domain.context import Context
from mockserver.domain.projects import (
    key_resources,
    milestones,
    project_check_ins,
    project_contributors,
    project_lifecycle,
)
from mockserver.domain.projects import projects as operations
from mockserver.domain.projects.project_contributors import NewContributor
from mockserver.domain.subscriptions import Audience
from mockserver.model.company.access import NO_ACCESS, VIEW
from mockserver.model.projects import projects as model
from mockserver.model.projects.milestones import Milestone
from mockserver.model.record import Record
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments, common, spaces, tasks
from mockserver.seed.timeline import Timeline, level


def load_project(
    timeline: Timeline, entry: fixture_schema.Project, parent_time: datetime, goal: fixture_schema.Goal | None = None
) -> None:
    """Add the events of a project to the timeline. `goal` is the entry of the goal that contains the project."""
    common.check_work_item(timeline, entry, goal)
    timeline.check_name(entry, fixture_schema.Goal, entry.goal, "goal")
    when = timeline.plan(entry, parent_time, lambda ctx: _create(timeline, ctx, entry, goal))

    def project() -> model.Project:
        return timeline.record_of(model.Project, entry)

    for contributor in entry.contributors:
        timeline.check_name(contributor, fixture_schema.Person, contributor.person, "person")

        def join(ctx: Context, entry: fixture_schema.Contributor = contributor) -> Record:
            new = NewContributor(timeline.person(entry.person).id, level(entry.access), entry.responsibility)
            return project_contributors.add(ctx, project(), new, "contributor")

        timeline.plan(contributor, when, join, entry.by, entry.champion)
    _load_contents(timeline, entry, when)
    for check_in in entry.check_ins:
        _load_check_in(timeline, entry, check_in, when)
    for discussion in entry.discussions:
        comments.load_project_discussion(timeline, discussion, when, project)
    _load_status_changes(timeline, entry, when)


def _create(
    timeline: Timeline, ctx: Context, entry: fixture_schema.Project, goal: fixture_schema.Goal | None
) -> Record:
    project = operations.create(
        ctx,
        spaces.find_space(timeline, entry.space),
        name=entry.name or "",
        champion_id=timeline.person_id(entry.champion),
        reviewer_id=timeline.person_id(entry.reviewer),
        goal_id=common.parent_goal_id(timeline, entry.goal, goal),
        anonymous_level=VIEW if entry.access.public else NO_ACCESS,
        company_level=level(entry.access.company),
        space_level=level(entry.access.space),
    )
    if entry.text:
        project = operations.set_description(ctx, project, timeline.to_rich_text(entry.text))
    if entry.starts:
        operations.set_start_date(ctx, project, timeline.date(entry.starts, end=False))
        project = ctx.db.get_existing(model.Project, project.id)
    if entry.due:
        operations.set_due_date(ctx, project, timeline.date(entry.due, end=True))
    return project


def _load_contents(timeline: Timeline, entry: fixture_schema.Project, when: datetime) -> None:
    """Add the events of the milestones, tasks and resources of a project to the timeline."""

    def project() -> model.Project:
        return timeline.record_of(model.Project, entry)

    for milestone in entry.milestones:
        _load_milestone(timeline, entry, milestone, when)
    milestones_by_title = {milestone.title: milestone for milestone in entry.milestones}
    for task in entry.tasks:
        tasks.load_task(timeline, task, when, project, milestones_by_title, entry.champion)
    for resource in entry.resources:

        def add(ctx: Context, entry: fixture_schema.Resource = resource) -> Record:
            return key_resources.add(ctx, project(), title=entry.title, link=entry.link, resource_type=entry.type)

        timeline.plan(resource, when, add, entry.champion)


def _load_milestone(
    timeline: Timeline, entry: fixture_schema.Project, milestone: fixture_schema.Milestone, when: datetime
) -> None:
    timeline.check_date(milestone, "due", milestone.due)
    timeline.check_text(milestone, milestone.text)

    def record() -> Milestone:
        return timeline.record_of(Milestone, milestone)

    def create(ctx: Context) -> Record:
        project, due = timeline.record_of(model.Project, entry), timeline.date(milestone.due, end=True)
        created = milestones.create(ctx, project, title=milestone.title, due_date=due)
        text = timeline.to_rich_text(milestone.text)
        return milestones.set_description(ctx, created, text) if milestone.text else created

    then = timeline.plan(milestone, when, create, entry.champion)
    for comment in milestone.comments:
        timeline.check_text(comment, comment.text)

        def add_comment(ctx: Context, comment: fixture_schema.Comment = comment) -> Record:
            return milestones.comment(ctx, record(), timeline.to_rich_text(comment.text), "none")[1]

        timeline.plan(comment, then, add_comment)
    if milestone.done is not None:
        timeline.plan(
            milestone.done, then, lambda ctx: milestones.comment(ctx, record(), None, "complete")[0], entry.champion
        )


def _load_check_in(
    timeline: Timeline, entry: fixture_schema.Project, check_in: fixture_schema.CheckIn, when: datetime
) -> None:
    def post(ctx: Context) -> Record:
        return project_check_ins.post(
            ctx,
            timeline.record_of(model.Project, entry),
            status=check_in.status,
            description=timeline.to_rich_text(check_in.text),
            audience=Audience(check_in.everyone, timeline.people_ids(check_in.subscribers)),
        )

    def acknowledge(ctx: Context) -> Record:
        return project_check_ins.acknowledge(ctx, timeline.record_of(model.ProjectCheckIn, check_in))

    common.load_check_in(timeline, entry, check_in, when, post, acknowledge, "project_check_in", model.ProjectCheckIn)


def _load_status_changes(timeline: Timeline, entry: fixture_schema.Project, when: datetime) -> None:
    """Add the events for pausing, resuming, closing and archiving a project to the timeline, in this order."""

    def project() -> model.Project:
        return timeline.record_of(model.Project, entry)

    if entry.paused is not None:
        when = timeline.plan(entry.paused, when, lambda ctx: project_lifecycle.pause(ctx, project()), entry.champion)
    if (resumed := entry.resumed) is not None:
        timeline.check_text(resumed, resumed.text)

        def resume(ctx: Context) -> None:
            message = timeline.to_rich_text(resumed.text)
            project_lifecycle.resume(ctx, project(), message=message, audience=Audience())

        when = timeline.plan(resumed, when, resume, entry.champion)
    if (closed := entry.closed) is not None:
        timeline.check_text(closed, closed.text)

        def close(ctx: Context) -> Record:
            return project_lifecycle.close(
                ctx,
                project(),
                content=timeline.to_rich_text(closed.text),
                success_status=closed.outcome,
                audience=Audience(),
            )

        when = timeline.plan(closed, when, close, entry.champion)

        def retrospective() -> Record:
            return timeline.record_of(model.ProjectRetrospective, closed)

        comments.load_comments(timeline, closed, when, "project_retrospective", retrospective)
    if entry.archived is not None:
        # sets `deleted_at` directly, because the API has no endpoint to archive a project
        timeline.plan(entry.archived, when, lambda ctx: ctx.db.change(project(), deleted_at=ctx.now))
