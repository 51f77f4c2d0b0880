"""Converts the check-ins of goals to JSON (contract: goals 2.4)."""

from mockserver.domain import permissions
from mockserver.domain.goals import goal_progress_updates
from mockserver.model import ids
from mockserver.model.company.companies import Person
from mockserver.model.goals.goals import CheckSnapshot, Goal, GoalProgressUpdate, TargetSnapshot
from mockserver.model.rich_text import Json


def update_id(update: GoalProgressUpdate) -> str:
    return ids.slugged(update.inserted_at.date().isoformat(), update.id)


def essential(update: GoalProgressUpdate) -> dict[str, Json]:
    return {
        "id": update_id(update),
        "status": update.status,
        "message": update.message,
        "inserted_at": update.inserted_at,
        "timeframe": update.timeframe,
        "acknowledged": update.acknowledged_at is not None,
        "acknowledged_at": update.acknowledged_at,
        "goal_target_updates": [_target(item) for item in update.targets],
        "checklist": [_check(item) for item in update.checks],
    }


def full(update: GoalProgressUpdate) -> dict[str, Json]:
    """Return the full JSON of a check-in. Optional values are null or empty. The caller replaces the values that the
    client requested."""
    return essential(update) | {
        "goal": None,
        "author": None,
        "acknowledging_person": None,
        "reactions": None,
        "comments_count": 0,  # as on the real server; only the handler of goals/get_check_ins counts the comments
        "subscription_list": None,
        "potential_subscribers": None,
        "permissions": None,
        "notifications": [],
    }


def permitted(person: Person, goal: Goal, update: GoalProgressUpdate, level: int) -> dict[str, bool]:
    """Return the `permissions` object of a check-in. `level` is the access level of the person on the goal."""
    return permissions.granted(permissions.GOAL_UPDATE, level) | {
        "can_acknowledge": goal_progress_updates.may_acknowledge(person, goal, update)
    }


def _target(snapshot: TargetSnapshot) -> dict[str, Json]:
    return {
        "id": snapshot.id,
        "name": snapshot.name,
        "value": snapshot.value,
        "unit": snapshot.unit,
        "previous_value": snapshot.previous_value,
        "index": snapshot.index,
        "from": snapshot.from_,
        "to": snapshot.to,
    }


def _check(snapshot: CheckSnapshot) -> dict[str, Json]:
    return {"id": snapshot.id, "name": snapshot.name, "index": snapshot.index, "completed": snapshot.completed}
