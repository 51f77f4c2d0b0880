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
from mockserver.seed.timeline import History, level, sent


def name(history: History, entry: fixture_schema.Goal) -> None:
    """Makes a goal and those below it known by their names."""
    history.name(entry, entry.key, entry.name)
    for below in entry.goals:
        name(history, below)
    for project in entry.projects:
        history.name(project, project.key, project.name)


def tell(
    history: History, entry: fixture_schema.Goal, within: datetime, parent: fixture_schema.Goal | None = None
) -> None:
    """A goal with everything about it, and all that is below it."""
    common.check(history, entry, parent)
    history.check(entry, fixture_schema.Goal, entry.parent, "parent")
    history.check_people(entry, "members", entry.members)
    when = history.plan(entry, within, lambda ctx: _create(history, ctx, entry, parent))
    _tell_progress(history, entry, when)
    for discussion in entry.discussions:
        comments.of_goal(history, discussion, when, lambda: history.made(model.Goal, entry))
    _tell_end(history, entry, when)
    for below in entry.goals:
        tell(history, below, when, entry)
    for project in entry.projects:
        projects.tell(history, project, when, entry)


def _create(history: History, ctx: Context, entry: fixture_schema.Goal, parent: fixture_schema.Goal | None) -> Record:
    above = None
    if entry.parent is not None:
        above = history.named(model.Goal, fixture_schema.Goal, entry.parent)
    elif parent is not None:
        above = history.made(model.Goal, parent)
    starts, due = history.date(entry.starts, end=False), history.date(entry.due, end=True)
    goal = goals.create(
        ctx,
        spaces.find(history, entry.space),
        name=entry.name,
        description=columns.document(history.rich(entry.text), "text") if entry.text else None,
        timeframe=Timeframe(starts or day(ctx.now.date()), due) if starts or due else None,
        champion_id=history.person_id(entry.champion),
        reviewer_id=history.person_id(entry.reviewer),
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
        members = [{"id": history.person(name).id, "access_level": level(word)} for name, word in entry.members.items()]
        goal_edits.add_members(ctx, goal, members)
    return goal


def _tell_progress(history: History, entry: fixture_schema.Goal, when: datetime) -> None:
    targets, checks = {one.name for one in entry.targets}, {one.name for one in entry.checks}
    for one in entry.check_ins:
        history.check_text(one, one.text)
        history.check_people(one, "subscribers", one.subscribers)
        for field, named, known in (("values", one.values, targets), ("done", one.done, checks)):
            for unknown in [name for name in named if name not in known]:
                listed = ", ".join(map(repr, sorted(known))) or "none"
                history.problem(one, f"`{field}` names nothing of this goal: {unknown!r}; it has {listed}")

        def post(ctx: Context, one: fixture_schema.GoalCheckIn = one) -> Record:
            return _post(history, ctx, entry, one)

        then = history.plan(one, when, post, entry.champion)
        if one.acknowledged is not None:

            def acknowledge(ctx: Context, one: fixture_schema.GoalCheckIn = one) -> None:
                goal, update = history.made(model.Goal, entry), history.made(model.GoalProgressUpdate, one)
                if not updates.may_acknowledge(ctx.person, goal, update):
                    raise BadRequest("the reviewer acknowledges check-ins, the champion those of the reviewer")
                updates.acknowledge(ctx, goal, update)

            history.plan(one.acknowledged, then, acknowledge, entry.reviewer)

        def update(one: fixture_schema.GoalCheckIn = one) -> Record:
            return history.made(model.GoalProgressUpdate, one)

        comments.load_comments(history, one, then, "goal_update", update)


def _post(history: History, ctx: Context, entry: fixture_schema.Goal, one: fixture_schema.GoalCheckIn) -> Record:
    goal = history.made(model.Goal, entry)
    targets = goal_targets.targets_of(ctx.world, goal)
    checks = goal_targets.checks_of(ctx.world, goal)
    report = Report(
        status=one.status,
        message=history.rich(one.text),
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
    return updates.post(ctx, goal, report, everyone=one.everyone, subscriber_ids=history.people_ids(one.subscribers))


def _tell_end(history: History, entry: fixture_schema.Goal, when: datetime) -> None:
    if (closed := entry.closed) is not None:
        history.check_text(closed, closed.text)

        def close(ctx: Context) -> Record | None:
            goal_lifecycle.close(
                ctx,
                history.made(model.Goal, entry),
                success="yes" if closed.outcome == "achieved" else "no",
                outcome=closed.outcome,
                retrospective=history.rich(closed.text),
                audience=Audience(None, None),
            )
            return ctx.world.get(CommentThread, ctx.recorded[-1].comment_thread_id)

        when = history.plan(closed, when, close, entry.champion)
        comments.load_comments(history, closed, when, "comment_thread", lambda: history.made(CommentThread, closed))
    if (reopened := entry.reopened) is not None:
        history.check_text(reopened, reopened.text)

        def reopen(ctx: Context) -> None:
            goal_lifecycle.reopen(
                ctx,
                history.made(model.Goal, entry),
                message=history.rich(reopened.text),
                audience=Audience(None, None),
            )

        history.plan(reopened, when, reopen, entry.champion)
