"""The error responses of the external API in the OpenAPI document."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from mockserver.contract.catalogue import Endpoint

Json = Any


class ErrorResponse(NamedTuple):
    """An error response that several endpoints send."""

    name: str
    """The name of the component. It is short, because every operation contains it."""
    description: str
    bodies: tuple[tuple[str, str, Json], ...]
    """Each item is a content type, the name of the schema of the body, and an example or None."""


TEXT: Final = "text/plain"
JSON: Final = "application/json"
HTML: Final = "text/html"

STATUSES: Final[Mapping[int, ErrorResponse]] = {
    400: ErrorResponse(
        "E400",
        "An input is missing, unknown or of a wrong type, or its value is not allowed.",
        (
            (JSON, "HandlerError", {"error": "Bad request", "message": "Field 'id' cannot be null"}),
            (HTML, "Text", None),
        ),
    ),
    401: ErrorResponse(
        "E401",
        "The request has no token, the token is unknown, or the person of the token is suspended.",
        ((TEXT, "Text", "Unauthorized"),),
    ),
    403: ErrorResponse(
        "E403",
        "The person can view the resource, but does not have the permission. Or the token is read-only (plain text).",
        (
            (TEXT, "Text", "Read-only API tokens cannot execute mutations"),
            (
                JSON,
                "HandlerError",
                {"error": "Forbidden", "message": "You don't have permission to perform this action"},
            ),
        ),
    ),
    404: ErrorResponse(
        "E404",
        "The resource does not exist, or the person cannot view it.",
        ((JSON, "HandlerError", {"error": "Not found", "message": "The requested resource was not found"}),),
    ),
}

OTHER: Final = ErrorResponse(
    "Error",
    "406: `Accept` does not allow JSON. 415: the type of the body is not JSON. 500: the real server crashes on this "
    "request; `X-Mock-Hint` contains the cause. Any other status: a fault rule of mockserver was applied.",
    (
        (JSON, "Error", {"error": "Internal server error", "message": "An unexpected error occurred"}),
        (HTML, "Text", None),
    ),
)
"""The response for all statuses that are not in STATUSES."""

SCHEMAS: Final[Mapping[str, Json]] = {
    "HandlerError": {
        "type": "object",
        "description": "An error of an endpoint or of the input parser.",
        "required": ["error"],
        "properties": {
            "error": {"type": "string", "description": "The kind of error."},
            "message": {"type": "string", "description": "What is wrong. Absent in some responses with status 500."},
        },
    },
    "FrameworkErrorDetail": {
        "type": "object",
        "description": "The value of `errors` in an error of the web framework.",
        "required": ["detail"],
        "properties": {"detail": {"type": "string", "description": "The reason phrase of the HTTP status."}},
    },
    "FrameworkError": {
        "type": "object",
        "description": "An error of the web framework, before the request reaches the API.",
        "required": ["errors"],
        "properties": {"errors": {"$ref": "#/components/schemas/FrameworkErrorDetail"}},
    },
    "Error": {
        "description": "An error of the API or of the web framework.",
        "anyOf": [{"$ref": "#/components/schemas/HandlerError"}, {"$ref": "#/components/schemas/FrameworkError"}],
    },
}

HEADERS: Final[Json] = {
    "X-Request-Id": {
        "description": "The id of the request: the value of the request header `X-Request-Id`, or a new id.",
        "schema": {"type": "string"},
    },
    "X-Mock-Hint": {
        "description": "The cause of the error, for developers. Only mockserver sends this header.",
        "schema": {"type": "string"},
    },
}


FORBIDDEN_QUERIES: Final = frozenset({"goals/list_access_members"})
"""The queries that require another permission than the permission to view. Only these queries can return the status
403."""


def error_responses(endpoint: Endpoint) -> Json:
    """Return the error responses of an endpoint, by status. Each error response is a reference to a component."""
    listed = {str(status): error.name for status, error in STATUSES.items()} | {"default": OTHER.name}
    if endpoint.kind == "query" and endpoint.name not in FORBIDDEN_QUERIES:
        del listed["403"]
    return {status: {"$ref": f"#/components/responses/{name}"} for status, name in listed.items()}


def components() -> Iterator[tuple[str, Json]]:
    """Yield the name and the definition of each error response."""
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    for error in (*STATUSES.values(), OTHER):
        content = {type: _media(schema, example) for type, schema, example in error.bodies}
        yield error.name, {"description": error.description, "headers": headers, "content": content}


def _media(schema: str, example: Json) -> Json:
    media = {"schema": {"type": "string"} if schema == "Text" else {"$ref": f"#/components/schemas/{schema}"}}
    return media if example is None else {**media, "example": example}
