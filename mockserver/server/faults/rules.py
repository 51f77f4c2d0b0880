"""The fault rules of a world, and the choice of the rule that applies to a request."""

import re
import time
from collections.abc import Iterable
from fnmatch import translate
from itertools import count
from math import ceil
from typing import Final

import msgspec

from mockserver.fault_spec import FaultAction, FaultSpec
from mockserver.model.ids import Id
from mockserver.seed import well_known_tokens
from mockserver.server.http.exchange import Exchange

monotonic = time.monotonic

NO_ACTION: Final = FaultAction()


class FaultDecision(msgspec.Struct, frozen=True):
    """The fault to apply to a request. `headers` are sent in addition to those of the action."""

    rule: str
    action: FaultAction
    headers: dict[str, str] = {}


class Rule:
    """A fault rule with its counters."""

    __slots__ = ("_endpoint", "_requests_in_window", "_window_ends", "fired", "id", "matched", "person_id", "spec")

    def __init__(self, id: str, spec: FaultSpec, person_id: Id | None) -> None:
        self.id = id
        self.spec = spec
        self.person_id = person_id
        self.matched = 0
        """How many requests matched."""
        self.fired = 0
        """To how many requests the action was applied."""
        self._endpoint = re.compile(translate(spec.match.endpoint)) if spec.match.endpoint is not None else None
        self._requests_in_window = 0
        self._window_ends: float | None = None

    def matches(self, exchange: Exchange) -> bool:
        match = self.spec.match
        if match.token is not None and match.token != exchange.token:
            return False
        if self.person_id is not None and exchange.person_id != self.person_id:
            return False
        if match.method is not None and match.method != exchange.method:
            return False
        return self._endpoint is None or self._endpoint.match(exchange.endpoint_name) is not None

    def should_fire(self) -> bool:
        """Count a matching request, and return whether the action applies to it."""
        match, spec = self.spec.match, self.spec
        self.matched += 1
        return (
            (match.nth is None or self.matched == match.nth)
            and (match.every is None or self.matched % match.every == 0)
            and (match.limit is None or self._over_limit(match.limit, match.window))
            and (spec.times is None or self.fired < spec.times)
        )

    def _over_limit(self, limit: int, window: float) -> bool:
        """Whether the limit is exceeded.

        The window starts with the first request over the limit, so that a client that waits for Retry-After always
        gets through, however slow its requests are.
        """
        if self._window_ends is not None and monotonic() >= self._window_ends:
            self._requests_in_window, self._window_ends = 0, None
        self._requests_in_window += 1
        if self._requests_in_window <= limit:
            return False
        if self._window_ends is None:
            self._window_ends = monotonic() + window
        return True

    def rate_limit_headers(self) -> dict[str, str]:
        """The response headers of a rule with a limit."""
        match = self.spec.match
        if match.limit is None:
            return {}
        wait = match.window if self._window_ends is None else max(0.0, self._window_ends - monotonic())
        headers = {
            "x-ratelimit-limit": str(match.limit),
            "x-ratelimit-remaining": str(max(0, match.limit - self._requests_in_window)),
            "x-ratelimit-reset": str(ceil(wait)),
        }
        return headers if self._window_ends is None else headers | {"retry-after": str(ceil(wait))}


class FaultRules:
    """The rules of a world in the order of their creation. The first that should fire is applied."""

    __slots__ = ("_numbers", "_tokens", "initial", "rules")

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.initial: tuple[Rule, ...] = ()
        """The rules of a newly opened world, which a reset restores."""
        self._tokens: set[str | None] = set()
        """The tokens that rules are about; contains None if a rule is about any token."""
        self._numbers = count(1)

    def add(self, spec: FaultSpec, person_id: Id | None = None) -> Rule:
        """Add a rule after the existing ones."""
        rule = Rule(f"fault-{next(self._numbers)}", spec, person_id)
        self._set([*self.rules, rule])
        return rule

    def remove(self, id: str) -> bool:
        """Remove a rule. Returns False if there is no rule with this id."""
        kept = [rule for rule in self.rules if rule.id != id]
        found = len(kept) < len(self.rules)
        self._set(kept)
        return found

    def clear(self) -> None:
        """Remove all rules except for those that implement the well-known tokens."""
        self._set([rule for rule in self.rules if rule.spec in well_known_tokens.FAULTS])

    def load_initial(self, specs: Iterable[tuple[FaultSpec, Id | None]]) -> None:
        """Install the initial rules."""
        for spec, person_id in specs:
            self.add(spec, person_id)
        self.initial = tuple(self.rules)

    def reset(self) -> None:
        """Restore the initial rules, with all counters at zero."""
        self._set([Rule(rule.id, rule.spec, rule.person_id) for rule in self.initial])

    def _set(self, rules: list[Rule]) -> None:
        self.rules = rules
        self._tokens = {rule.spec.match.token for rule in rules}

    def may_match(self, token: str | None) -> bool:
        """Whether any rule can match a request with this token. A cheap check that is false for nearly all requests."""
        return bool(self._tokens) and (token in self._tokens or None in self._tokens)

    def select(self, exchange: Exchange) -> FaultDecision | None:
        """Count a request in every rule that matches it, and return the fault of the first rule that should fire."""
        selected: Rule | None = None
        headers: dict[str, str] = {}
        for rule in self.rules:
            if rule.matches(exchange):
                if rule.should_fire() and selected is None:
                    selected = rule
                    rule.fired += 1
                headers |= rule.rate_limit_headers()
        if selected is not None:
            return FaultDecision(selected.id, selected.spec.action, headers)
        return FaultDecision("", NO_ACTION, headers) if headers else None
