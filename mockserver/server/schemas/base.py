"""The base classes of the control API's requests and responses."""

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

Json = Any

MAX_ENTRIES: Final = 1000
"""The maximum number of entries in the journal of a world."""


Time = Annotated[datetime, Meta(extra_json_schema={"format": "date-time"})]
"""A time in a response. It has the format `date-time`, which requires an offset. Times in requests do not have this
format, because they can be without an offset."""


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A JSON body or a query string. Unknown keys are errors."""


class Response(msgspec.Struct, frozen=True):
    """A JSON response. Clients ignore keys that they do not know."""


class Problem(Response, frozen=True):
    """An error of the control API (RFC 9457, `application/problem+json`)."""

    title: Annotated[str, Meta(description="The reason phrase of the HTTP status.")]
    status: Annotated[int, Meta(description="The HTTP status.")]
    detail: Annotated[str, Meta(description="What is wrong and what is allowed.")]
