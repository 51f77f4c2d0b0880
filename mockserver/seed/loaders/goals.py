"""Goals: how far they came, what was said about them, how they ended."""

from datetime import datetime

from mockserver.domain import columns
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest
from mockserver.domain.goals import goal_edits, goal_lifecycle, goal_targets, goals
from mockserver.domain.goals import goal_progress_updates as updates
from mockserver.domain.goals.goal_lifecycle import Audience
from mockserver.domain.goals.goal_progress_updates import Report, TargetValue
from mockserver.model.dates import Timeframe, day
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals import goals as model
from mockserver.model.record import Record
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments, common, projects, spaces
from mockserver.seed.timeline import Timeline, level, sent


def name(timeline: Timeline, entry: fixture_schema.Goal) -> None:
    """Makes a goal and those below it known by their names."""
    timeline.name(entry, entry.key, entry.name)
    for below in entry.goals:
        name(timeline, below)
    for project in entry.projects:
        timeline.name(project, project.key, project.name)


def tell(
    timeline: Timeline, entry: fixture_schema.Goal, within: datetime, parent: fixture_schema.Goal | None = None
) -> None:
    """A goal with everything about it, and all that is below it."""
    common.check(timeline, entry, parent)
    timeline.check(entry, fixture_schema.Goal, entry.parent, "parent")
    timeline.check_people(entry, "members", entry.members)
    when = timeline.plan(entry, within, lambda ctx: _create(timeline, ctx, entry, parent))
    _tell_progress(timeline, entry, when)
    for discussion in entry.discussions:
        comments.of_goal(timeline, discussion, when, lambda: timeline.made(model.Goal, entry))
    _tell_end(timeline, entry, when)
    for below in entry.goals:
        tell(timeline, below, when, entry)
    for project in entry.projects:
        projects.tell(timeline, project, when, entry)


def _create(timeline: Timeline, ctx: Context, entry: fixture_schema.Goal, parent: fixture_schema.Goal | None) -> Record:
    above = None
    if entry.parent is not None:
        above = timeline.named(model.Goal, fixture_schema.Goal, entry.parent)
    elif parent is not None:
        above = timeline.made(model.Goal, parent)
    starts, due = timeline.date(entry.starts, end=False), timeline.date(entry.due, end=True)
    goal = goals.create(
        ctx,
        spaces.find(timeline, entry.space),
        name=entry.name,
        description=columns.document(timeline.rich(entry.text), "text") if entry.text else None,
        timeframe=Timeframe(starts or day(ctx.now.date()), due) if starts or due else None,
        champion_id=timeline.person_id(entry.champion),
        reviewer_id=timeline.person_id(entry.reviewer),
        parent_goal_id=above.id if above else None,
        public=entry.access.public,
        company_level=level(entry.access.company),
        space_level=level(entry.access.space),
    )
    for index, target in enumerate(entry.targets):
        made = goal_targets.insert_target(
            ctx, goal, name=target.name, start=target.from_, to=target.to, unit=target.unit, index=index
        )
        if target.value is not None:
            goal_targets.set_value(ctx, goal, made, target.value)
    for check in entry.checks:
        added = goal_targets.add_check(ctx, goal, check.name)
        if check.done:
            goal_targets.toggle(ctx, goal, added)
    if entry.members:
        members = [
            {"id": timeline.person(name).id, "access_level": level(word)} for name, word in entry.members.items()
        ]
        goal_edits.add_members(ctx, goal, members)
    return goal


def _tell_progress(timeline: Timeline, entry: fixture_schema.Goal, when: datetime) -> None:
    targets, checks = {one.name for one in entry.targets}, {one.name for one in entry.checks}
    for one in entry.check_ins:
        timeline.check_text(one, one.text)
        timeline.check_people(one, "subscribers", one.subscribers)
        for field, named, known in (("values", one.values, targets), ("done", one.done, checks)):
            for unknown in [name for name in named if name not in known]:
                listed = ", ".join(map(repr, sorted(known))) or "none"
                timeline.problem(one, f"`{field}` names nothing of this goal: {unknown!r}; it has {listed}")

        def post(ctx: Context, one: fixture_schema.GoalCheckIn = one) -> Record:
            return _post(timeline, ctx, entry, one)

        then = timeline.plan(one, when, post, entry.champion)
        if one.acknowledged is not None:

            def acknowledge(ctx: Context, one: fixture_schema.GoalCheckIn = one) -> None:
                goal, update = timeline.made(model.Goal, entry), timeline.made(model.GoalProgressUpdate, one)
                if not updates.may_acknowledge(ctx.person, goal, update):
                    raise BadRequest("the reviewer acknowledges check-ins, the champion those of the reviewer")
                updates.acknowledge(ctx, goal, update)

            timeline.plan(one.acknowledged, then, acknowledge, entry.reviewer)

        def update(one: fixture_schema.GoalCheckIn = one) -> Record:
            return timeline.made(model.GoalProgressUpdate, one)

        comments.load_comments(timeline, one, then, "goal_update", update)


def _post(timeline: Timeline, ctx: Context, entry: fixture_schema.Goal, one: fixture_schema.GoalCheckIn) -> Record:
    goal = timeline.made(model.Goal, entry)
    targets = goal_targets.targets_of(ctx.db, goal)
    checks = goal_targets.checks_of(ctx.db, goal)
    report = Report(
        status=one.status,
        message=timeline.rich(one.text),
        due_date=sent(goal.timeframe.contextual_end_date if goal.timeframe else None),
        target_values=[TargetValue(target.id, one.values.get(target.name, target.value)) for target in targets],
        checklist=[
            {
                "id": check.id,
                "name": check.name,
                "index": check.index,
                "completed": check.completed or check.name in one.done,
            }
            for check in checks
        ],
    )
    return updates.post(ctx, goal, report, everyone=one.everyone, subscriber_ids=timeline.people_ids(one.subscribers))


def _tell_end(timeline: Timeline, entry: fixture_schema.Goal, when: datetime) -> None:
    if (closed := entry.closed) is not None:
        timeline.check_text(closed, closed.text)

        def close(ctx: Context) -> Record | None:
            goal_lifecycle.close(
                ctx,
                timeline.made(model.Goal, entry),
                success="yes" if closed.outcome == "achieved" else "no",
                outcome=closed.outcome,
                retrospective=timeline.rich(closed.text),
                audience=Audience(None, None),
            )
            return ctx.db.get(CommentThread, ctx.recorded[-1].comment_thread_id)

        when = timeline.plan(closed, when, close, entry.champion)
        comments.load_comments(timeline, closed, when, "comment_thread", lambda: timeline.made(CommentThread, closed))
    if (reopened := entry.reopened) is not None:
        timeline.check_text(reopened, reopened.text)

        def reopen(ctx: Context) -> None:
            goal_lifecycle.reopen(
                ctx,
                timeline.made(model.Goal, entry),
                message=timeline.rich(reopened.text),
                audience=Audience(None, None),
            )

        timeline.plan(reopened, when, reopen, entry.champion)
