"""The schemas of the OpenAPI document: the inputs and the outputs of the endpoints."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mockserver.contract.catalogue import Catalogue, Field
from mockserver.contract.descriptions import descriptions
from mockserver.contract.responses import response_shapes
from mockserver.server.openapi.naming import pascal

Json = Any

FORMATS: Final = {"date": "date", "datetime": "date-time", "time": "date-time"}
"""Maps types of inputs to OpenAPI formats."""

PLAIN: Final[Mapping[str, Json]] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "float": {"type": "number"},
    "id": {"type": "string"},
    "company_id": {"type": "string"},
}

RICH_TEXT: Final[Json] = {
    "type": "object",
    "description": "A rich text document (ProseMirror).",
    "required": ["type"],
    "properties": {
        "type": {"type": "string", "enum": ["doc"]},
        "content": {"type": "array", "items": {"type": "object"}},
    },
}


def schemas(api: Catalogue) -> Iterator[tuple[str, Json]]:
    yield "RichText", RICH_TEXT
    yield from ((pascal(name), {"type": "string", "enum": list(values)}) for name, values in api.enums.items())
    for name, schema in response_shapes().schemas.items():
        yield name, described(name, schema)
    inputs = (field for endpoint in api.endpoints.values() for field in endpoint.inputs)
    for name in sorted(api.types_in(inputs) & api.objects.keys()):
        fields = api.objects[name]
        required = tuple(field.name for field in fields if not field.optional)
        properties = {field.name: described_input(api, name, field) for field in fields}
        yield _input_name(name), object_of(properties, required, closed=True)


def described(name: str, schema: Json) -> Json:
    """Return a copy of a schema in which each field has its description. `name` is the name of the object or endpoint
    to which the fields belong."""
    if "properties" not in schema:
        return schema
    properties = {
        key: {**inner, "description": text} if (text := descriptions().field(name, key)) else inner
        for key, inner in schema["properties"].items()
    }
    return {**schema, "properties": properties}


def described_input(api: Catalogue, owner: str, field: Field, *, nullable: bool = True) -> Json:
    schema = input_schema(api, field, nullable=nullable)
    text = descriptions().input(owner, field.name)
    return {**schema, "description": text} if text else schema


def object_of(properties: Mapping[str, Json], required: tuple[str, ...], *, closed: bool = False) -> Json:
    schema: dict[str, Json] = {"type": "object", "properties": dict(properties)}
    if required:
        schema["required"] = list(required)
    if closed:
        schema["additionalProperties"] = False
    return schema


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: Json) -> Json:
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else {"anyOf": [schema, {"type": "null"}]}


def _input_name(name: str) -> str:
    return pascal(name if name.endswith("_input") else f"{name}_input")


def input_schema(api: Catalogue, field: Field, *, nullable: bool = True) -> Json:
    schema = _input_type(api, field.list_of or field.type or "")
    if field.type == "id" and not field.nullable:
        schema = {**schema, "minLength": 1}  # the API reads an empty id as null
    if field.list_of:
        schema = {"type": "array", "items": schema}
    if nullable and field.nullable:
        schema = _or_null(schema)
    if field.default is not None:
        schema = {**schema, "default": [] if field.default == () else field.default}
    return schema


def _input_type(api: Catalogue, name: str) -> Json:
    if name in api.objects:
        return ref(_input_name(name))
    if name == "json":
        return {"type": "string", "contentMediaType": "application/json"}
    if name in FORMATS:
        return {"type": "string", "format": FORMATS[name]}
    if name in api.enums:
        return ref(pascal(name))
    return PLAIN.get(name) or {"type": "object"}
