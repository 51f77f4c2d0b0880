"""The fixed tokens of the owner. In addition to `opk_owner`, there are tokens with which requests fail or are slow, so
that users can test how their client handles errors and delays."""

from typing import Final

from mockserver.fault_spec import FaultAction, FaultMatch, FaultSpec
from mockserver.model.ids import Id
from mockserver.seed.world_spec import NamedToken

OWNER: Final = "opk_owner"
READ_ONLY: Final = "opk_owner_readonly"
REVOKED: Final = "opk_revoked"
RATE_LIMITED: Final = "opk_ratelimited"
FLAKY: Final = "opk_flaky"
SLOW: Final = "opk_slow"
DOWN: Final = "opk_down"

FAULTS: Final = (
    FaultSpec(match=FaultMatch(token=RATE_LIMITED, limit=5), action=FaultAction(status=429)),
    FaultSpec(match=FaultMatch(token=FLAKY, every=3), action=FaultAction(status=503)),
    FaultSpec(match=FaultMatch(token=SLOW), action=FaultAction(delay_ms=2000)),
    FaultSpec(match=FaultMatch(token=DOWN), action=FaultAction(close="before")),
)


def of_owner(person_id: Id) -> tuple[NamedToken, ...]:
    """Return the fixed tokens of the owner of a company. `person_id` is the id of the owner."""
    return (
        NamedToken(OWNER, person_id),
        NamedToken(READ_ONLY, person_id, read_only=True),
        NamedToken(REVOKED, person_id, revoked=True),
        *(NamedToken(token, person_id) for token in (RATE_LIMITED, FLAKY, SLOW, DOWN)),
    )
