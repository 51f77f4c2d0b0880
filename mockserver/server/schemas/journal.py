"""The journal of requests: its entries, the filters of a list of entries, and the verification of requests."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import force_setattr

from mockserver.contract.names import check_endpoint_pattern, check_inputs, method_name
from mockserver.fault_spec import HEADER_NAME, METHOD_SCHEMA
from mockserver.server.schemas.base import MAX_ENTRIES, Json, Problem, Request, Response, Time
from mockserver.server.schemas.records import Changes
from mockserver.server.schemas.worlds import PersonRef

EndpointPattern = Annotated[str, Meta(description="The name of an endpoint, or a pattern with `*`, `?` and `[…]`.")]
Method = Annotated[str, Meta(description="An HTTP method, in upper or lower case.", extra_json_schema=METHOD_SCHEMA)]
PersonName = Annotated[str, Meta(description="A person: an id, a UUID, an e-mail address or a full name.")]


def _check_names(spec: "RequestsQuery | Expectation") -> None:
    """Check the endpoint and the method, and convert the method to upper case."""
    if spec.endpoint is not None:
        check_endpoint_pattern(spec.endpoint)
    if spec.method is not None:
        force_setattr(spec, "method", method_name(spec.method))


class RequestsQuery(Request, frozen=True):
    endpoint: EndpointPattern | None = None
    method: Method | None = None
    token: Annotated[str | None, Meta(description="Only requests with this token.")] = None
    text: Annotated[
        str | None,
        Meta(
            description="Only requests with this text in the query string, the request body or the response body. Case "
            "is ignored."
        ),
    ] = None
    person: PersonName | None = None
    status: (
        Annotated[
            str, Meta(pattern="^[1-5]([0-9]{2}|xx)$", description="A status such as `404`, or a class such as `4xx`.")
        ]
        | None
    ) = None
    fault: Annotated[
        bool | None,
        Meta(description="true: only requests to which a fault was applied. false: only requests without a fault."),
    ] = None
    changed: Annotated[
        bool | None,
        Meta(description="true: only requests that changed records. false: only requests that changed no record."),
    ] = None
    since: Annotated[
        str | None, Meta(description="The id of an entry, or a time in ISO 8601. Only later entries are returned.")
    ] = None
    limit: Annotated[
        int, Meta(ge=1, le=MAX_ENTRIES, description="The maximum number of entries. The latest entries are returned.")
    ] = MAX_ENTRIES

    details: Annotated[bool, Meta(description="Include the headers and bodies of requests and responses.")] = False

    def __post_init__(self) -> None:
        _check_names(self)


class StreamQuery(RequestsQuery, frozen=True):
    worlds: Annotated[
        bool, Meta(description="Also send an event `worlds` when a world of the server is opened, closed or reset.")
    ] = False


class AccessCheckInfo(Response, frozen=True):
    """A check of whether a person has a permission on a record."""

    entity: Annotated[str, Meta(description="The type of the record, such as `goal`.")]
    id: Annotated[str, Meta(description="The UUID of the record.")]
    permission: Annotated[str, Meta(description="The name of the permission.")]
    level: Annotated[int, Meta(description="The access level that the permission requires.")]
    person_level: Annotated[int, Meta(description="The access level that the person had.")]
    granted: Annotated[bool, Meta(description="Whether the person has the permission.")]


class Entry(Response, frozen=True):
    """A request with its changes, and with the status of its response."""

    id: Annotated[int, Meta(description="The number of the entry. Later entries have higher numbers.")]
    at: Annotated[Time, Meta(description="The time of the system's clock when the server received the request.")]
    world_time: Annotated[Time, Meta(description="The world's time when the response was sent.")]
    person: Annotated[
        PersonRef | None, Meta(description="The person of the token. null if the request has no valid token.")
    ]
    method: Annotated[str, Meta(description="The HTTP method.")]
    endpoint: Annotated[
        str,
        Meta(
            description="The part of the path after `/api/external/v1/`: the name of an endpoint, or other text if "
            "there is no such endpoint."
        ),
    ]
    inputs: Annotated[dict[str, Json], Meta(description="The inputs after decoding.")]
    status: Annotated[
        int | None, Meta(description="The status of the response. null if a fault closed the connection.")
    ]
    duration_ms: Annotated[float, Meta(description="The time between the request and its response, in milliseconds.")]
    fault: Annotated[str | None, Meta(description="The id of the fault rule that was applied. null if there is none.")]
    hint: Annotated[
        str | None, Meta(description="The header `X-Mock-Hint`: the cause of an error. null if there is none.")
    ]
    checks: Annotated[list[AccessCheckInfo], Meta(description="The access checks, in the order of execution.")]
    changes: Annotated[Changes, Meta(description="The records that the request created, changed or deleted.")]

    def __str__(self) -> str:
        who = self.person.full_name if self.person else "no person"
        inputs = msgspec.json.encode(self.inputs).decode()
        reason = f"  [{self.hint or self.fault}]" if self.hint or self.fault else ""
        return f"#{self.id} {self.status or 'closed'} {self.method} {self.endpoint} {inputs} by {who}{reason}"


class WireRequest(Response, frozen=True):
    """A request as the server received it."""

    path: Annotated[str, Meta(description="The path of the URL.")]
    query: Annotated[str, Meta(description="The query string of the URL, without `?`.")]
    headers: Annotated[list[tuple[str, str]], Meta(description="The name and the value of each header.")]
    body: Annotated[str, Meta(description="The body, as text.")]


class WireResponse(Response, frozen=True):
    """The headers and the body of a response."""

    headers: Annotated[list[tuple[str, str]], Meta(description="The name and the value of each header.")]
    body: Annotated[str, Meta(description="The body, as text.")]

    def json(self) -> Json:
        """The parsed JSON body."""
        return msgspec.json.decode(self.body)


class EntryDetail(Entry, frozen=True):
    """An entry with the headers and bodies of request and response. Tokens and cookies in headers are masked."""

    request: Annotated[WireRequest, Meta(description="The headers and the body of the request.")]
    response: Annotated[WireResponse | None, Meta(description="The response. null if a fault closed the connection.")]


class EntryDetailList(Response, frozen=True):
    """The response of `GET /requests` with `details=true`."""

    requests: Annotated[list[EntryDetail], Meta(description="The entries, oldest first.")]
    last: Annotated[
        int, Meta(description="The id of the latest entry, even if this entry was deleted. 0 if there was no entry.")
    ]


class EntryList(Response, frozen=True):
    requests: Annotated[list[Entry], Meta(description="The entries, oldest first.")]
    last: Annotated[
        int, Meta(description="The id of the latest entry, even if this entry was deleted. 0 if there was no entry.")
    ]


class CountRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    min: Annotated[int, Meta(ge=0, description="The smallest expected number of requests.")] = 0
    max: Annotated[int, Meta(ge=0, description="The largest expected number of requests. null: no limit.")] | None = (
        None
    )

    def __post_init__(self) -> None:
        if self.max is None and self.min == 0:
            raise ValueError("the range allows every number of requests: give `min` (at least 1) or `max`")
        if self.max is not None and self.min > self.max:
            raise ValueError(f"`min` is {self.min}, which is greater than `max`, {self.max}")

    def __str__(self) -> str:
        if self.max is None:
            return f"at least {self.min}"
        return f"exactly {self.min}" if self.min == self.max else f"{self.min} to {self.max}"

    @property
    def ends_with_one(self) -> bool:
        """Whether the text of the range ends with the only number 1, so that a singular noun follows."""
        return self.min == 1 and self.max in (1, None)


class Expectation(Request, frozen=True):
    """Describes the expected requests, and their expected number."""

    endpoint: EndpointPattern | None = None
    method: Method | None = None
    person: PersonName | None = None
    status: Annotated[Annotated[int, Meta(ge=100, le=599)] | None, Meta(description="The status of the response.")] = (
        None
    )
    fault: Annotated[
        bool | None,
        Meta(description="true: only requests to which a fault was applied. false: only requests without a fault."),
    ] = None
    inputs: Annotated[
        dict[str, Any],
        Meta(description="Inputs that the request must have, with these values. Other inputs can have any value."),
    ] = msgspec.field(default_factory=dict)
    headers: Annotated[
        dict[str, str | None],
        Meta(description="Headers that the request must have, with these values. null: the header must be absent."),
    ] = msgspec.field(default_factory=dict)
    count: Annotated[
        CountRange | Annotated[int, Meta(ge=0)],
        Meta(description="The expected number of requests: a number or a range. Default: at least 1."),
    ] = CountRange(min=1)
    since: Annotated[int, Meta(description="Only entries with a higher id are counted.")] = 0

    def __post_init__(self) -> None:
        _check_names(self)
        check_inputs(self.inputs, self.endpoint)
        for name in self.headers:
            if not HEADER_NAME.fullmatch(name):
                raise ValueError(f"{name!r} is not a valid header name")

    @property
    def times(self) -> CountRange:
        return self.count if isinstance(self.count, CountRange) else CountRange(self.count, self.count)


class VerifyResult(Response, frozen=True):
    count: Annotated[int, Meta(description="The number of matching requests.")]


class Difference(Response, frozen=True):
    at: Annotated[
        str,
        Meta(description="What differs: a key of the entry such as `status`, or an input such as `inputs.name`."),
    ]
    expected: Annotated[Any, Meta(description="The expected value.")]
    actual: Annotated[Any, Meta(description="The value in the entry. null if there is none.")] = None


class NearMiss(Response, frozen=True):
    request: Annotated[Entry, Meta(description="A request that does not match.")]
    differences: Annotated[
        list[Difference], Meta(description="The differences between the request and the expectation.")
    ]


class VerifyProblem(Problem, frozen=True):
    """The number of matching requests differs from the expected number."""

    count: Annotated[int, Meta(description="The number of matching requests.")]
    matching: Annotated[list[Entry], Meta(description="The matching requests.")]
    closest: Annotated[list[NearMiss], Meta(description="The most similar requests that do not match.")]
