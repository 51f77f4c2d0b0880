"""A rule that makes calls fail, as data: in a fixture, on the command line, in a call of the control API."""

import re
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta

Count = Annotated[int, Meta(ge=1)]

LONGEST_DELAY_MS: Final = 600_000
HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
FRAMING: Final = ("content-length", "transfer-encoding")


class FaultMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which calls a rule is about: those that meet everything that is given. Nothing is left to chance."""

    endpoint: str | None = None
    """A name, or a pattern with `*`, `?` and `[…]` (`get_*`, `goals/*`)."""
    method: Literal["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] | None = None
    person: str | None = None
    """Who speaks: an id in any form, an e-mail address or a full name."""
    token: str | None = None
    nth: Count | None = None
    """Only the nth of these calls."""
    every: Count | None = None
    """Every nth of these calls."""
    limit: Count | None = None
    """Only the calls beyond so many in a row. `window` seconds after the first one refused the count begins anew."""
    window: Annotated[float, Meta(gt=0, le=3600)] = 1.0


class FaultAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What becomes of such a call. Everything that is given happens together; nothing changes unless `after`."""

    status: Annotated[int, Meta(ge=200, le=599)] | None = None
    """An answer in the API's own dialect; 502, 503 and 504 as a proxy sends them."""
    headers: dict[str, str] = {}
    body: Any = UNSET
    """Instead of the dialect's body: a text goes out as it is, anything else as JSON."""
    message: str | None = None
    """Of the dialect's errors that have one."""
    kind: Literal["handler", "framework", "parser"] = "handler"
    """Which of the three kinds of 500 (contract: wire, Notation)."""
    delay_ms: Annotated[int, Meta(ge=0, le=LONGEST_DELAY_MS)] = 0
    delay_at: Literal["before", "during"] = "before"
    """Before anything is sent, or in the middle of the body."""
    close: Literal["before", "during"] | None = None
    """Hang up before anything is sent, or in the middle of the body."""
    truncate: Annotated[int, Meta(ge=0)] | None = None
    """Send so many bytes of the body, as a whole answer."""
    malformed: bool = False
    """Send a body that is no JSON."""
    empty: bool = False
    """Send no body."""
    after: bool = False
    """The call is done, only its answer is lost."""

    def __post_init__(self) -> None:
        for name, value in self.headers.items():
            if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
                raise ValueError(f"`{name}: {value}` is no header that can be sent")
            if name.lower() in FRAMING:
                raise ValueError(f"`{name}` follows from the body; `truncate` and `close` are there to break it")

    @property
    def loses_answer(self) -> bool:
        """Whether the client does not learn what the call would have answered. A delay alone loses nothing."""
        made_up = self.status is not None or self.body is not UNSET
        return made_up or self.close is not None or self.truncate is not None or self.malformed or self.empty


class FaultSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A rule. `times` is how often it acts before it rests; without it there is no end."""

    action: FaultAction
    match: FaultMatch = FaultMatch()
    times: Count | None = None

    def __post_init__(self) -> None:
        if self.action == FaultAction():
            raise ValueError('`action` is empty: say what should happen, such as {"status": 503}')
