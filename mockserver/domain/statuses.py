"""The task statuses that every space and project starts with (contract: spaces_tasks 1.6)."""

from typing import Final, Literal

from mockserver.model.tasks import TaskStatus
from mockserver.store.world import World

Color = Literal["gray", "blue", "green", "red"]

DEFAULTS: Final[tuple[tuple[str, Color, str, bool], ...]] = (
    ("Not started", "gray", "pending", False),
    ("In progress", "blue", "in_progress", False),
    ("Done", "green", "done", True),
    ("Canceled", "red", "canceled", True),
)


def fresh(world: World) -> tuple[TaskStatus, ...]:
    """The four defaults, each with a new id."""
    return tuple(
        TaskStatus(id=world.new_id(), label=label, color=color, index=index, value=value, closed=closed)
        for index, (label, color, value, closed) in enumerate(DEFAULTS)
    )
