"""Converts the names in the catalogue to the names of operations and schemas in the OpenAPI document."""

import re
from typing import Final

PLURALS: Final = {"companies": "company", "people": "person", "statuses": "status", "replies": "reply"}

SEARCHES: Final = {
    "goals/parent_goal_search": "searchGoalParents",
    "projects/parent_goal_search": "searchProjectParents",
}


def pascal(text: str) -> str:
    """Convert `goals/add_target` to `GoalsAddTarget`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[_/]", text))


def singular(noun: str) -> str:
    """Return the singular of a plural in the name of an endpoint, such as `project_milestone` for
    `project_milestones`."""
    return PLURALS.get(noun, noun.removesuffix("s"))


def operation_id(endpoint: str) -> str:
    """Return the `operationId` of an endpoint, which generated clients use as the name of a method. It begins with the
    verb.

    `goals/update_name` becomes `updateGoalName`, `tasks/list` becomes `listTasks`, `tasks/create` becomes `createTask`,
    and `get_me` becomes `getMe`.
    """
    if endpoint in SEARCHES:
        return SEARCHES[endpoint]
    family, _, action = endpoint.rpartition("/")
    verb, _, rest = action.partition("_")
    if family:
        noun = family if verb == "list" and not rest else singular(family)
        action = "_".join(part for part in (verb, noun, rest) if part)
    name = pascal(action)
    return name[:1].lower() + name[1:]
