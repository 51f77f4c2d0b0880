"""Functions that several tests of tasks use."""

from typing import Any

from tests.support import Company, Person

Json = Any


def update(person: Person, field: str, task: Json, **inputs: Json) -> Json:
    return person.call(f"tasks/update_{field}", task_id=task["id"], type=task["type"], **inputs)["task"]


def task_of(company: Company, task: Json, flags: tuple[str, ...] = ("assignees", "subscription_list")) -> Json:
    """Return a task that the owner reads. For each flag, such as `assignees`, the input `include_<flag>` is true."""
    return company.owner.call("get_task", id=task["id"], **{f"include_{flag}": True for flag in flags})["task"]


def subscribers(shown: Json) -> list[tuple[str, str, bool]]:
    rows = shown["subscription_list"]["subscriptions"]
    return [(row["type"], row["person"]["id"], row["canceled"]) for row in rows]
