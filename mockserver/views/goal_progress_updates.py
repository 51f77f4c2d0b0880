"""Check-ins of goals on the wire (contract: activities 2.4, goals 2.4)."""

from mockserver.model import ids
from mockserver.model.goals import GoalProgressUpdate
from mockserver.model.rich_text import Json


def update_id(shown: GoalProgressUpdate) -> str:
    return ids.slugged(shown.inserted_at.date().isoformat(), shown.id)


def essential(shown: GoalProgressUpdate) -> dict[str, Json]:
    """The check-in as an activity names it."""
    return {
        "id": update_id(shown),
        "status": shown.status,
        "message": shown.message,
        "inserted_at": shown.inserted_at,
        "goal_target_updates": [
            {
                "id": target.id,
                "name": target.name,
                "value": target.value,
                "unit": target.unit,
                "previous_value": target.previous_value,
                "index": target.index,
                "from": target.from_,
                "to": target.to,
            }
            for target in shown.targets
        ],
        "checklist": [
            {"id": check.id, "name": check.name, "index": check.index, "completed": check.completed}
            for check in shown.checks
        ],
        "timeframe": shown.timeframe,
        "acknowledged": shown.acknowledged_at is not None,
        "acknowledged_at": shown.acknowledged_at,
    }
