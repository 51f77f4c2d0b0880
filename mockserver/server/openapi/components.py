"""The components of the OpenAPI document: shares parameters between operations, and removes unused components."""

import re
from collections import Counter
from typing import Any

import msgspec

from mockserver.server.openapi.naming import pascal

Json = Any


def share_parameters(document: Json) -> None:
    """Move each parameter that occurs in several operations to the components, and replace it by a reference.

    If parameters with the same name differ, only the most frequent of them becomes a component.
    """
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    parameters = [one for operation in operations for one in operation.get("parameters", ())]
    by_text = {_text(one): one for one in parameters}
    shared: dict[str, Json] = {}
    for text, count in Counter(map(_text, parameters)).most_common():
        if count > 1:
            shared.setdefault(_component(by_text[text]), by_text[text])
    for operation in operations:
        if "parameters" in operation:
            operation["parameters"] = [
                {"$ref": f"#/components/parameters/{_component(one)}"} if shared.get(_component(one)) == one else one
                for one in operation["parameters"]
            ]
    document["components"]["parameters"] = dict(sorted(shared.items()))


def _text(parameter: Json) -> bytes:
    return msgspec.json.encode(parameter)


def _component(parameter: Json) -> str:
    return pascal(parameter["name"].removesuffix("[]"))


def drop_unused(document: Json) -> None:
    """Remove the components that are not used by an operation, directly or through other components."""
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
    return re.findall(r'"#/components/([\w/.-]+)"', msgspec.json.encode(part).decode())
