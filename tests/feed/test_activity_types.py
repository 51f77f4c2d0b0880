"""Every type of activity: its stored content, its response, and the people notified (contract: activities 3)."""

import pytest

from mockserver.domain.activity_types import ACTIONS
from mockserver.model.company.companies import Person as PersonRow
from mockserver.model.feed.activities import Activity
from tests.environments.feed import FeedEnv
from tests.feed.activity_requests import Row
from tests.feed.activity_rows import SPACES_AND_GOALS
from tests.feed.activity_rows_projects import PROJECTS
from tests.support import Company, assert_error

pytestmark = pytest.mark.slow

ROWS = [*SPACES_AND_GOALS, *PROJECTS]


def test_table_has_row_for_each_action() -> None:
    assert {row.action for row in ROWS} == set(ACTIONS)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{at}-{row.action}") for at, row in enumerate(ROWS)])
def test_action_is_stored_shown_and_notified(company: Company, row: Row) -> None:
    env = FeedEnv(company)

    row.do(env)

    stored = newest(company, row.action)
    assert sorted(stored.content) == sorted(
        ["company_id", *ACTIONS[row.action].required, *ACTIONS[row.action].optional]
    )
    assert all(stored.content[key] is not None for key in ACTIONS[row.action].required)
    response = env.owner.get("get_activities", scope_type="company", scope_id=company.id, actions=[row.action])
    if row.keys is None:
        assert_error(response, 500, "the real server crashes on")
        return
    shown = response["activities"][0]
    assert sorted(shown["content"]) == sorted(row.keys.split())
    assert env.notified(shown["id"]) == row.notified


def newest(company: Company, action: str) -> Activity:
    """Return the database record of the latest activity with this action."""
    company_id = company.db.get_existing(PersonRow, company.owner.uuid).company_id
    return next(company.db.newest(Activity, scope=("company", company_id, action)))
