"""Adds the events of goals to the timeline: their creation, check-ins, discussions and closing."""

from datetime import datetime

from mockserver.domain import columns
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest
from mockserver.domain.goals import goal_edits, goal_lifecycle, goal_targets, goals
from mockserver.domain.goals import goal_progress_updates as updates
from mockserver.domain.goals.goal_progress_updates import CheckInInputs, TargetValue
from mockserver.domain.subscriptions import Audience
from mockserver.model.dates import Timeframe, day
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals import goals as model
from mockserver.model.record import Record
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments, common, projects, spaces
from mockserver.seed.problems import suggestion
from mockserver.seed.timeline import Timeline, as_input, level


def register_goal(timeline: Timeline, entry: fixture_schema.Goal) -> None:
    """Register the names of a goal, of its projects and of its child goals."""
    timeline.register_names(entry, entry.key, entry.name)
    for child in entry.goals:
        register_goal(timeline, child)
    for project in entry.projects:
        timeline.register_names(project, project.key, project.name)


def load_goal(
    timeline: Timeline, entry: fixture_schema.Goal, parent_time: datetime, parent: fixture_schema.Goal | None = None
) -> None:
    """Add the events of a goal, of its projects and of its child goals to the timeline."""
    common.check_work_item(timeline, entry, parent)
    timeline.check_name(entry, fixture_schema.Goal, entry.parent, "parent")
    timeline.check_people(entry, "members", entry.members)
    when = timeline.plan(entry, parent_time, lambda ctx: _create(timeline, ctx, entry, parent))
    for check_in in entry.check_ins:
        _load_check_in(timeline, entry, check_in, when)
    for discussion in entry.discussions:
        comments.load_goal_discussion(timeline, discussion, when, lambda: timeline.record_of(model.Goal, entry))
    _load_closing(timeline, entry, when)
    for child in entry.goals:
        load_goal(timeline, child, when, entry)
    for project in entry.projects:
        projects.load_project(timeline, project, when, entry)


def _create(timeline: Timeline, ctx: Context, entry: fixture_schema.Goal, parent: fixture_schema.Goal | None) -> Record:
    starts, due = timeline.date(entry.starts, end=False), timeline.date(entry.due, end=True)
    goal = goals.create(
        ctx,
        spaces.find_space(timeline, entry.space),
        name=entry.name,
        description=columns.document(timeline.to_rich_text(entry.text), "text") if entry.text else None,
        timeframe=Timeframe(starts or day(ctx.now.date()), due) if starts or due else None,
        champion_id=timeline.person_id(entry.champion),
        reviewer_id=timeline.person_id(entry.reviewer),
        parent_goal_id=common.parent_goal_id(timeline, entry.parent, parent),
        public=entry.access.public,
        company_level=level(entry.access.company),
        space_level=level(entry.access.space),
    )
    for index, target in enumerate(entry.targets):
        inserted = goal_targets.insert_target(
            ctx, goal, name=target.name, start=target.from_, to=target.to, unit=target.unit, index=index
        )
        if target.value is not None:
            goal_targets.set_value(ctx, goal, inserted, target.value)
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


def _load_check_in(
    timeline: Timeline, entry: fixture_schema.Goal, check_in: fixture_schema.GoalCheckIn, when: datetime
) -> None:
    targets, checks = {target.name for target in entry.targets}, {check.name for check in entry.checks}
    for field, noun, names, known in (
        ("values", "target", check_in.values, targets),
        ("done", "check", check_in.done, checks),
    ):
        for unknown in [name for name in names if name not in known]:
            hint = suggestion(unknown, known, f"{noun}s of this goal")
            timeline.problem(check_in, f"unknown {noun} in `{field}`: {unknown!r}. {hint}")

    def acknowledge(ctx: Context) -> Record:
        goal = timeline.record_of(model.Goal, entry)
        update = timeline.record_of(model.GoalProgressUpdate, check_in)
        if not updates.may_acknowledge(ctx.person, goal, update):
            raise BadRequest(
                "only the reviewer of the goal can acknowledge this check-in, or the champion if the reviewer wrote it"
            )
        return updates.acknowledge(ctx, goal, update)

    common.load_check_in(
        timeline,
        entry,
        check_in,
        when,
        lambda ctx: _post(timeline, ctx, entry, check_in),
        acknowledge,
        "goal_update",
        model.GoalProgressUpdate,
    )


def _post(timeline: Timeline, ctx: Context, entry: fixture_schema.Goal, check_in: fixture_schema.GoalCheckIn) -> Record:
    goal = timeline.record_of(model.Goal, entry)
    targets = goal_targets.targets_of(ctx.db, goal)
    checks = goal_targets.checks_of(ctx.db, goal)
    inputs = CheckInInputs(
        status=check_in.status,
        message=timeline.to_rich_text(check_in.text),
        due_date=as_input(goal.timeframe.contextual_end_date if goal.timeframe else None),
        target_values=[TargetValue(target.id, check_in.values.get(target.name, target.value)) for target in targets],
        checklist=[
            {
                "id": check.id,
                "name": check.name,
                "index": check.index,
                "completed": check.completed or check.name in check_in.done,
            }
            for check in checks
        ],
    )
    return updates.post(ctx, goal, inputs, Audience(check_in.everyone, timeline.people_ids(check_in.subscribers)))


def _load_closing(timeline: Timeline, entry: fixture_schema.Goal, when: datetime) -> None:
    if (closed := entry.closed) is not None:
        timeline.check_text(closed, closed.text)

        def close(ctx: Context) -> Record | None:
            goal_lifecycle.close(
                ctx,
                timeline.record_of(model.Goal, entry),
                success="yes" if closed.outcome == "achieved" else "no",
                outcome=closed.outcome,
                retrospective=timeline.to_rich_text(closed.text),
                audience=Audience(),
            )
            return ctx.db.get(CommentThread, ctx.recorded[-1].comment_thread_id)

        when = timeline.plan(closed, when, close, entry.champion)
        comments.load_comments(
            timeline, closed, when, "comment_thread", lambda: timeline.record_of(CommentThread, closed)
        )
    if (reopened := entry.reopened) is not None:
        timeline.check_text(reopened, reopened.text)

        def reopen(ctx: Context) -> None:
            goal_lifecycle.reopen(
                ctx,
                timeline.record_of(model.Goal, entry),
                message=timeline.to_rich_text(reopened.text),
                audience=Audience(),
            )

        timeline.plan(reopened, when, reopen, entry.champion)
