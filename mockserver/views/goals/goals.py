"""Converts goals to JSON (contract: goals 2.1 to 2.3).

The JSON contains all keys. Optional values are null or empty. The caller replaces the values that the client requested.
"""

from mockserver.domain.goals import goal_targets, goals
from mockserver.model import ids
from mockserver.model.goals.goals import Check, Goal, Target
from mockserver.model.rich_text import Json
from mockserver.store.database import Database


def goal_id(goal: Goal) -> str:
    return ids.slugged(goal.name, goal.id)


def essential(db: Database, goal: Goal) -> dict[str, Json]:
    """Return the essential JSON of a goal. The values of `permissions`, `targets`, `space`, `champion`, `reviewer` and
    `closed_by` are null."""
    today = db.clock.now().date()
    return {
        "id": goal_id(goal),
        "name": goal.name,
        "permissions": None,
        "targets": None,
        "space": None,
        "champion": None,
        "reviewer": None,
        "timeframe": goal.timeframe,
        "success": goal.success == "yes",
        "status": goals.status(goal, today),
        "last_check_in_id": ids.short(goal.last_check_in_id) if goal.last_check_in_id else None,
        "is_archived": goal.deleted_at is not None,
        "is_closed": goal.closed_at is not None,
        "is_outdated": goals.is_outdated(goal, today),
        "closed_by": None,
        "closed_at": goal.closed_at,
        "inserted_at": goal.inserted_at,
        "updated_at": goal.updated_at,
        "archived_at": goal.deleted_at,
    }


def full(
    db: Database, goal: Goal, *, targets: list[Target], checks: list[Check], parent: Goal | None
) -> dict[str, Json]:
    """Return the full JSON of a goal with its targets, checklist and parent goal. Other optional values are null or
    empty."""
    return essential(db, goal) | {
        "targets": [target(item) for item in targets],
        "description": goal.description,
        "parent_goal_id": goal_id(parent) if parent else None,
        "parent_goal": essential(db, parent) if parent else None,
        "progress_percentage": goal_targets.progress(targets, checks),
        "projects": None,
        "last_check_in": None,
        "access_levels": None,
        "privacy": None,
        "potential_subscribers": None,
        "notifications": [],
        "next_update_scheduled_at": goal.next_update_scheduled_at,
        "retrospective": None,
        "checklist": [check(item) for item in checks],
    }


def target(target: Target) -> dict[str, Json]:
    return {
        "id": ids.short(target.id),
        "name": target.name,
        "from": target.from_,
        "to": target.to,
        "unit": target.unit,
        "index": target.index,
        "value": target.value,
        "inserted_at": target.inserted_at,
        "updated_at": target.updated_at,
    }


def check(check: Check) -> dict[str, Json]:
    return {
        "id": ids.short(check.id),
        "name": check.name,
        "completed": check.completed,
        "completed_at": check.completed_at,
        "index": check.index,
        "inserted_at": check.inserted_at,
        "updated_at": check.updated_at,
    }
