"""Parses faults that are given as text: by the `--fault` option and by the `Prefer` header."""

import re
from typing import Final

import msgspec

from mockserver.contract.names import closest
from mockserver.contract.struct_errors import explain
from mockserver.fault_spec import LONGEST_DELAY_MS, FaultAction, FaultMatch, FaultSpec
from mockserver.server.faults.rules import NO_ACTION, FaultDecision
from mockserver.server.settings import BadSetting

PREFER_RULE_ID: Final = "prefer"
"""The rule id of faults that a client requests with the `Prefer` header."""

PREFERENCES: Final = ("code", "delay")
STANDARD_PREFERENCES: Final = ("return", "respond-async", "wait", "handling")
USAGE: Final = "Write ENDPOINT:ACTION[:KEY=VALUE,…], such as get_goals:503:times=2 or 'goals/*:delay_ms=2000:every=3'."
BARE_KEYS: Final = {"close": "before", "malformed": "true", "empty": "true", "after": "true"}
"""The keys that can be written without a value. `get_goals:close` means `get_goals:close=before`."""


def parse_prefer_header(header: str) -> FaultDecision | None:
    """Return the fault that a `Prefer` header such as `code=503, delay=2` requests, or None if it requests no fault.

    All preferences except `code` and `delay` are ignored (RFC 7240).
    """
    preferences = {}
    for part in re.split("[,;]", header):
        name, _, value = part.partition("=")
        preferences[name.strip().lower()] = value.strip().strip('"')
    code, delay = preferences.get("code", ""), preferences.get("delay", "")
    status = int(code) if re.fullmatch("[2-5][0-9][0-9]", code) else None
    seconds = float(delay) if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", delay) else 0.0
    action = FaultAction(status=status, delay_ms=min(int(seconds * 1000), LONGEST_DELAY_MS))
    return FaultDecision(PREFER_RULE_ID, action) if action != NO_ACTION else None


def preference_hint(header: str) -> str | None:
    """Return a hint about the first mistake in a `Prefer` header that requests no fault, or None if there is none.

    A mistake is a `code` or `delay` with a value that has no effect, or a name that is similar to `code` or `delay`.
    """
    for part in re.split("[,;]", header):
        name = part.partition("=")[0].strip().lower()
        if name in PREFERENCES:
            return f"the preference `{part.strip()[:80]}` has no effect: write code=503, or delay=2 (seconds)"
        if name not in STANDARD_PREFERENCES and (found := closest(name, PREFERENCES)):
            return f"the preference `{name[:80]}` is unknown; did you mean `{found}`?"
    return None


def parse_fault_option(text: str) -> FaultSpec:
    """Parse a `--fault` option of the form `ENDPOINT:ACTION[:KEY=VALUE,…]`.

    ACTION is a status such as `503`, or a field of FaultAction with its value such as `delay_ms=2000`. KEY is a field
    of FaultMatch or FaultAction, or `times`. Raises BadSetting.
    """
    endpoint, _, rest = text.partition(":")
    first, _, options = rest.partition(":")
    if not first:
        raise BadSetting(f"{text!r} is not a valid fault rule: there is no action after the endpoint. {USAGE}")
    match: dict[str, str] = {"endpoint": endpoint}
    action: dict[str, str] = {}
    spec: dict[str, str] = {}
    for pair in [f"status={first}" if first.isdecimal() else first, *filter(None, options.split(","))]:
        key, _, value = pair.partition("=")
        target = spec if key == "times" else match if key in FaultMatch.__struct_fields__ else action
        target[key] = value or BARE_KEYS.get(key, "")
    try:
        return msgspec.convert({"match": match, "action": action, **spec}, FaultSpec, strict=False)
    except msgspec.ValidationError as error:
        raise BadSetting(f"{text!r} is not a valid fault rule: {explain(FaultSpec, error)}. {USAGE}") from None
