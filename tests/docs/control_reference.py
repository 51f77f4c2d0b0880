"""Generates docs/control-api.md from the control API's operations in the OpenAPI document. `make docs` runs it."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from mockserver.contract.catalogue import catalogue
from mockserver.server.control.app import ROUTES
from mockserver.server.openapi import external
from mockserver.server.openapi.control import ABOUT, TAG, add_control
from mockserver.server.settings import CONTROL_PATH
from tests.docs.blocks import ROOT as PROJECT

Json = Any

PAGE: Final = PROJECT / "docs" / "control-api.md"
SERVER: Final = "http://127.0.0.1:4000"

HEAD: Final = f"""# Control API

{ABOUT}

The bodies of requests and responses are JSON. The body of an error is `application/problem+json`. Its `detail`
describes what is wrong and what is allowed. Unknown keys are errors. `--control off` removes the control API. With
`--control-token T`, the control API requires the header `X-Mock-Control: T`.

[architecture.md](architecture.md#vocabulary) defines the terms, such as world, journal, id and UUID.
<{SERVER}{CONTROL_PATH}/docs> shows the same reference, and can send requests. `make docs` generates this page.
"""


def null_last(alternatives: list[Json]) -> list[Json]:
    """Return the alternatives of a type with null at the end. Versions of msgspec before 0.22 put null first."""
    return sorted(alternatives, key=lambda item: bool(item == {"type": "null"}))


def page() -> str:
    """Return the complete text of the page."""
    document = external.document(catalogue(), version="")
    add_control(document, ROUTES, CONTROL_PATH)
    return "\n".join([HEAD, *_operations(document), "## Types\n", *_types(document)])


def _operations(document: Json) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if TAG in operation.get("tags", ()):
                yield from _operation(path, method, operation, document["components"])


def _operation(path: str, method: str, operation: Json, components: Json) -> Iterator[str]:
    yield f"## {method.upper()} {path}\n"
    description = " ".join(operation.get("description", "").split())
    summary = f"{operation['summary']}."
    yield (summary if description == summary else f"{summary} {description}") + "\n"
    parameters = [components["parameters"][_name(item)] if "$ref" in item else item for item in operation["parameters"]]
    query = [item for item in parameters if item["in"] == "query"]
    media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if query:
        required = [item["name"] for item in query if item.get("required")]
        yield from _table("parameter", {item["name"]: item["schema"] for item in query}, required)
    if media:
        schema = components["schemas"][_name(media["schema"])]
        yield from _table("key of the request body", schema["properties"], schema.get("required", ()))
    for status, response in operation["responses"].items():
        if "$ref" not in response:
            yield f"- {_outcome(status, response)}"
    yield ""
    if "example" in media:
        body = json.dumps(media["example"])
        yield f"```sh\ncurl -sS --fail-with-body -X {method.upper()} {SERVER}{path} -d '{body}'\n```\n"
    elif method == "get" and "{" not in path and not path.endswith("/stream") and "409" not in operation["responses"]:
        examples = {item["name"]: json.dumps(item["example"]).strip('"') for item in query if "example" in item}
        text = urlencode(examples, safe="@/")
        yield f"```sh\ncurl -sS --fail-with-body '{SERVER}{path}{'?' if text else ''}{text}'\n```\n"


def _outcome(status: str, response: Json) -> str:
    """Return the text for a status, such as `200: ClockInfo`, or `404: ` with the cause of the error."""
    if not status.startswith("2"):
        return f"{status}: {response['description']}"
    content = response.get("content", {})
    if not content:
        return f"{status}: no content"
    ((media_type, media),) = content.items()
    return f"{status}: {_type(media['schema']) if 'schema' in media else f'`{media_type}`'}"


def _types(document: Json) -> Iterator[str]:
    """Yield a table for each type that the operations use directly or indirectly.

    Types of request bodies are omitted, because the section of each operation contains the table of its request body.
    """
    schemas = document["components"]["schemas"]
    waiting = [
        name
        for methods in document["paths"].values()
        for operation in methods.values()
        if TAG in operation.get("tags", ())
        for name in _references(operation)
    ]
    bodies = {_name(media["schema"]) for media in _bodies(document)}
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        schema = schemas[name]
        waiting += _references(schema)
        if name in bodies:
            continue
        yield f"### {name}\n"
        if description := " ".join(schema.get("description", "").split()):
            yield f"{description}\n"
        yield from _table("key", schema["properties"], schema.get("required", ()))


def _bodies(document: Json) -> Iterator[Json]:
    """Yield the description of each JSON request body of the control API."""
    for methods in document["paths"].values():
        for operation in methods.values():
            if TAG in operation.get("tags", ()) and "requestBody" in operation:
                yield operation["requestBody"]["content"]["application/json"]


def _references(value: Json) -> list[str]:
    return re.findall(r"#/components/schemas/(\w+)", json.dumps(value))


def _table(title: str, fields: Json, required: Any) -> Iterator[str]:
    if not fields:
        return
    yield f"| {title} | type | default | description |\n| --- | --- | --- | --- |"
    for name, schema in fields.items():
        default = "required" if name in required else _default(schema)
        description = description_of(schema).replace("|", "\\|")
        yield f"| `{name}` | {_type(schema)} | {default} | {description} |".replace("|  |", "| |")
    yield ""


def description_of(schema: Json) -> str:
    """Return the description of a type on one line.

    If the type has no description, return the description of the first alternative that has one.
    """
    kinds = [schema, *schema.get("anyOf", ())]
    return " ".join(next((kind["description"] for kind in kinds if "description" in kind), "").split())


def _name(schema: Json) -> str:
    return str(schema["$ref"].rpartition("/")[2])


def _type(schema: Json) -> str:
    if "$ref" in schema:
        return f"[{_name(schema)}](#{_name(schema).lower()})"
    if isinstance(schema.get("type"), list):
        enum = {"enum": schema["enum"][:-1]} if "enum" in schema else {}
        return f"{_type({**schema, 'type': schema['type'][0], **enum})} or null"
    if "anyOf" in schema:
        return " or ".join(_type(item) for item in null_last(schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(item)}`" for item in schema["enum"])
    if "pattern" in schema:
        return f"string like `{schema['pattern'].replace('|', chr(92) + '|')}`"
    if "prefixItems" in schema:
        return f"[{', '.join(map(_type, schema['prefixItems']))}]"
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object whose values are: {_type(schema['additionalProperties'])}"
    text = str(schema.get("format") or schema.get("type") or "anything")
    return text + _limits(schema)


def _limits(schema: Json) -> str:
    """Return the range of the numbers that a type allows, as text."""
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum")
    if low is None and high is None:
        return ""
    start = "" if low is None else f"> {low}" if "exclusiveMinimum" in schema else f"≥ {low}"
    return f" {' and '.join(filter(None, [start, '' if high is None else f'≤ {high}']))}"


def _default(schema: Json) -> str:
    return f"`{json.dumps(schema['default'])}`" if "default" in schema else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
