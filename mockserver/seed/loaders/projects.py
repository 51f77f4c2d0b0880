"""Projects: their people, milestones, tasks, check-ins and how they ended."""

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
from mockserver.domain.projects.project_contributors import Newcomer
from mockserver.model.company.access import NO_ACCESS, VIEW
from mockserver.model.goals.goals import Goal
from mockserver.model.projects import projects as model
from mockserver.model.projects.milestones import Milestone
from mockserver.model.record import Record
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments, common, spaces, tasks
from mockserver.seed.timeline import History, level


def tell(
    history: History, entry: fixture_schema.Project, within: datetime, goal: fixture_schema.Goal | None = None
) -> None:
    """A project with everything about it. `goal` is the one it stands below."""
    common.check(history, entry, goal)
    history.check(entry, fixture_schema.Goal, entry.goal, "goal")
    when = history.plan(entry, within, lambda ctx: _create(history, ctx, entry, goal))

    def project() -> model.Project:
        return history.made(model.Project, entry)

    for contributor in entry.contributors:
        history.check(contributor, fixture_schema.Person, contributor.person, "person")

        def join(ctx: Context, one: fixture_schema.Contributor = contributor) -> Record:
            new = Newcomer(history.person(one.person).id, level(one.access), one.responsibility)
            return project_contributors.add(ctx, project(), new, "contributor")

        history.plan(contributor, when, join, entry.by, entry.champion)
    _tell_plan(history, entry, when)
    for check_in in entry.check_ins:
        _tell_check_in(history, entry, check_in, when)
    for discussion in entry.discussions:
        comments.of_project(history, discussion, when, project)
    _tell_life(history, entry, when)


def _create(history: History, ctx: Context, entry: fixture_schema.Project, goal: fixture_schema.Goal | None) -> Record:
    above = None
    if entry.goal is not None:
        above = history.named(Goal, fixture_schema.Goal, entry.goal)
    elif goal is not None:
        above = history.made(Goal, goal)
    project = operations.create(
        ctx,
        spaces.find(history, entry.space),
        name=entry.name or "",
        champion_id=history.person_id(entry.champion),
        reviewer_id=history.person_id(entry.reviewer),
        goal_id=above.id if above else None,
        anonymous_level=VIEW if entry.access.public else NO_ACCESS,
        company_level=level(entry.access.company),
        space_level=level(entry.access.space),
    )
    if entry.text:
        project = operations.describe(ctx, project, history.rich(entry.text))
    if entry.starts:
        operations.set_start_date(ctx, project, history.date(entry.starts, end=False))
        project = ctx.world.known(model.Project, project.id)
    if entry.due:
        operations.set_due_date(ctx, project, history.date(entry.due, end=True))
    return project


def _tell_plan(history: History, entry: fixture_schema.Project, when: datetime) -> None:
    """Milestones, tasks and resources."""

    def project() -> model.Project:
        return history.made(model.Project, entry)

    for milestone in entry.milestones:
        _tell_milestone(history, entry, milestone, when)
    named = {milestone.title: milestone for milestone in entry.milestones}
    for task in entry.tasks:
        tasks.tell(history, task, when, project, named, entry.champion)
    for resource in entry.resources:

        def add(ctx: Context, one: fixture_schema.Resource = resource) -> Record:
            return key_resources.add(ctx, project(), title=one.title, link=one.link, resource_type=one.type)

        history.plan(resource, when, add, entry.champion)


def _tell_milestone(
    history: History, entry: fixture_schema.Project, one: fixture_schema.Milestone, when: datetime
) -> None:
    history.check_date(one, "due", one.due)
    history.check_text(one, one.text)

    def create(ctx: Context) -> Record:
        project, due = history.made(model.Project, entry), history.date(one.due, end=True)
        made = milestones.create(ctx, project, title=one.title, due_date=due)
        return milestones.describe(ctx, made, history.rich(one.text)) if one.text else made

    then = history.plan(one, when, create, entry.champion)
    for comment in one.comments:
        history.check_text(comment, comment.text)

        def say(ctx: Context, comment: fixture_schema.Comment = comment) -> Record:
            milestone = history.made(Milestone, one)
            return milestones.comment(ctx, milestone, history.rich(comment.text), "none")[1]

        history.plan(comment, then, say)
    if one.done is not None:

        def complete(ctx: Context) -> None:
            milestones.comment(ctx, history.made(Milestone, one), None, "complete")

        history.plan(one.done, then, complete, entry.champion)


def _tell_check_in(
    history: History, entry: fixture_schema.Project, one: fixture_schema.CheckIn, when: datetime
) -> None:
    history.check_text(one, one.text)
    history.check_people(one, "subscribers", one.subscribers)

    def post(ctx: Context) -> Record:
        return project_check_ins.post(
            ctx,
            history.made(model.Project, entry),
            status=one.status,
            description=history.rich(one.text),
            everyone=one.everyone,
            subscriber_ids=history.people_ids(one.subscribers),
        )

    then = history.plan(one, when, post, entry.champion)
    if one.acknowledged is not None:

        def acknowledge(ctx: Context) -> None:
            project_check_ins.acknowledge(ctx, history.made(model.ProjectCheckIn, one))

        history.plan(one.acknowledged, then, acknowledge, entry.reviewer)
    comments.load_comments(history, one, then, "project_check_in", lambda: history.made(model.ProjectCheckIn, one))


def _tell_life(history: History, entry: fixture_schema.Project, when: datetime) -> None:
    """Pausing, going on, closing and archiving, in this order."""

    def project() -> model.Project:
        return history.made(model.Project, entry)

    if entry.paused is not None:
        when = history.plan(
            entry.paused, when, lambda ctx: _nothing(project_lifecycle.pause(ctx, project())), entry.champion
        )
    if (resumed := entry.resumed) is not None:
        history.check_text(resumed, resumed.text)

        def resume(ctx: Context) -> None:
            message = history.rich(resumed.text)
            project_lifecycle.resume(ctx, project(), message=message, everyone=None, subscriber_ids=None)

        when = history.plan(resumed, when, resume, entry.champion)
    if (closed := entry.closed) is not None:
        history.check_text(closed, closed.text)

        def close(ctx: Context) -> Record:
            return project_lifecycle.close(
                ctx,
                project(),
                content=history.rich(closed.text),
                success_status=closed.outcome,
                everyone=None,
                subscriber_ids=None,
            )

        when = history.plan(closed, when, close, entry.champion)

        def retrospective() -> Record:
            return history.made(model.ProjectRetrospective, closed)

        comments.load_comments(history, closed, when, "project_retrospective", retrospective)
    if entry.archived is not None:

        def archive(ctx: Context) -> None:
            ctx.world.change(project(), deleted_at=ctx.now)  # the API shows archived projects but archives none

        history.plan(entry.archived, when, archive)


def _nothing(_: Record) -> None:
    return None
