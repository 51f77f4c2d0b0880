"""Errors of the control API."""

from http import HTTPStatus

import msgspec
from starlette.responses import Response

from mockserver.server.schemas.base import Json, Problem


class ProblemError(Exception):
    """Raised to respond with an error (RFC 9457). `detail` explains what is wrong and what is allowed. `extra` contains
    additional keys of the body. If `extra` contains `allow` (a list of methods), the response also has the header
    `Allow`."""

    def __init__(self, status: int, detail: str, **extra: Json) -> None:
        super().__init__(detail)
        self.status, self.detail, self.extra = status, detail, extra


def problem_response(error: ProblemError) -> Response:
    """Create the response for an error."""
    problem = Problem(title=HTTPStatus(error.status).phrase, status=error.status, detail=error.detail)
    content = msgspec.json.encode(msgspec.structs.asdict(problem) | error.extra)
    headers = {"Allow": ", ".join(error.extra["allow"])} if "allow" in error.extra else None
    return Response(content, error.status, headers, media_type="application/problem+json")
