"""Creating projects: the required access level, the defaults, and the people who can access the new project."""

import pytest

from tests.builder import COMMENT, EDIT, FULL, NONE, VIEW, notifications
from tests.environments.projects import ProjectEnv
from tests.support import Company, Json, Person, Response, assert_error

INPUTS = {"name": "Site", "anonymous_access_level": 0, "company_access_level": 10, "space_access_level": 70}


def create(person: Person, space_id: str, **changed: Json) -> Response:
    return person.post("create_project", **(INPUTS | {"space_id": space_id} | changed))


@pytest.mark.parametrize(("level", "status"), [(NONE, 404), (VIEW, 403), (COMMENT, 403), (EDIT, 200)])
def test_create_project_requires_edit_access_to_space(env: ProjectEnv, level: int, status: int) -> None:
    space = env.space("Workshop", company_level=level)

    assert create(env.company.member("Mia"), space).status == status


def test_new_project_has_defaults(env: ProjectEnv) -> None:
    made = create(env.owner, env.space_id)["project"]
    shown = env.owner.call("get_project", id=made["id"])["project"]

    assert made == {key: shown[key] for key in made}
    assert (made["privacy"], made["status"], made["success_status"], made["goal_id"]) == (None, "pending", "nil", None)
    assert (shown["state"], shown["is_outdated"], shown["is_archived"]) == ("active", False, False)
    assert shown["timeframe"] == {
        "contextual_start_date": {"date_type": "day", "value": "Mar 12, 2026", "date": "2026-03-12"},
        "contextual_end_date": None,
    }
    assert shown["next_check_in_scheduled_at"] == "2026-03-13T00:00:00Z"
    assert [status["value"] for status in shown["task_statuses"]] == ["pending", "in_progress", "done", "canceled"]
    assert (shown["contributors"], shown["notifications"], shown["milestones_ordering_state"]) == ([], [], [])


def test_new_project_leads_have_full_access_and_subscriptions(env: ProjectEnv) -> None:
    carl, rita = env.company.member("Carl"), env.company.member("Rita")
    env.id = env.project("Site", champion_id=carl.id, reviewer_id=rita.id)

    assert env.contributors() == [
        ("champion", "Carl", FULL),
        ("reviewer", "Rita", FULL),
        ("contributor", "Olivia Owner", FULL),
    ]
    rows = env.get_project(include_contributors=True)["contributors"]
    assert [row["responsibility"] for row in rows] == [None, None, "Contributor"]
    listed = env.get_project(include_subscription_list=True)["subscription_list"]
    assert {(row["person"]["full_name"], row["type"]) for row in listed["subscriptions"]} == {
        ("Carl", "invited"),
        ("Rita", "invited"),
        ("Olivia Owner", "invited"),
    }
    assert (notifications(carl, "project_"), notifications(rita, "project_"), notifications(env.owner, "project_")) == (
        ["project_created"],
        ["project_created"],
        [],
    )


def test_creator_as_champion_has_one_contributor_record(env: ProjectEnv) -> None:
    env.id = env.project("Site", champion_id=env.owner.id)

    assert env.contributors() == [("champion", "Olivia Owner", FULL)]


def test_same_champion_and_reviewer_makes_later_calls_return_500(env: ProjectEnv) -> None:
    carl = env.company.member("Carl")
    env.id = env.project("Site", champion_id=carl.id, reviewer_id=carl.id)

    assert [(role, name) for role, name, _ in env.contributors()][:2] == [("champion", "Carl"), ("reviewer", "Carl")]
    moved = env.owner.post("projects/update_champion", project_id=env.id, champion_id=None)
    assert_error(moved, 500, "two personal access bindings")
    assert env.contributors()[0][0] == "champion"


@pytest.mark.parametrize(
    ("sent", "levels", "privacy"),
    [
        ({}, {"public": 0, "company": 10, "space": 70}, "internal"),
        ({"anonymous_access_level": 10}, {"public": 10, "company": 10, "space": 70}, "public"),
        ({"anonymous_access_level": 40}, {"public": 0, "company": 10, "space": 70}, "internal"),
        ({"anonymous_access_level": None}, {"public": 0, "company": 10, "space": 70}, "internal"),
        ({"company_access_level": 0}, {"public": 0, "company": 0, "space": 70}, "confidential"),
        (
            {"company_access_level": 0, "space_access_level": 0},
            {"public": 0, "company": 0, "space": 0},
            "secret",
        ),
        (
            {"company_access_level": 100, "space_access_level": 90},
            {"public": 0, "company": 100, "space": 90},
            "internal",
        ),
    ],
)
def test_new_project_has_requested_levels(env: ProjectEnv, sent: Json, levels: Json, privacy: str) -> None:
    env.id = create(env.owner, env.space_id, **sent)["project"]["id"]

    shown = env.get_project(include_privacy=True)
    assert (shown["access_levels"], shown["privacy"]) == (levels, privacy)
    assert env.get_project(include_access_levels=True)["privacy"] is None


@pytest.mark.parametrize("company_level", [100, None, 55])
def test_private_space_ignores_company_level_of_project(env: ProjectEnv, company_level: int | None) -> None:
    vault = env.space("Vault", company_level=NONE)

    env.id = create(env.owner, vault, company_access_level=company_level)["project"]["id"]

    assert env.get_project(include_privacy=True)["access_levels"] == {"public": 0, "company": 0, "space": 70}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "  "}, "`name` is blank"),
        ({"name": "x" * 256}, "`name` is longer than 255 characters"),
        ({"company_access_level": None}, "null is not an access level"),
        ({"company_access_level": 55}, "55 is not an access level"),
        ({"space_access_level": None}, "null is not an access level"),
        ({"space_access_level": 5}, "5 is not an access level"),
        ({"champion_id": "absent-7ZZ"}, "an input such as `person_id`"),
        ({"reviewer_id": "absent-7ZZ"}, "an input such as `person_id`"),
        ({"goal_id": "nothing-7ZZ"}, "there is no goal with this `goal_id`"),
    ],
)
def test_create_project_with_unstorable_input_returns_500(env: ProjectEnv, changed: Json, reason: str) -> None:
    assert_error(create(env.owner, env.space_id, **changed), 500, reason)
    assert [project["name"] for project in env.owner.call("get_projects")["projects"]] == ["Launch"]


@pytest.mark.parametrize("key", ["anonymous_access_level", "company_access_level", "space_access_level"])
def test_create_project_without_level_returns_500_before_404(company: Company, key: str) -> None:
    inputs = {name: value for name, value in INPUTS.items() if name != key}

    assert_error(company.owner.post("create_project", space_id="nowhere-7ZZ", **inputs), 500, f"`{key}` is optional")
    assert_error(company.owner.post("create_project", space_id="nowhere-7ZZ", **INPUTS), 404, "no Space with the id")


def test_create_project_accepts_hidden_goal(env: ProjectEnv) -> None:
    goal = env.owner.call(
        "create_goal",
        space_id=env.space_id,
        name="Secret",
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )["goal"]["id"]
    mia = env.company.member("Mia")
    space = env.space("Workshop", company_level=EDIT)

    made = create(mia, space, goal_id=goal)["project"]

    assert goal.endswith(made["goal_id"])
    assert mia.call("get_project", id=made["id"], include_goal=True)["project"]["goal"] is None
    assert env.owner.call("get_project", id=made["id"], include_goal=True)["project"]["goal"]["name"] == "Secret"
