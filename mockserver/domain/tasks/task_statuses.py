"""The task statuses of spaces and projects. Clients can define statuses, change them, and replace a deleted status by
another one (contract: spaces_tasks 1.6)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from mockserver.domain.columns import required_key
from mockserver.domain.errors import ApiError, BadRequest, ServerCrash
from mockserver.model.tasks.tasks import TaskStatus

StatusInput = Mapping[str, Any]
"""A status in an input. Each key can be missing."""

Statuses = tuple[TaskStatus, ...]

INVALID: Final = "Invalid status"
EMPTY: Final = "At least one task status is required"
BAD_REPLACEMENT: Final = "Replacement statuses must be existing statuses that are not being deleted"


def default_of(statuses: Statuses) -> TaskStatus:
    """Return the default status of tasks, which is the first gray status. If no status is gray, it is the first blue
    status. If no status is blue either, it is the first status."""
    for color in ("gray", "blue"):
        for status in statuses:
            if status.color == color:
                return status
    return statuses[0]


def require_known(statuses: Statuses, sent: StatusInput) -> None:
    """Raise BadRequest unless one of `statuses` has the same id as the status in the input (`sent`). The other fields
    of the statuses are not compared."""
    id = required_key(sent, "id", "`status`")
    if all(status.id != id for status in statuses):
        raise BadRequest(INVALID, hint="the project or space has no status with the `id` in `status`")


def stored(
    sent: StatusInput, current_status: TaskStatus | None = None, error: Callable[[str], ApiError] = ServerCrash
) -> TaskStatus:
    """Convert a status in an input to the status that is stored in a task, space or project.

    Fields that the client did not send get the values of `current_status`. Blank texts become null. If the status then
    has no id, label, color or index, raises the error that `error` creates from a hint.
    """
    fields: dict[str, Any] = {field: getattr(current_status, field, None) for field in TaskStatus.__struct_fields__}
    fields["closed"] = bool(fields["closed"])
    for field, value in sent.items():
        if isinstance(value, str) and "\0" in value:
            raise ServerCrash(f"the `{field}` of a status has a NUL character; the real server's database rejects it")
        fields[field] = None if isinstance(value, str) and not value.strip() else value
    for field in ("id", "label", "color", "index"):
        if fields[field] is None:
            raise error(f"the `{field}` of a status is missing or blank")
    return TaskStatus(**fields)


def replaced(
    current: Statuses,
    sent: Sequence[StatusInput | None],
    replacements: Sequence[Mapping[str, str] | None] | None,
    error: Callable[[str], ApiError],
) -> tuple[Statuses, dict[str, TaskStatus]]:
    """Return the new statuses of a space or project, and a dict with the replacements of deleted statuses. The dict
    maps the id of each deleted status to the status that tasks get instead. `current` contains the old statuses. `sent`
    and `replacements` are inputs.

    If a status in `sent` has the id of an old status, fields that were not sent keep their values. Raises BadRequest if
    `sent` is empty, or if the replacement of a deleted status is not in `sent` or is also deleted. If a status can't be
    stored, raises the error that `error` creates from a hint.
    """
    pairs = [
        tuple(
            required_key(item, key, "an item of `deleted_status_replacements`")
            for key in ("deleted_status_id", "replacement_status_id")
        )
        for item in replacements or ()
    ]
    if pairs:
        ids, deleted = (
            {required_key(item, "id", "an item of `task_statuses`") for item in sent},
            {old for old, _ in pairs},
        )
        if any(new not in ids or new in deleted for _, new in pairs):
            raise BadRequest(BAD_REPLACEMENT)
    if not sent:
        raise BadRequest(EMPTY)
    before = {status.id: status for status in current}
    after: dict[str, TaskStatus] = {}
    for item in sent:
        if item is None:
            raise error("an item of `task_statuses` is null")
        status = stored(item, before.get(item.get("id", "")), error)
        if status.id in after:
            raise error(f"two items of `task_statuses` have the id {status.id!a}")
        after[status.id] = status
    return tuple(after.values()), {old: after[new] for old, new in pairs}
