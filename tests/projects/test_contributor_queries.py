"""Reading the contributors of a project, and searching people who can become contributors."""

import pytest

from tests.builder import EDIT, FULL, NONE, VIEW
from tests.environments.projects import TAKES_VIEW, ProjectEnv
from tests.support import Json, assert_error


@pytest.mark.parametrize(("level", "status"), TAKES_VIEW)
def test_contributor_queries_require_view_access(env: ProjectEnv, level: int, status: int) -> None:
    mia, _ = env.person_at(level), env.company.member("Nina")

    assert mia.get("get_project_contributor", id=env.contributor_id(env.owner)).status == status
    assert mia.get("projects/get_contributors", project_id=env.id).status == status
    found = mia.call("search_project_contributor_candidates", project_id=env.id, query="")["people"]
    assert ("Nina" in [person["full_name"] for person in found]) is (status == 200)


def test_get_contributor_shows_person_and_project(env: ProjectEnv) -> None:
    vera = env.person_at(VIEW, "Vera")
    row = env.contributor_id(env.owner)

    plain = vera.call("get_project_contributor", id=row)["contributor"]
    whole = vera.call(
        "get_project_contributor", id=row, include_project=True, include_permissions=True, include_access_level=True
    )["contributor"]

    assert (plain["project"], plain["permissions"], plain["access_level"]) == (None, None, None)
    assert plain["person"]["full_name"] == "Olivia Owner"
    assert whole["project"]["name"] == "Launch"
    assert (whole["permissions"]["can_view"], whole["permissions"]["can_edit"]) == (True, False)
    assert whole["access_level"] == FULL


def test_suspended_contributors_are_hidden_but_counted(env: ProjectEnv) -> None:
    sue = env.person_at(EDIT, "Sue")
    env.owner.call("projects/update_champion", project_id=env.id, champion_id=sue.id)
    row = env.contributor_id(sue)
    env.company.log_in(sue)

    env.owner.call("remove_company_member", person_id=sue.id)

    assert [name for _, name, _ in env.contributors()] == ["Olivia Owner"]
    assert env.get_project(include_champion=True)["champion"] is None
    assert env.owner.call("get_project_contributor", id=row)["contributor"]["person"] is None
    rows = env.owner.call("projects/get_contributors", project_id=env.id)["contributors"]
    assert [person["full_name"] for person in rows] == ["Olivia Owner", "Sue"]


@pytest.mark.parametrize(
    ("inputs", "names"),
    [
        ({}, ["Olivia Owner", "Ann", "Ben"]),
        ({"query": ""}, ["Olivia Owner", "Ann", "Ben"]),
        ({"query": "ENGIN"}, ["Ann", "Ben"]),
        ({"query": "_nn"}, ["Ann"]),
    ],
)
def test_search_contributors_matches_name_or_title(env: ProjectEnv, inputs: Json, names: list[str]) -> None:
    env.person_at(VIEW, "Ann")
    env.person_at(VIEW, "Ben")

    found = env.owner.call("projects/get_contributors", project_id=env.id, **inputs)["contributors"]

    assert [person["full_name"] for person in found] == names


def test_search_contributors_excludes_ignored_ids(env: ProjectEnv) -> None:
    ann = env.person_at(VIEW, "Ann")

    found = env.owner.call("projects/get_contributors", project_id=env.id, ignored_ids=[ann.id])

    assert [person["full_name"] for person in found["contributors"]] == ["Olivia Owner"]
    with_null = env.owner.call("projects/get_contributors", project_id=env.id, ignored_ids=[ann.id, ""])
    # the id "" is read as null, and in SQL, `NOT IN` is never true for a list with null
    assert with_null["contributors"] == []


def test_contributor_candidates_are_people_without_role(env: ProjectEnv) -> None:
    env.person_at(VIEW, "Ann")
    env.company.suspended("Sue")
    env.company.guest("Gus")
    for number in range(10):
        env.company.member(f"Member {number}")

    def found(query: str | None) -> list[str]:
        response = env.owner.call("search_project_contributor_candidates", project_id=env.id, query=query)
        return [person["full_name"] for person in response["people"]]

    assert found("gus") == ["Gus"]
    assert found("ann") == found("sue") == []
    assert len(found("")) == 10


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({}, "`project_id` is optional"),
        ({"project_id": "abc!"}, "`project_id` is not an id"),
        ({"project_id": ""}, "`project_id` is empty"),
    ],
)
def test_contributor_candidates_of_unknown_project_fail(env: ProjectEnv, inputs: Json, reason: str) -> None:
    assert_error(env.owner.get("search_project_contributor_candidates", query="", **inputs), 500, reason)


def test_contributor_candidates_without_query_return_500(env: ProjectEnv) -> None:
    stranger = env.person_at(NONE)

    assert_error(env.owner.get("search_project_contributor_candidates", project_id=env.id), 500, "`query` is optional")
    assert stranger.get("search_project_contributor_candidates", project_id=env.id).body == {"people": []}
