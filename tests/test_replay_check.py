"""The judgement over the recorded conversations: what it takes as agreement, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.replay_check import complaints, exceptions, listed, replay_all, totals

# Plays like replay.py: a total for each trace, and an end with a reason at one that cannot be played.
PLAYER = """
import sys
from pathlib import Path
for trace in map(Path, sys.argv[5:]):
    if trace.stem == "broken":
        sys.exit("POST /__mock__/worlds answered 500")
    print(f"{trace.stem}: {1 if trace.stem == 'half' else 2} of 2 steps agree")
"""


def test_trace_list_may_contain_comments() -> None:
    assert listed("# why\nwire-accept\n\nwire-bodies  # all of it\n") == ["wire-accept", "wire-bodies"]


def test_trace_agrees_when_every_step_agrees() -> None:
    assert totals("a-x: 3 of 3 steps agree\na-y: 2 of 3 steps agree\n5 passed, 1 failed\n") == {
        "a-x": True,
        "a-y": False,
    }


def test_excepted_step_may_differ_and_no_other() -> None:
    text = "a-x 7 9  # no order on the real server\na-y\n"
    output = "  a-x step 7 owner get_goals {}\n      /goals: differ\na-x: 2 of 3 steps agree\n"

    assert (listed(text), exceptions(text)) == (["a-x", "a-y"], {"a-x": {7, 9}})
    assert totals(output, exceptions(text)) == {"a-x": True}
    assert totals(output.replace("step 7", "step 8"), exceptions(text)) == {"a-x": False}
    assert totals(output.replace("a-x", "a-y"), exceptions(text)) == {"a-y": False}


def test_unplayable_trace_does_not_hide_others(tmp_path: Path) -> None:
    script = tmp_path / "replay.py"
    script.write_text(PLAYER)

    agreed = replay_all(script, "http://mock.invalid", [Path(f"{name}.json") for name in ("a", "broken", "half", "z")])

    assert agreed == {"a": True, "broken": False, "half": False, "z": True}


@pytest.mark.parametrize(
    ("expected", "complaint"),
    [
        (["a", "b"], []),
        (["a", "differs"], ["differs is listed, but does not agree"]),
        (["gone"], ["gone is listed, but there is no such trace"]),
        (["b", "a"], ["conformance_passing.txt: a comes after b; keep it sorted, each once"]),
        (["a", "a"], ["conformance_passing.txt: a comes after a; keep it sorted, each once"]),
    ],
)
def test_wrong_trace_list_is_reported(expected: list[str], complaint: list[str]) -> None:
    assert complaints(expected, {"a": True, "b": True, "differs": False}) == complaint
