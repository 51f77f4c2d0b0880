"""Reports which behaviours of each endpoint are proved by the requests of the tests (see docs/fidelity.md).

A test proves the happy path of an endpoint if the endpoint responds with the status 200, and denied access if the
endpoint responds with a status such as 403 or 404. Both proofs are necessary for each endpoint. The
function `proofs` describes all kinds of proof.

    # run the tests, and record the endpoint and status of each request in one file for each process
    python -m pytest --fidelity build/fidelity

    # read the recorded requests, and fail if an endpoint lacks a necessary proof
    python -m tests.fidelity build/fidelity

    # also write the report, with the proofs from the tests and from the recorded sessions
    python -m tests.fidelity build/fidelity --write build/fidelity.md --traces ../shared/conformance/traces

Tests that send generated requests are not recorded: such a test accepts several statuses, so it proves none of them.
"""

import argparse
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from mockserver.contract.catalogue import catalogue

NOT_A_PROOF = ("tests/openapi/", "tests/http/test_fuzz")
"""The beginnings of the names of tests that accept any documented response to generated requests or to examples."""

HAPPY, ERROR, EDGE, EFFECT = "happy path", "errors", "access denied", "effects"
COLUMNS = (HAPPY, ERROR, EDGE, EFFECT)
NEEDED = (HAPPY, EDGE)

Proofs = dict[str, dict[str, list[str]]]
"""For each endpoint and each column of the report, such as `errors`: the names of the tests that contain a proof."""


class Recorder:
    """Records, for each test, the endpoint and status of each of its requests."""

    def __init__(self) -> None:
        self.calls: dict[str, list[tuple[str, int]]] = defaultdict(list)

    def note(self, endpoint: str, status: int) -> None:
        """Record the endpoint and the status of a request of the current test."""
        test = re.sub(r"(\[.*\])? \(\w+\)$", "", os.environ.get("PYTEST_CURRENT_TEST", ""))
        if test and not test.startswith(NOT_A_PROOF) and endpoint in catalogue().endpoints:
            self.calls[test].append((endpoint, status))

    def save(self, folder: Path) -> None:
        """Write the recorded requests to a new file in the folder. Files of earlier runs are not deleted."""
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=folder, suffix=".json", delete=False) as file:
            json.dump(self.calls, file)


RECORDER = Recorder()


def proofs(calls: Iterable[tuple[str, list[tuple[str, int]]]]) -> Proofs:
    """Return the names of the tests or recorded sessions that prove a behaviour, by endpoint and column of the report.

    A response with status 200 proves the happy path. Status 400 or 500 proves errors, and any other status proves
    denied access. If a query succeeds after a successful mutation in the same test or session, the effects of both
    endpoints are proved.
    """
    found: Proofs = {name: {column: [] for column in COLUMNS} for name in catalogue().endpoints}
    for test, made in calls:
        for column, endpoint in sorted({*_proved(made)}):
            found[endpoint][column].append(test)
    return found


def _proved(made: list[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    unseen: set[str] = set()
    changed = False
    for endpoint, status in made:
        mutation = catalogue().endpoints[endpoint].kind == "mutation"
        if status == 200:
            yield HAPPY, endpoint
            if mutation:
                unseen.add(endpoint)
                changed = True
            elif changed:
                yield EFFECT, endpoint
                yield from ((EFFECT, item) for item in unseen)
                unseen.clear()
        elif status in (400, 500):
            yield ERROR, endpoint
        else:
            yield EDGE, endpoint


def read(folder: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield the name and the requests of each test, from all files in the folder."""
    for file in sorted(folder.glob("*.json")):
        for test, made in json.loads(file.read_text()).items():
            yield test, [(endpoint, status) for endpoint, status in made]


def read_traces(folder: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield the name and the requests of each recorded session in the folder."""
    for file in sorted(folder.glob("*.json")):
        steps = json.loads(file.read_text())["steps"]
        calls = [(item["endpoint"], item["status"]) for item in steps if item.get("endpoint") in catalogue().endpoints]
        yield file.stem, calls


def missing(found: Proofs) -> list[str]:
    """Return a message for each endpoint that has no proof in at least one of the columns in NEEDED."""
    lacks = {name: [column for column in NEEDED if not columns[column]] for name, columns in found.items()}
    return [f"{name}: no test proves its {' and its '.join(lack)}" for name, lack in lacks.items() if lack]


def report(tests: Proofs, traces: Proofs) -> str:
    """Return the report as Markdown."""
    lines = [
        "# Fidelity report",
        "",
        "One row for each endpoint. A cell names one proof and counts the others; recordings are in italics.",
        "",
        f"| endpoint | {' | '.join(COLUMNS)} |",
        "| --- |" + " --- |" * len(COLUMNS),
    ]
    for name, columns in tests.items():
        cells = (_cell(columns[column], traces[name][column]) for column in COLUMNS)
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(tests: list[str], traces: list[str]) -> str:
    return "<br>".join(filter(None, (_first_and_count(tests, "`"), _first_and_count(traces, "*"))))


def _first_and_count(names: list[str], mark: str) -> str:
    if not names:
        return ""
    first = min(names).removeprefix("tests/").replace(".py::", "::")
    return f"{mark}{first}{mark}" + (f" +{len(names) - 1}" if len(names) > 1 else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path, help="the folder that pytest --fidelity wrote")
    parser.add_argument("--write", type=Path, help="the file to which the report is written")
    parser.add_argument("--traces", type=Path, help="the folder with the recorded sessions")
    arguments = parser.parse_args()
    tests = proofs(read(arguments.record))
    wrong = missing(tests)
    for line in wrong:
        print(line, file=sys.stderr)
    if arguments.write is not None:
        arguments.write.write_text(report(tests, proofs(read_traces(arguments.traces) if arguments.traces else [])))
    print(f"{len(tests)} endpoints, {len(wrong)} without the proofs they need")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
