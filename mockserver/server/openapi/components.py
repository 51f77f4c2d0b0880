"""Moves the repeated parts of the OpenAPI document to its components, and removes unused components."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from mockserver.server.openapi.naming import pascal
from mockserver.server.openapi.schemas import object_of, ref

Json = Any

BASES: Final[Mapping[str, tuple[str, ...]]] = {
    "CommentableBase": (
        "Discussion",
        "GoalProgressUpdate",
        "ProjectCheckIn",
        "ProjectDiscussion",
        "ProjectRetrospective",
        "ResourceHubDocument",
        "ResourceHubFile",
        "ResourceHubLink",
    ),
    "GoalBase": ("Goal", "GoalWithRelations"),
    "GoalContentBase": (
        "GoalChampionUpdatingContent",
        "GoalCheckContent",
        "GoalCheckToggledContent",
        "GoalDueDateUpdatingContent",
        "GoalNameUpdatingContent",
        "GoalReviewerUpdatingContent",
        "GoalSpaceUpdatingContent",
        "GoalStartDateUpdatingContent",
        "GoalTargetContent",
        "GoalTargetUpdatingContent",
    ),
    "PersonBase": ("Person", "PersonWithAccess"),
    "ProjectContentBase": (
        "ProjectChampionUpdatingContent",
        "ProjectDueDateUpdatingContent",
        "ProjectMilestoneCreationContent",
        "ProjectMilestoneUpdatingContent",
        "ProjectReviewerUpdatingContent",
        "ProjectStartDateUpdatingContent",
    ),
}
"""Maps the name of each base schema to a group of schemas. The base schema contains the common fields of the group."""


def extract_common_fields(document: Json) -> None:
    """For each group in BASES, move the fields that are equal in all schemas of the group to the base schema."""
    schemas = document["components"]["schemas"]
    for base, names in BASES.items():
        first, *others = (schemas[name]["properties"] for name in names)
        common = {name: field for name, field in first.items() if all(other.get(name) == field for other in others)}
        for name in names:
            fields = schemas[name]["properties"]
            own = {key: field for key, field in fields.items() if key not in common}
            schemas[name] = {"allOf": [ref(base), object_of(own, tuple(own))]}
        schemas[base] = object_of(common, tuple(common))


def extract_parameters(document: Json) -> None:
    """Replace each parameter that occurs in several operations by a reference to a component.

    If parameters with the same name differ, only the most frequent of them becomes a component. If a component with
    this name exists already, it is not replaced.
    """
    shared = document["components"].setdefault("parameters", {})
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    parameters = [one for operation in operations for one in operation.get("parameters", ()) if "$ref" not in one]
    by_text = {_text(one): one for one in parameters}
    for text, count in Counter(map(_text, parameters)).most_common():
        if count > 1:
            shared.setdefault(_component(by_text[text]), by_text[text])
    for operation in operations:
        if "parameters" in operation:
            operation["parameters"] = [_reference_or_parameter(one, shared) for one in operation["parameters"]]
    document["components"]["parameters"] = dict(sorted(shared.items()))


def _reference_or_parameter(parameter: Json, shared: Mapping[str, Json]) -> Json:
    if "$ref" in parameter or shared.get(name := _component(parameter)) != parameter:
        return parameter
    return {"$ref": f"#/components/parameters/{name}"}


def extract_responses(document: Json) -> None:
    """If several operations have the same response 200, make a component of this response, and another component of
    its schema.

    If different responses have the same name, only the most frequent one becomes a component. The component has an
    example only if all operations with this response have the same example.
    """
    components = document["components"]
    groups: dict[bytes, list[Json]] = defaultdict(list)
    for path in document["paths"].values():
        for operation in path.values():
            groups[_text(_media(operation)["schema"])].append(operation)
    for operations in sorted(groups.values(), key=len, reverse=True):
        response, media = operations[0]["responses"]["200"], _media(operations[0])
        name = _response_name(media["schema"])
        if len(operations) == 1 or name is None or name in components["schemas"]:
            continue
        components["schemas"][name] = media["schema"]
        media["schema"] = {"$ref": f"#/components/schemas/{name}"}
        if any(_media(operation).get("example") != media.get("example") for operation in operations):
            media.pop("example", None)
        components["responses"][name] = response
        for operation in operations:
            operation["responses"]["200"] = {"$ref": f"#/components/responses/{name}"}


def _media(operation: Json) -> Json:
    return operation["responses"]["200"]["content"]["application/json"]


def _response_name(schema: Json) -> str | None:
    """Return the name of a response with this schema: `TaskResponse` for `{"task": Task}`, `TaskListResponse` for
    `{"tasks": [Task]}`, and `SuccessResponse` for `{"success": true}`. Return None if the object has several keys."""
    match [*schema.get("properties", {}).items()]:
        case []:
            return "EmptyResponse"
        case [(key, inner)]:
            target = re.search(r'"#/components/schemas/(\w+)"', _text(inner).decode())
            return f"{target[1] if target else pascal(key)}{'List' if 'items' in inner else ''}Response"
    return None


def _text(part: Json) -> bytes:
    return msgspec.json.encode(part)


def _component(parameter: Json) -> str:
    return pascal(parameter["name"].removesuffix("[]"))


def drop_unused(document: Json) -> None:
    """Remove the components to which no operation refers, neither directly nor through other components."""
    parts = {
        f"{kind}/{name}": component
        for kind, components in document["components"].items()
        if kind != "securitySchemes"
        for name, component in components.items()
    }
    used: set[str] = set()
    pending = _references(document["paths"])
    while pending:
        part = pending.pop()
        if part not in used:
            used.add(part)
            pending += _references(parts[part])
    for kind, components in document["components"].items():
        if kind != "securitySchemes":
            document["components"][kind] = {name: one for name, one in components.items() if f"{kind}/{name}" in used}


def _references(part: Json) -> list[str]:
    return re.findall(r'"#/components/([\w/.-]+)"', _text(part).decode())
