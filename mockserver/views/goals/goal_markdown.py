"""Converts goals to Markdown with the same irregularities as on the real server (contract: goals 5)."""

from collections.abc import Iterable, Sequence
from typing import Final

from mockserver.domain.goals import goal_discussions, goal_targets, goals
from mockserver.domain.numbers import float_text, rounded
from mockserver.model.company.companies import Person
from mockserver.model.feed.activities import Activity
from mockserver.model.feed.comments import Comment, Reaction
from mockserver.model.goals.goals import Check, Goal, GoalProgressUpdate, Target, TargetSnapshot
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.store.database import Database
from mockserver.views import markdown
from mockserver.views.markdown_parts import (
    blocks,
    comment_text,
    comments,
    date_changes,
    day,
    joined,
    name,
    overview,
    timeframe,
)

NO_PARENT: Final = "None (Top Level Goal)"
STATUSES: Final = {
    "on_track": "🟢 **On Track** - The goal is progressing as planned.",
    "caution": "🟡 **Needs Attention** - The goal needs attention due to emerging risks or delays.",
    "off_track": "🔴 **Off Track** - The goal is off track due to significant problems affecting success.",
}


def render(
    db: Database, goal: Goal, *, parent: Goal | None, projects: Sequence[Project], retrospective: Activity | None
) -> str:
    """Return a goal as Markdown. The text contains the given parent goal, projects and retrospective. `retrospective`
    is the activity with which the goal was closed, or None for no retrospective."""
    targets, checks = goal_targets.targets_of(db, goal), goal_targets.checks_of(db, goal)
    return joined(
        [
            f"# {goal.name}",
            overview(
                db,
                goal,
                status=goals.status(goal, db.clock.now().date()),
                progress=goal_targets.progress(targets, checks),
                parent=parent.name if parent else NO_PARENT,
            ),
            "## Description",
            "_No description provided._" if goal.description is None else markdown.rendered(goal.description),
            "## People Involved",
            _person(db, "Champion", goal.champion_id) + "\n" + _person(db, "Reviewer", goal.reviewer_id),
            timeframe(goal.timeframe),
            date_changes(db, "goal", goal.id),
            "## Targets",
            blocks(map(_target, targets), "_No targets defined._"),
            "## Checklist",
            blocks(map(_check, checks), "_No checklist items._"),
            "## Related Projects" if projects else None,
            "\n".join(f"- {project.name} (ID: {project.id})" for project in projects),
            "## Check-ins",
            blocks(_check_ins(db, goal), "_No check-ins yet._"),
            "## Discussions",
            blocks(_discussions(db, goal), "_No discussions yet._"),
            *(["## Retrospective", _retrospective(db, retrospective)] if retrospective else ()),
        ]
    )


# --- the goal --------------------------------------------------------------------------------------------------------


def _person(db: Database, role: str, person_id: Id | None) -> str:
    person = db.get(Person, person_id)
    return f"{role}: {person.full_name} ({person.title or ''})" if person else f"{role}: Not Assigned"


def _target(target: Target) -> str:
    distance = target.to - target.from_
    progress = rounded((target.value - target.from_) / distance * 100, 1) if distance else 0.0
    lines = [
        f"{target.index + 1}. {target.name}",
        f"  - Current Value: {float_text(target.value)} {target.unit}",
        f"  - Target: {float_text(target.to)} {target.unit}",
        f"  - Starting From: {float_text(target.from_)} {target.unit}",
        f'  - Progress: {float_text(progress)}%"',
    ]
    return "\n".join(lines)


def _check(check: Check) -> str:
    when = f" (Completed: {day(check.completed_at)})" if check.completed and check.completed_at else ""
    return f"{_box(check.completed)} {check.name}{when}"


def _box(completed: bool) -> str:
    return "- [x]" if completed else "- [ ]"


# --- check-ins, discussions and comments -----------------------------------------------------------------------------


def _check_ins(db: Database, goal: Goal) -> Iterable[str]:
    for update in db.where(GoalProgressUpdate, goal_id=goal.id):
        yield f"### Check-in on {day(update.inserted_at)}"
        yield f"Author: {name(db, update.author_id)}"
        yield "#### Overview"
        yield STATUSES[update.status]
        if update.targets:
            yield "#### Targets"
            yield "\n".join(f"- {item.name} - {_value(item)}{_difference(item)}" for item in update.targets)
        if update.checks:
            yield "#### Checklist"
            checks = sorted(update.checks, key=lambda check: check.index)
            yield "\n".join(f"{_box(check.completed)} {check.name}" for check in checks)
        yield "#### Key wins, obstacles and needs"
        yield markdown.rendered(update.message)
        yield from comments(db, "goal_update", update.id)


def _value(target: TargetSnapshot) -> str:
    is_integer = target.value.is_integer()
    number = str(int(target.value)) if is_integer else float_text(rounded(target.value, 2))
    return f"{number}%" if target.unit == "%" else f"{number} {target.unit}"


def _difference(target: TargetSnapshot) -> str:
    difference = target.value - target.previous_value
    if difference == 0:
        return ""
    number = rounded(abs(difference), 2)
    text = str(int(number)) if number.is_integer() else f"{number:.2f}".rstrip("0")
    return f" ({'+' if difference > 0 else '-'}{text})"


def _discussions(db: Database, goal: Goal) -> Iterable[str]:
    for activity in goal_discussions.discussions(db, goal):
        thread = goal_discussions.thread_of(db, activity)
        yield f"### {thread.title or ''}"
        yield f"Author: {name(db, activity.author_id)}\nPosted on: {day(thread.inserted_at)}"
        yield markdown.rendered(thread.message)
        yield _reactions(db, "comment_thread", thread.id)
        rows = db.where(Comment, parent=("comment_thread", thread.id))
        yield "## Comments" if rows else "_No comments yet._"
        for comment in rows:
            yield f"### Comment by {name(db, comment.author_id)} on {day(comment.inserted_at)}"
            yield comment_text(comment)
            yield _reactions(db, "comment", comment.id)


def _reactions(db: Database, entity_type: str, entity_id: Id) -> str:
    rows = db.where(Reaction, parent=(entity_type, entity_id))
    reactions = " ".join(f"{name(db, row.person_id)}: {row.emoji}" for row in rows)
    return f"Reactions: {reactions}" if rows else ""


def _retrospective(db: Database, closing: Activity) -> str:
    return markdown.rendered(goal_discussions.thread_of(db, closing).message)
