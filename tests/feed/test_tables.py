"""The tables of the feed agree with each other and with the operations that record (contract: activities 3)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mockserver
from mockserver.domain.actions import ACTIONS, DEPRECATED
from mockserver.domain.notifications import RECIPIENTS
from mockserver.views.activities import COLUMNS

UNSHOWN = {
    "project_permissions_edited",
    "project_retrospective_edited",
    "resource_hub_created",
    "resource_hub_parent_folder_edited",
    "space_members_permissions_edited",
    "space_permissions_edited",
}


def recordings() -> Iterator[tuple[str, ast.Call]]:
    """Every place that records an activity, by file and line."""
    for path in sorted(Path(mockserver.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "activities.record":
                yield f"{path.name}:{node.lineno}", node


def test_every_action_but_six_can_be_shown() -> None:
    assert set(ACTIONS) - set(COLUMNS) == UNSHOWN
    assert set(COLUMNS) <= set(ACTIONS)


def test_who_hears_is_said_for_known_actions_that_can_be_shown() -> None:
    assert set(RECIPIENTS) <= set(COLUMNS)


def test_no_action_is_deprecated() -> None:
    assert not DEPRECATED & set(ACTIONS)


@pytest.mark.parametrize(("place", "call"), [pytest.param(place, call, id=place) for place, call in recordings()])
def test_operations_record_what_the_table_calls_for(place: str, call: ast.Call) -> None:
    action = call.args[1]
    given = {word.arg for word in call.keywords} - {"thread", "author", "company_id"}
    if not isinstance(action, ast.Constant) or None in given:
        pytest.skip("the action or the content is computed here; recording checks it")
    keys = ACTIONS[str(action.value)]
    assert given >= set(keys.required)
    assert given <= {*keys.required, *keys.optional}
