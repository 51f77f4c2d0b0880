"""Fault rules as data. Fixtures, the command line and the control API use the same structs."""

import re
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta
from msgspec.structs import force_setattr

from mockserver.contract.names import METHODS, check_endpoint_pattern, method_name
from mockserver.contract.strict_json import is_deeper

Count = Annotated[int, Meta(ge=1)]

LONGEST_DELAY_MS: Final = 600_000
MAX_BODY_DEPTH: Final = 100
HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
METHOD_SCHEMA: Final = {"enum": list(METHODS)}
FRAMING: Final = ("content-length", "transfer-encoding")


class FaultMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The conditions of a rule. The rule applies to requests that meet all given conditions."""

    endpoint: Annotated[
        str | None, Meta(description="A name, or a pattern with `*`, `?` and `[…]`: `get_*`, `goals/*`.")
    ] = None
    method: Annotated[str, Meta(description="An HTTP method, in any case.", extra_json_schema=METHOD_SCHEMA)] | None = (
        None
    )
    person: Annotated[
        str | None, Meta(description="The person whose token is sent: an id in any form, an e-mail or a full name.")
    ] = None
    token: Annotated[str | None, Meta(description="The token that is sent.")] = None
    nth: Annotated[Count | None, Meta(description="Only the nth matching request.")] = None
    every: Annotated[Count | None, Meta(description="Only every nth matching request.")] = None
    limit: Annotated[Count | None, Meta(description="Only requests beyond this number within `window` seconds.")] = None
    window: Annotated[float, Meta(gt=0, le=3600, description="Seconds; for `limit`.")] = 1.0

    def __post_init__(self) -> None:
        if self.endpoint is not None:
            check_endpoint_pattern(self.endpoint)
        if self.method is not None:
            force_setattr(self, "method", method_name(self.method))


class FaultAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The effects of a rule on matching requests. All given keys are combined."""

    status: Annotated[
        Annotated[int, Meta(ge=200, le=599)] | None,
        Meta(description="An error (or success) as the API sends it; 502, 503 and 504 as a proxy sends them."),
    ] = None
    headers: Annotated[dict[str, str], Meta(description="Additional headers of the response.")] = {}
    body: Annotated[Any, Meta(description="The body: a string is sent as it is, any other value as JSON.")] = UNSET
    message: Annotated[str | None, Meta(description="The `message` of the error, for statuses that have one.")] = None
    kind: Annotated[
        Literal["handler", "framework", "parser"], Meta(description="Which of the three kinds of status 500.")
    ] = "handler"
    delay_ms: Annotated[int, Meta(ge=0, le=LONGEST_DELAY_MS, description="Delay of the response, in milliseconds.")] = 0
    delay_at: Annotated[
        Literal["before", "during"], Meta(description="Delay before the response, or in the middle of the body.")
    ] = "before"
    close: Annotated[
        Literal["before", "during"] | None,
        Meta(description="Close the connection before the response, or in the middle of the body."),
    ] = None
    truncate: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="Send only this number of bytes of the body, as a complete response."),
    ] = None
    malformed: Annotated[bool, Meta(description="Send a body that is not valid JSON.")] = False
    empty: Annotated[bool, Meta(description="Send an empty body.")] = False
    after: Annotated[bool, Meta(description="Process the request first: its changes stay.")] = False

    def __post_init__(self) -> None:
        for name, value in self.headers.items():
            if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
                raise ValueError(f"`{name}: {value}` is not a valid header")
            if name.lower() in FRAMING:
                raise ValueError(f"`{name}` is computed from the body; `truncate` and `close` break the framing")
        if is_deeper(self.body, MAX_BODY_DEPTH):
            raise ValueError(f"`body` is nested too deeply, expected at most {MAX_BODY_DEPTH} levels")

    @property
    def loses_response(self) -> bool:
        """Whether the client does not receive the response of the handler. A delay alone does not count."""
        replaced = self.status is not None or self.body is not UNSET
        return replaced or self.close is not None or self.truncate is not None or self.malformed or self.empty


class FaultSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A fault rule: the conditions, and the effects on the matching requests."""

    action: Annotated[FaultAction, Meta(description="What happens to the requests.")]
    match: Annotated[FaultMatch, Meta(description="Which requests. Default: all.")] = FaultMatch()
    times: Annotated[Count | None, Meta(description="How often the rule acts; without it, there is no limit.")] = None

    def __post_init__(self) -> None:
        if self.action == FaultAction():
            raise ValueError('`action` is empty: give at least one key, such as {"status": 503}')
