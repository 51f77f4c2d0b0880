"""The structs of fault rules. Fixtures, the command line and the control API use them."""

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
    """The conditions of a rule. A request matches if it has the given endpoint, method, person and token. `nth`,
    `every` and `limit` select the matching requests to which the rule is applied."""

    endpoint: Annotated[
        str | None, Meta(description="An endpoint, or a pattern with `*`, `?` and `[…]`, such as `get_*`.")
    ] = None
    method: (
        Annotated[str, Meta(description="An HTTP method, in upper or lower case.", extra_json_schema=METHOD_SCHEMA)]
        | None
    ) = None
    person: Annotated[
        str | None,
        Meta(description="The person whose token is sent: an id, a UUID, an e-mail address or a full name."),
    ] = None
    token: Annotated[str | None, Meta(description="The token of the request.")] = None
    nth: Annotated[Count | None, Meta(description="Apply the rule only to the nth matching request.")] = None
    every: Annotated[Count | None, Meta(description="Apply the rule only to every nth matching request.")] = None
    limit: Annotated[
        Count | None,
        Meta(
            description="A rate limit: apply the rule to a matching request only if `limit` other matching requests "
            "were accepted within the last `window` seconds."
        ),
    ] = None
    window: Annotated[float, Meta(gt=0, le=3600, description="The period to which `limit` applies, in seconds.")] = 1.0

    def __post_init__(self) -> None:
        if self.endpoint is not None:
            check_endpoint_pattern(self.endpoint)
        if self.method is not None:
            force_setattr(self, "method", method_name(self.method))


class FaultAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The effect of a rule on a matching request. Keys can be combined."""

    status: Annotated[
        Annotated[int, Meta(ge=200, le=599)] | None,
        Meta(
            description="Send the real server's response with this status. 502, 503 and 504 have the body of a proxy."
        ),
    ] = None
    headers: Annotated[dict[str, str], Meta(description="Headers to add to the response.")] = {}
    body: Annotated[
        Any,
        Meta(description="The body of the response. A string is sent unchanged. Any other value is sent as JSON."),
    ] = UNSET
    message: Annotated[
        str | None,
        Meta(
            description="The `message` in the body of the error. It has no effect with a `status` whose body has no "
            "`message`, such as 401."
        ),
    ] = None
    kind: Annotated[
        Literal["handler", "framework", "parser"],
        Meta(description="The part of the real server that fails, for status 500. Each part sends a different body."),
    ] = "handler"
    delay_ms: Annotated[int, Meta(ge=0, le=LONGEST_DELAY_MS, description="Delay of the response, in milliseconds.")] = 0
    delay_at: Annotated[
        Literal["before", "during"],
        Meta(description="When to wait: before the response, or in the middle of its body."),
    ] = "before"
    close: Annotated[
        Literal["before", "during"] | None,
        Meta(description="Close the connection before the response, or in the middle of its body."),
    ] = None
    truncate: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(
            description="Send only this number of bytes of the body. The HTTP message is complete, but its JSON is "
            "incomplete."
        ),
    ] = None
    malformed: Annotated[bool, Meta(description="Send a body that is not valid JSON.")] = False
    empty: Annotated[bool, Meta(description="Send an empty body.")] = False
    after: Annotated[
        bool, Meta(description="Process the request and commit its changes before the fault is applied.")
    ] = False

    def __post_init__(self) -> None:
        for name, value in self.headers.items():
            if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
                raise ValueError(f"`{name}: {value}` is not a valid header")
            if name.lower() in FRAMING:
                raise ValueError(
                    f"the header `{name}` cannot be set, because it is computed from the body; to close the "
                    "connection in the middle of the body, use the key `close`"
                )
        if is_deeper(self.body, MAX_BODY_DEPTH):
            raise ValueError(f"`body` must have at most {MAX_BODY_DEPTH} levels of nesting")

    @property
    def alters_response(self) -> bool:
        """Whether the fault changes or omits the status or the body that the handler returned. If the fault only delays
        the response or adds headers, this is false."""
        replaced = self.status is not None or self.body is not UNSET
        return replaced or self.close is not None or self.truncate is not None or self.malformed or self.empty


class FaultSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A fault rule: `match` selects requests, `action` defines what happens to them."""

    action: Annotated[
        FaultAction, Meta(description="The effect on the requests.", extra_json_schema={"minProperties": 1})
    ]
    match: Annotated[FaultMatch, Meta(description="The requests to which the rule applies. Default: all requests.")] = (
        FaultMatch()
    )
    times: Annotated[
        Count | None,
        Meta(description="The maximum number of requests to which the rule is applied. Default: no limit."),
    ] = None

    def __post_init__(self) -> None:
        if self.action == FaultAction():
            raise ValueError('`action` is empty: give at least one key, such as {"status": 503}')
        if not (self.action.alters_response or self.action.headers or self.action.delay_ms):
            raise ValueError(
                "`action` has no effect: `message`, `kind`, `delay_at` and `after` require other keys, such as `status`"
            )
