"""Replays every recorded conversation against a running server and judges the outcome.

Fails when a trace listed in ``conformance_passing.txt`` is missing or does not agree in every step, and names
the unlisted ones that agree, so that the list can grow. A trace that is not listed yet may differ. The list names
single steps that may differ, with the reason.

    python tests/replay_check.py --base-url http://127.0.0.1:4000 --conformance ../shared/conformance
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

LIST = Path(__file__).with_name("conformance_passing.txt")
TOTAL = re.compile(r"^(?P<stem>[\w-]+): (?P<good>\d+) of (?P<all>\d+) steps agree$", re.MULTILINE)
DIFFERENCE = re.compile(r"^  (?P<stem>[\w-]+) step (?P<step>\d+) ", re.MULTILINE)
ALL_DIFFERENCES = ("--show", "1000000")

Exceptions = dict[str, set[int]]
"""The steps of each trace that may differ."""


def _rows(text: str) -> list[list[str]]:
    """The words of each line of the list, without comments and blank lines."""
    rows = (line.split("#", 1)[0].split() for line in text.splitlines())
    return [row for row in rows if row]


def listed(text: str) -> list[str]:
    """The stems of the list."""
    return [stem for stem, *_ in _rows(text)]


def exceptions(text: str) -> Exceptions:
    """The steps that follow the stems on the list: `time-goal_months 31`."""
    return {stem: set(map(int, steps)) for stem, *steps in _rows(text) if steps}


def totals(output: str, excepted: Exceptions | None = None) -> dict[str, bool]:
    """Which traces replay.py finished, and whether each agrees in every step that is not excepted."""
    forgiven: Exceptions = {}
    for found in DIFFERENCE.finditer(output):
        stem, step = found["stem"], int(found["step"])
        if step in (excepted or {}).get(stem, ()):
            forgiven.setdefault(stem, set()).add(step)
    return {
        found["stem"]: int(found["good"]) + len(forgiven.get(found["stem"], ())) == int(found["all"])
        for found in TOTAL.finditer(output)
    }


def replay(script: Path, base_url: str, traces: list[Path], *options: str) -> tuple[str, str]:
    """Runs replay.py; gives what it printed and what it said on stderr."""
    command = [sys.executable, str(script), "--base-url", base_url, *options, *map(str, traces)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"})
    return done.stdout, done.stderr


def replay_all(script: Path, base_url: str, traces: list[Path], excepted: Exceptions | None = None) -> dict[str, bool]:
    """Agreement by trace. replay.py ends at a trace that cannot be played at all: that one failed, the rest go on."""
    agreed: dict[str, bool] = {}
    while traces:
        output, trouble = replay(script, base_url, traces, *ALL_DIFFERENCES)
        finished = totals(output, excepted)
        print(*(found[0] + "\n" for found in TOTAL.finditer(output)), sep="", end="", flush=True)
        agreed |= finished
        rest = [trace for trace in traces if trace.stem not in finished]
        if rest:
            reason = trouble.strip().splitlines()[-1:] or ["it printed no total"]
            print(f"{rest[0].stem}: could not be played: {reason[0]}", flush=True)
            agreed[rest[0].stem] = False
        traces = rest[1:]
    return agreed


def complaints(expected: list[str], agreed: dict[str, bool]) -> list[str]:
    """What is wrong with the list or with the traces on it, one sentence each."""
    out = [f"{LIST.name}: {b} comes after {a}; keep it sorted, each once" for a, b in pairwise(expected) if a >= b]
    for stem in expected:
        if stem not in agreed:
            out.append(f"{stem} is listed, but there is no such trace")
        elif not agreed[stem]:
            out.append(f"{stem} is listed, but does not agree")
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base-url", required=True, help="root of the running server")
    parser.add_argument("--conformance", type=Path, required=True, help="folder with replay.py and traces/")
    args = parser.parse_args()

    script, traces = args.conformance / "replay.py", sorted((args.conformance / "traces").glob("*.json"))
    text = LIST.read_text(encoding="utf-8")
    expected = listed(text)
    agreed = replay_all(script, args.base_url, traces, exceptions(text))

    differing = [trace for trace in traces if trace.stem in expected and not agreed[trace.stem]]
    if differing:
        print("\nWhat differs in the listed traces:")
        print(*replay(script, args.base_url, differing), sep="", end="")
    ready = [stem for stem, agrees in agreed.items() if agrees and stem not in expected]
    if ready:
        print(f"\nNow agree and can be added to {LIST.name}: {', '.join(ready)}")
    wrong = complaints(expected, agreed)
    for complaint in wrong:
        print(f"FAILED {complaint}")
    excepted = sum(map(len, exceptions(text).values()))
    print(
        f"{sum(agreed.values())} of {len(agreed)} traces agree, {len(expected)} are listed; {excepted} steps may differ"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
