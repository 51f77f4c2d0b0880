"""The clock of a world."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from mockserver.server.schemas.base import Request, Response, Time


class ClockInfo(Response, frozen=True):
    now: Annotated[Time, Meta(description="The world's current time, in UTC.")]
    frozen: Annotated[bool, Meta(description="true: the clock stands still until it is set. false: the clock runs.")]


class SetClock(Request, frozen=True):
    now: Annotated[
        datetime | None, Meta(description="The new time in ISO 8601, in UTC if it has no offset. Default: unchanged.")
    ] = None
    frozen: Annotated[bool | None, Meta(description="true: stop the clock. false: let it run. Default: unchanged.")] = (
        None
    )


class AdvanceClock(Request, frozen=True):
    """The sum of all values is added to the clock. Negative numbers move the clock backwards."""

    weeks: Annotated[float, Meta(description="Number of weeks; fractions are allowed.")] = 0
    days: Annotated[float, Meta(description="Number of days; fractions are allowed.")] = 0
    hours: Annotated[float, Meta(description="Number of hours; fractions are allowed.")] = 0
    minutes: Annotated[float, Meta(description="Number of minutes; fractions are allowed.")] = 0
    seconds: Annotated[float, Meta(description="Number of seconds; fractions are allowed.")] = 0
