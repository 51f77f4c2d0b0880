"""docs/control-api.md, made from what the OpenAPI document says of the control API: `make docs` writes it."""

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from mockserver.contract.catalogue import catalogue
from mockserver.server.control import CALLS
from mockserver.server.openapi import external
from mockserver.server.openapi.control import ABOUT, TAG, add_control
from mockserver.server.settings import CONTROL_PATH
from tests.docs.blocks import ROOT as PROJECT

Json = Any

PAGE: Final = PROJECT / "docs" / "control-api.md"
SERVER: Final = "http://127.0.0.1:4000"

HEAD: Final = f"""# Control API

{ABOUT}

JSON goes in and comes out; a refusal is `application/problem+json` with a `detail` that says what to do. An unknown
key is refused with the list of known ones. `--control off` removes it all, `--control-token T` asks for the header
`X-Mock-Control: T`.

The same reference, to try calls from, is at <{SERVER}{CONTROL_PATH}/docs>. This page is made from it (`make docs`).
"""


def page() -> str:
    """The whole page."""
    document = external.document(catalogue(), version="")
    add_control(document, CALLS, CONTROL_PATH)
    schemas = document["components"]["schemas"]
    return "\n".join(
        [HEAD, *(line for path, verbs in document["paths"].items() for line in _calls(path, verbs, schemas))]
    )


def _calls(path: str, verbs: Json, schemas: Json) -> Iterator[str]:
    for verb, operation in verbs.items():
        if TAG not in operation.get("tags", ()):
            continue
        yield f"## {verb.upper()} {path}\n"
        yield f"{operation['summary']}. Done is {next(iter(operation['responses']))}.\n"
        asked = [one for one in operation["parameters"] if one["in"] == "query"]
        media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        fields = {one["name"]: one["schema"] for one in asked} or _fields(media.get("schema", {}), schemas)
        if fields:
            yield (
                "| parameter | type | default |\n| --- | --- | --- |"
                if asked
                else "| key | type | default |\n| --- | --- | --- |"
            )
            yield from (f"| `{name}` | {_type(schema)} | {_default(schema)} |" for name, schema in fields.items())
            yield ""
        if "example" in media:
            body = json.dumps(media["example"])
            yield f"```sh\ncurl -sS --fail-with-body -X {verb.upper()} {SERVER}{path} -d '{body}'\n```\n"
        elif verb == "get" and "{" not in path and not path.endswith(("/stream", "/contract")):
            shown = urlencode({one["name"]: one["example"] for one in asked if "example" in one}, safe="@")
            yield f"```sh\ncurl -sS --fail-with-body '{SERVER}{path}{'?' if shown else ''}{shown}'\n```\n"


def _fields(schema: Json, schemas: Json) -> dict[str, Json]:
    if "$ref" not in schema:
        return {}
    fields: dict[str, Json] = schemas[schema["$ref"].rpartition("/")[2]]["properties"]
    return fields


def _type(schema: Json) -> str:
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(one)}`" for one in schema["enum"])
    if "pattern" in schema:
        return f"string like `{schema['pattern'].replace('|', chr(92) + '|')}`"
    return str(schema.get("format") or schema.get("type") or "anything")


def _default(schema: Json) -> str:
    return f"`{json.dumps(schema['default'])}`" if "default" in schema else "it must be given"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
