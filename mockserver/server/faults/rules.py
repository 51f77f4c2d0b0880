"""Failure on demand: the rules of a world, and which of them a call meets."""

import re
import time
from collections.abc import Iterable
from fnmatch import translate
from itertools import count
from math import ceil
from typing import TYPE_CHECKING, Final

import msgspec

from mockserver.fault_spec import LONGEST_DELAY_MS, FaultAction, FaultMatch, FaultSpec
from mockserver.model.ids import Id
from mockserver.seed import well_known_tokens
from mockserver.server.settings import BadSetting

if TYPE_CHECKING:
    from mockserver.server.http.exchange import Exchange

tick = time.monotonic

NO_ACTION: Final = FaultAction()
PREFERRED: Final = "prefer"
"""What stands for the rule where the request itself asked, by its `Prefer` header."""


class Fault(msgspec.Struct, frozen=True):
    """What is to become of one call. `headers` are added to those of the action."""

    rule: str
    action: FaultAction
    headers: dict[str, str] = {}


class Rule:
    """A rule at work: what it is about, and what it has counted."""

    __slots__ = ("_calls", "_endpoint", "_opens", "fired", "id", "person_id", "seen", "spec")

    def __init__(self, id: str, spec: FaultSpec, person_id: Id | None) -> None:
        self.id = id
        self.spec = spec
        self.person_id = person_id
        self.seen = 0
        """Calls that were of the rule's kind."""
        self.fired = 0
        """Calls that it acted on."""
        self._endpoint = re.compile(translate(spec.match.endpoint)) if spec.match.endpoint is not None else None
        self._calls = 0
        self._opens: float | None = None

    def matches(self, call: "Exchange") -> bool:
        match = self.spec.match
        if match.token is not None and match.token != call.token:
            return False
        if self.person_id is not None and (call.access is None or call.access.person_id != self.person_id):
            return False
        if match.method is not None and match.method != call.method:
            return False
        return self._endpoint is None or self._endpoint.match(call.name) is not None

    def turn(self) -> bool:
        """Counts a call of the rule's kind; whether it is one to act on."""
        match, spec = self.spec.match, self.spec
        self.seen += 1
        return (
            (match.nth is None or self.seen == match.nth)
            and (match.every is None or self.seen % match.every == 0)
            and (match.limit is None or self._beyond(match.limit, match.window))
            and (spec.times is None or self.fired < spec.times)
        )

    def _beyond(self, limit: int, window: float) -> bool:
        """Whether the limit is used up. Who waits as long as he is told gets through, however slow the calls are."""
        if self._opens is not None and tick() >= self._opens:
            self._calls, self._opens = 0, None
        self._calls += 1
        if self._calls <= limit:
            return False
        if self._opens is None:
            self._opens = tick() + window
        return True

    def told(self) -> dict[str, str]:
        """What an answer says of the limit."""
        match = self.spec.match
        if match.limit is None:
            return {}
        wait = match.window if self._opens is None else max(0.0, self._opens - tick())
        headers = {
            "x-ratelimit-limit": str(match.limit),
            "x-ratelimit-remaining": str(max(0, match.limit - self._calls)),
            "x-ratelimit-reset": str(ceil(wait)),
        }
        return headers if self._opens is None else headers | {"retry-after": str(ceil(wait))}


class Faults:
    """The rules of a world, in the order in which they were made. The first that has its turn acts."""

    __slots__ = ("_numbers", "opening", "rules", "tokens")

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.opening: tuple[Rule, ...] = ()
        """Those that the world opened with, for a reset."""
        self.tokens: set[str | None] = set()
        """What a call's token is compared with before any rule is asked; with None in it, all rules are asked."""
        self._numbers = count(1)

    def add(self, spec: FaultSpec, person_id: Id | None = None) -> Rule:
        """A new rule, asked after those that are there."""
        rule = Rule(f"fault-{next(self._numbers)}", spec, person_id)
        self._set([*self.rules, rule])
        return rule

    def remove(self, id: str) -> bool:
        """Takes a rule out; False if there is none of this id."""
        kept = [rule for rule in self.rules if rule.id != id]
        found = len(kept) < len(self.rules)
        self._set(kept)
        return found

    def clear(self) -> None:
        """Takes all rules out but those that make the typed tokens what they are."""
        self._set([rule for rule in self.rules if rule.spec in well_known_tokens.FAULTS])

    def begin(self, specs: Iterable[tuple[FaultSpec, Id | None]]) -> None:
        """Lays down what the world opens with."""
        for spec, person_id in specs:
            self.add(spec, person_id)
        self.opening = tuple(self.rules)

    def reset(self) -> None:
        """Back to the rules that the world opened with, as if nothing had been counted."""
        self._set([Rule(rule.id, rule.spec, rule.person_id) for rule in self.opening])

    def _set(self, rules: list[Rule]) -> None:
        self.rules = rules
        self.tokens = {rule.spec.match.token for rule in rules}

    def concern(self, token: str | None) -> bool:
        """Whether any rule could be about a call with this token: nearly every call is asked, and nearly none is."""
        return bool(self.tokens) and (token in self.tokens or None in self.tokens)

    def pick(self, call: "Exchange") -> Fault | None:
        """What the rules make of a call; every rule of its kind counts it, also when another one acts."""
        picked: Rule | None = None
        headers: dict[str, str] = {}
        for rule in self.rules:
            if rule.matches(call):
                turn = rule.turn()
                if turn and picked is None:
                    picked = rule
                    rule.fired += 1
                headers |= rule.told()
        if picked is not None:
            return Fault(picked.id, picked.spec.action, headers)
        return Fault("", NO_ACTION, headers) if headers else None


def preferred(header: str) -> Fault | None:
    """What a `Prefer` header asks for: `code=503, delay=2`. As RFC 7240 has it, what is not understood is ignored."""
    asked = {}
    for part in re.split("[,;]", header):
        name, _, value = part.partition("=")
        asked[name.strip().lower()] = value.strip().strip('"')
    code, delay = asked.get("code", ""), asked.get("delay", "")
    status = int(code) if re.fullmatch("[2-5][0-9][0-9]", code) else None
    seconds = float(delay) if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", delay) else 0.0
    action = FaultAction(status=status, delay_ms=min(int(seconds * 1000), LONGEST_DELAY_MS))
    return Fault(PREFERRED, action) if action != NO_ACTION else None


USAGE: Final = "Write ENDPOINT:ACTION[:KEY=VALUE,…], such as get_goals:503:times=2 or 'goals/*:delay_ms=2000:every=3'."
WORDS: Final = {"close": "before", "malformed": "true", "empty": "true", "after": "true"}
"""Keys that can stand as a word alone, and what they mean then."""


def from_text(text: str) -> FaultSpec:
    """A rule as the command line has it. ACTION is a status or a key; the keys are those of match and action.

    Raises BadSetting.
    """
    endpoint, _, rest = text.partition(":")
    what, _, options = rest.partition(":")
    match: dict[str, str] = {"endpoint": endpoint}
    action: dict[str, str] = {}
    spec: dict[str, str] = {}
    for pair in [f"status={what}" if what.isdecimal() else what, *filter(None, options.split(","))]:
        key, _, value = pair.partition("=")
        place = spec if key == "times" else match if key in FaultMatch.__struct_fields__ else action
        place[key] = value or WORDS.get(key, "")
    try:
        return msgspec.convert({"match": match, "action": action, **spec}, FaultSpec, strict=False)
    except msgspec.ValidationError as error:
        raise BadSetting(f"{text!r} is no fault: {error}. {USAGE}") from None
