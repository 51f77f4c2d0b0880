"""The tables of activity types in `domain` and `views` agree with each other and with the calls that record activities.

(contract: activities 3)
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mockserver
from mockserver.domain import activity_log
from mockserver.domain.activity_types import ACTIONS, DEPRECATED_ACTIONS
from mockserver.domain.feed.notifications import RECIPIENTS
from mockserver.views.feed.activities import FIELDS

WITHOUT_VIEW = {
    "project_permissions_edited",
    "project_retrospective_edited",
    "resource_hub_created",
    "resource_hub_parent_folder_edited",
    "space_members_permissions_edited",
    "space_permissions_edited",
}


RECORDERS = {
    f"activity_log.{activity_log.record.__name__}": set[str](),
    f"activity_log.{activity_log.record_in_project.__name__}": {"space_id", "project_id"},
}
"""The functions that record an activity, each with the content keys that it adds."""


def recordings() -> Iterator[tuple[str, str, set[str]]]:
    """Yield the place (file and line), the action and the content keys of each call that records an activity.

    Calls that compute the action or the keys are omitted.
    """
    for path in sorted(Path(mockserver.__file__).parent.rglob("*.py")):
        source = path.read_text()
        for node in ast.walk(ast.parse(source)) if "activity_log." in source else ():
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            recorder = ast.unparse(node.func)
            if recorder not in RECORDERS:
                continue
            given = {word.arg for word in node.keywords if word.arg} | RECORDERS[recorder]
            if isinstance(node.args[1], ast.Constant) and all(word.arg for word in node.keywords):
                yield f"{path.name}:{node.lineno}", str(node.args[1].value), given - {"thread", "author", "id"}


def test_all_actions_except_six_have_view() -> None:
    assert set(ACTIONS) - set(FIELDS) == WITHOUT_VIEW
    assert set(FIELDS) <= set(ACTIONS)


def test_recipients_table_contains_known_actions_only() -> None:
    assert set(RECIPIENTS) <= set(FIELDS)


def test_no_action_is_deprecated() -> None:
    assert not DEPRECATED_ACTIONS & set(ACTIONS)


@pytest.mark.parametrize(("action", "given"), [pytest.param(*rest, id=place) for place, *rest in recordings()])
def test_recorded_content_has_the_keys_of_the_table(action: str, given: set[str]) -> None:
    keys = ACTIONS[action]
    assert given >= set(keys.required)
    assert given <= {"company_id", *keys.required, *keys.optional}
