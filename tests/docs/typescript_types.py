"""Generates clients/javascript/src/types.ts from the control API and the catalogue. `make docs` runs it."""

import json
from collections.abc import Iterator
from typing import Any, Final

from mockserver.contract.catalogue import catalogue
from mockserver.server.control.app import ROUTES
from mockserver.server.openapi.control import control_schemas
from tests.docs.blocks import ROOT as PROJECT
from tests.docs.control_reference import description_of, null_last

Json = Any

PAGE: Final = PROJECT / "clients" / "javascript" / "src" / "types.ts"
HEAD: Final = "// Generated from the control API's types and the catalogue: `make docs` writes this file.\n"
PLAIN: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def page() -> str:
    """Return the text of the file."""
    schemas = control_schemas(route for route in ROUTES if route.listed)
    return "\n".join([HEAD, *_endpoints(), *(line for name in schemas for line in _interface(name, schemas[name]))])


def _endpoints() -> Iterator[str]:
    endpoints = catalogue().endpoints.values()
    yield "/** The name of an endpoint of the API. */"
    yield "export type Endpoint ="
    yield "\n".join(f'  | "{endpoint.name}"' for endpoint in endpoints) + ";\n"
    yield "/** The endpoints that are sent as GET. */"
    yield "export const QUERIES: ReadonlySet<string> = new Set(["
    yield "\n".join(f'  "{endpoint.name}",' for endpoint in endpoints if endpoint.kind == "query")
    yield "]);\n"


def _interface(name: str, schema: Json) -> Iterator[str]:
    yield from _comment(schema, "")
    yield f"export interface {name} {{"
    required = schema.get("required", ())
    for key, value in schema["properties"].items():
        yield from _comment(value, "  ")
        yield f"  {key}{'' if key in required else '?'}: {_type(value)};"
    yield "}\n"


def _comment(schema: Json, indent: str) -> Iterator[str]:
    if description := description_of(schema):
        text = description.replace("*/", "*&#47;")  # otherwise, `*/` would end the comment
        yield f"{indent}/** {text} */"


def _type(schema: Json) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(map(_type, null_last(schema["anyOf"]))))
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "prefixItems" in schema:
        return f"[{', '.join(map(_type, schema['prefixItems']))}]"
    if schema.get("type") == "array":
        return f"Array<{_type(schema.get('items', {}))}>"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"Record<string, {_type(values) if isinstance(values, dict) else 'unknown'}>"
    return PLAIN.get(schema.get("type", ""), "unknown")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
