"""Plans the events of projects: contributors, milestones, tasks, check-ins and closing."""

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
from mockserver.model.goals.goals import Goal
from mockserver.model.projects import projects as model
from mockserver.model.projects.milestones import Milestone
from mockserver.model.record import Record
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments, common, spaces, tasks
from mockserver.seed.timeline import Timeline, level


def load_project(
    timeline: Timeline, entry: fixture_schema.Project, within: datetime, goal: fixture_schema.Goal | None = None
) -> None:
    """Plan the events of a project. `goal` is the entry of its parent goal."""
    common.check_work_item(timeline, entry, goal)
    timeline.check_name(entry, fixture_schema.Goal, entry.goal, "goal")
    when = timeline.plan(entry, within, lambda ctx: _create(timeline, ctx, entry, goal))

    def project() -> model.Project:
        return timeline.record_of(model.Project, entry)

    for contributor in entry.contributors:
        timeline.check_name(contributor, fixture_schema.Person, contributor.person, "person")

        def join(ctx: Context, one: fixture_schema.Contributor = contributor) -> Record:
            new = NewContributor(timeline.person(one.person).id, level(one.access), one.responsibility)
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
    parent_goal = None
    if entry.goal is not None:
        parent_goal = timeline.resolve(Goal, fixture_schema.Goal, entry.goal)
    elif goal is not None:
        parent_goal = timeline.record_of(Goal, goal)
    project = operations.create(
        ctx,
        spaces.find_space(timeline, entry.space),
        name=entry.name or "",
        champion_id=timeline.person_id(entry.champion),
        reviewer_id=timeline.person_id(entry.reviewer),
        goal_id=parent_goal.id if parent_goal else None,
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
    """Plan the creation of milestones, tasks and resources."""

    def project() -> model.Project:
        return timeline.record_of(model.Project, entry)

    for milestone in entry.milestones:
        _load_milestone(timeline, entry, milestone, when)
    named = {milestone.title: milestone for milestone in entry.milestones}
    for task in entry.tasks:
        tasks.load_task(timeline, task, when, project, named, entry.champion)
    for resource in entry.resources:

        def add(ctx: Context, one: fixture_schema.Resource = resource) -> Record:
            return key_resources.add(ctx, project(), title=one.title, link=one.link, resource_type=one.type)

        timeline.plan(resource, when, add, entry.champion)


def _load_milestone(
    timeline: Timeline, entry: fixture_schema.Project, one: fixture_schema.Milestone, when: datetime
) -> None:
    timeline.check_date(one, "due", one.due)
    timeline.check_text(one, one.text)

    def create(ctx: Context) -> Record:
        project, due = timeline.record_of(model.Project, entry), timeline.date(one.due, end=True)
        made = milestones.create(ctx, project, title=one.title, due_date=due)
        return milestones.set_description(ctx, made, timeline.to_rich_text(one.text)) if one.text else made

    then = timeline.plan(one, when, create, entry.champion)
    for comment in one.comments:
        timeline.check_text(comment, comment.text)

        def say(ctx: Context, comment: fixture_schema.Comment = comment) -> Record:
            milestone = timeline.record_of(Milestone, one)
            return milestones.comment(ctx, milestone, timeline.to_rich_text(comment.text), "none")[1]

        timeline.plan(comment, then, say)
    if one.done is not None:

        def complete(ctx: Context) -> None:
            milestones.comment(ctx, timeline.record_of(Milestone, one), None, "complete")

        timeline.plan(one.done, then, complete, entry.champion)


def _load_check_in(
    timeline: Timeline, entry: fixture_schema.Project, one: fixture_schema.CheckIn, when: datetime
) -> None:
    timeline.check_text(one, one.text)
    timeline.check_people(one, "subscribers", one.subscribers)

    def post(ctx: Context) -> Record:
        return project_check_ins.post(
            ctx,
            timeline.record_of(model.Project, entry),
            status=one.status,
            description=timeline.to_rich_text(one.text),
            audience=Audience(one.everyone, timeline.people_ids(one.subscribers)),
        )

    then = timeline.plan(one, when, post, entry.champion)
    if one.acknowledged is not None:

        def acknowledge(ctx: Context) -> None:
            project_check_ins.acknowledge(ctx, timeline.record_of(model.ProjectCheckIn, one))

        timeline.plan(one.acknowledged, then, acknowledge, entry.reviewer)
    comments.load_comments(
        timeline, one, then, "project_check_in", lambda: timeline.record_of(model.ProjectCheckIn, one)
    )


def _load_status_changes(timeline: Timeline, entry: fixture_schema.Project, when: datetime) -> None:
    """Plan pausing, resuming, closing and archiving a project, in this order."""

    def project() -> model.Project:
        return timeline.record_of(model.Project, entry)

    if entry.paused is not None:
        when = timeline.plan(
            entry.paused, when, lambda ctx: _nothing(project_lifecycle.pause(ctx, project())), entry.champion
        )
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

        def archive(ctx: Context) -> None:
            ctx.db.change(
                project(), deleted_at=ctx.now
            )  # changed directly, because the API has no endpoint to archive a project

        timeline.plan(entry.archived, when, archive)


def _nothing(_: Record) -> None:
    return None
