"""The fault rules of a world, and the selection of the rule that applies to a request."""

import re
import time
from collections import deque
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
from mockserver.store.clock import Clock

monotonic = time.monotonic

MAX_CACHED: Final = 1000
"""The maximum number of combinations of token, method and path in the cache `FaultRules._cache`."""

MAX_PATH: Final = 200
"""The maximum length of a path in the cache `FaultRules._cache`. No endpoint has a longer path."""

NO_ACTION: Final = FaultAction()


class FaultDecision(msgspec.Struct, frozen=True):
    """The fault to apply to a request. `rule` is the id of the fault rule.

    `headers` are the headers of rate limits. They are sent in addition to the headers of the action. If no rule is
    applied, but the response must have these headers, `rule` is "" and `action` is NO_ACTION.
    """

    rule: str
    action: FaultAction
    headers: dict[str, str] = {}


class Rule:
    """A fault rule with its counters. If `person_id` is not None, the rule applies only to requests of this person."""

    __slots__ = ("_admitted", "_endpoint", "_refused", "fired", "id", "matched", "person_id", "spec")

    def __init__(self, id: str, spec: FaultSpec, person_id: Id | None) -> None:
        self.id = id
        self.spec = spec
        self.person_id = person_id
        self.matched = 0
        """The number of requests that matched the rule."""
        self.fired = 0
        """The number of requests to which the action was applied."""
        self._endpoint = re.compile(translate(spec.match.endpoint)) if spec.match.endpoint is not None else None
        self._admitted: deque[float] = deque()
        """The times of the requests that were admitted within the last `window` seconds. Used only if the rule has a
        rate limit."""
        self._refused = False

    def matches_ignoring_person(self, exchange: Exchange) -> bool:
        """Return whether the rule matches the token, method and endpoint of a request. The person is not checked."""
        match = self.spec.match
        return (
            match.token in (None, exchange.headers.token)
            and match.method in (None, exchange.method)
            and (self._endpoint is None or self._endpoint.match(exchange.endpoint_name) is not None)
        )

    def should_fire(self, now: float) -> bool:
        """Count a matching request, and return whether the action applies to it."""
        match, spec = self.spec.match, self.spec
        self.matched += 1
        return (
            (match.nth is None or self.matched == match.nth)
            and (match.every is None or self.matched % match.every == 0)
            and (match.limit is None or self._over_limit(match.limit, match.window, now))
            and (spec.times is None or self.fired < spec.times)
        )

    def _over_limit(self, limit: int, window: float, now: float) -> bool:
        """Return whether a request exceeds the rate limit. If not, admit the request: add `now` to the times of
        the admitted requests.

        The limit is exceeded if `limit` requests were admitted within the last `window` seconds. Requests over the
        limit are not counted. Therefore, a request is admitted if the client first waits for the number of seconds in
        the response header `Retry-After`.
        """
        self._forget_before(now - window, now)
        self._refused = len(self._admitted) >= limit
        if not self._refused:
            self._admitted.append(now)
        return self._refused

    def _forget_before(self, start: float, now: float) -> None:
        if self._admitted and self._admitted[-1] > now:  # the clock was moved back
            self._admitted.clear()
        while self._admitted and self._admitted[0] <= start:
            self._admitted.popleft()

    def rate_limit_headers(self, now: float) -> dict[str, str]:
        """Return the response headers of a rate limit, or an empty dictionary if the rule has no rate limit."""
        match = self.spec.match
        if match.limit is None:
            return {}
        wait = round(self._admitted[0] + match.window - now, 3) if self._admitted else 0.0
        headers = {
            "x-ratelimit-limit": str(match.limit),
            "x-ratelimit-remaining": str(match.limit - len(self._admitted)),
            "x-ratelimit-reset": str(ceil(wait)),
        }
        return headers | {"retry-after": headers["x-ratelimit-reset"]} if self._refused else headers


class FaultRules:
    """The rules of a world in the order of their creation.

    For each request, the first matching rule whose conditions (`nth`, `every`, `limit`, `times`) are met is applied.
    """

    __slots__ = ("_cache", "_numbers", "_tokens", "initial", "rules")

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.initial: tuple[Rule, ...] = ()
        """The rules with which the world was opened. A reset restores these rules."""
        self._tokens: set[str | None] = set()
        """The tokens to which rules apply. The set contains None if a rule applies to all tokens."""
        self._cache: dict[tuple[str | None, str, str], list[Rule]] = {}
        """Maps (token, method, path) to the rules that match all three."""
        self._numbers = count(1)

    def add(self, spec: FaultSpec, person_id: Id | None = None) -> Rule:
        """Add a rule after all other rules, and return it."""
        rule = Rule(f"fault-{next(self._numbers)}", spec, person_id)
        self._set([*self.rules, rule])
        return rule

    def remove(self, id: str) -> bool:
        """Remove a rule. Returns False if there is no rule with this id."""
        remaining = [rule for rule in self.rules if rule.id != id]
        found = len(remaining) < len(self.rules)
        self._set(remaining)
        return found

    def clear(self) -> None:
        """Remove all rules, except those that implement the well-known tokens such as `opk_flaky`."""
        self._set([rule for rule in self.rules if rule.spec in well_known_tokens.FAULTS])

    def load_initial(self, specs: Iterable[tuple[FaultSpec, Id | None]]) -> None:
        """Add the initial rules of a new world. Each item of `specs` contains a rule and the id of the person in
        `match.person`. The id is None if the rule applies to all people."""
        for spec, person_id in specs:
            self.add(spec, person_id)
        self.initial = tuple(self.rules)

    def reset(self) -> None:
        """Restore the initial rules, with all counters at zero."""
        self._set([Rule(rule.id, rule.spec, rule.person_id) for rule in self.initial])

    def _set(self, rules: list[Rule]) -> None:
        self.rules = rules
        self._tokens = {rule.spec.match.token for rule in rules}
        self._cache = {}

    def may_match(self, exchange: Exchange) -> bool:
        """Return whether any rule matches the token, method and path of a request. For a repeated request, the result
        comes from a cache."""
        tokens = self._tokens
        return (None in tokens or exchange.headers.token in tokens) and bool(self._matching(exchange))

    def _matching(self, exchange: Exchange) -> list[Rule]:
        """Return the rules that match the token, method and path of a request. The person is not checked."""
        key = exchange.headers.token, exchange.method, exchange.path
        found = self._cache.get(key)
        if found is None:
            found = [rule for rule in self.rules if rule.matches_ignoring_person(exchange)]
            if len(self._cache) >= MAX_CACHED:
                self._cache.clear()
            if len(exchange.path) <= MAX_PATH:
                self._cache[key] = found
        return found

    def select(self, exchange: Exchange, clock: Clock) -> FaultDecision | None:
        """Count a request in every rule that matches it, and return the fault to apply, or None.

        The fault is the action of the first matching rule whose conditions are met, with the headers of all rate
        limits. The result is None if no such rule exists and no matching rule has a rate limit.

        Rate limits use the clock of the world, or real time if that clock is frozen.
        """
        now = clock.now().timestamp() + (monotonic() if clock.frozen else 0.0)
        selected: Rule | None = None
        headers: dict[str, str] = {}
        for rule in self._matching(exchange):
            if rule.person_id in (None, exchange.person_id):
                if rule.should_fire(now) and selected is None:
                    selected = rule
                    rule.fired += 1
                headers |= rule.rate_limit_headers(now)
        if selected is not None:
            return FaultDecision(selected.id, selected.spec.action, headers)
        return FaultDecision("", NO_ACTION, headers) if headers else None
