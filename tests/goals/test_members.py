"""Champion, reviewer and access members of a goal, and their permissions (contract: goals 1.2 and 7)."""

from typing import Any

import pytest

from tests.builder import notifications
from tests.environments.goals import GoalsEnv
from tests.support import Json, Person, assert_error


def members(env: GoalsEnv, goal_id: str) -> dict[str, int]:
    people = env.owner.call("goals/list_access_members", goal_id=goal_id)["people"]
    return {person["full_name"]: person["access_level"] for person in people}


def level_of(env: GoalsEnv, person: Person, goal_id: str) -> str | None:
    """Return the highest permission of a person on a goal, or None if the person can't view the goal."""
    response = person.get("get_goal", id=goal_id, include_permissions=True)
    if response.status == 404:
        return None
    granted = response["goal"]["permissions"]
    return [name for name in ("can_view", "can_comment", "can_edit", "has_full_access") if granted[name]][-1]


@pytest.mark.parametrize("role", ["champion", "reviewer"])
def test_new_lead_gets_full_access_and_former_lead_loses_it(env: GoalsEnv, role: str) -> None:
    goal_id = env.secret_goal()

    env.owner.call(f"goals/update_{role}", goal_id=goal_id, **{f"{role}_id": env.viewer.id})
    assert level_of(env, env.viewer, goal_id) == "has_full_access"
    assert notifications(env.viewer, "goal_") == [f"goal_{role}_updating"]

    env.owner.call(f"goals/update_{role}", goal_id=goal_id, **{f"{role}_id": env.editor.id})
    assert level_of(env, env.viewer, goal_id) is None
    assert level_of(env, env.editor, goal_id) == "has_full_access"

    env.owner.call(f"goals/update_{role}", goal_id=goal_id, **{f"{role}_id": None})
    assert len(members(env, goal_id)) == 1
    assert level_of(env, env.editor, goal_id) is None
    flag: dict[str, Any] = {f"include_{role}": True}
    assert env.get_goal(goal_id, **flag)[role] is None


def test_member_who_becomes_champion_keeps_one_binding(env: GoalsEnv) -> None:
    goal_id = env.secret_goal()
    env.allow(goal_id, env.viewer, 10)

    env.owner.call("goals/update_champion", goal_id=goal_id, champion_id=env.viewer.id)
    env.owner.call("goals/update_access_member", goal_id=goal_id, person_id=env.viewer.id, access_level=40)

    assert level_of(env, env.viewer, goal_id) == "can_comment"
    assert env.get_goal(goal_id, include_champion=True)["champion"]["full_name"] == "Vera View"


def test_assigning_unknown_person_as_lead_returns_500(env: GoalsEnv) -> None:
    goal_id = env.goal()

    for endpoint, inputs in (
        ("goals/update_champion", {"champion_id": "absent-7ZZ"}),
        ("goals/update_access_member", {"person_id": "absent-7ZZ", "access_level": 10}),
        ("goals/remove_access_member", {"person_id": "absent-7ZZ"}),
        ("goals/add_access_members", {"members": [{"id": "absent-7ZZ", "access_level": 10}]}),
    ):
        assert_error(
            env.owner.post(endpoint, goal_id=goal_id, **inputs), 500, "an unknown id instead of the id of a person"
        )


def test_person_in_both_lead_roles_has_two_bindings(env: GoalsEnv) -> None:
    goal_id = env.goal(champion_id=env.editor.id, reviewer_id=env.editor.id)

    def post(endpoint: str, **inputs: Json) -> int:
        return env.owner.post(endpoint, goal_id=goal_id, **inputs).status

    assert members(env, goal_id)["Eda Editor"] == 100
    assert post("goals/remove_access_member", person_id=env.editor.id) == 500
    assert post("goals/update_access_member", person_id=env.editor.id, access_level=10) == 500
    assert post("goals/add_access_members", members=[{"id": env.editor.id, "access_level": 10}]) == 500
    assert post("goals/update_champion", champion_id=None) == 200
    assert post("goals/remove_access_member", person_id=env.editor.id) == 200


def test_access_members_can_be_added_changed_and_removed(env: GoalsEnv) -> None:
    goal_id = env.secret_goal()

    env.allow(goal_id, env.viewer, 70)
    assert level_of(env, env.viewer, goal_id) == "can_edit"
    assert members(env, goal_id)["Vera View"] == 70

    env.owner.call("goals/update_access_member", goal_id=goal_id, person_id=env.viewer.id, access_level=10)
    assert level_of(env, env.viewer, goal_id) == "can_view"

    env.owner.call("goals/remove_access_member", goal_id=goal_id, person_id=env.viewer.id)
    env.owner.call("goals/remove_access_member", goal_id=goal_id, person_id=env.viewer.id)
    assert level_of(env, env.viewer, goal_id) is None
    assert env.feed(goal_id) == ["goal_created"]


def test_access_level_below_view_is_stored_but_not_listed(env: GoalsEnv) -> None:
    goal_id = env.goal()
    env.allow(goal_id, env.viewer, 0)

    assert "Vera View" not in members(env, goal_id)
    assert level_of(env, env.viewer, goal_id) == "can_view"  # as a member of the company


@pytest.mark.parametrize(
    ("member", "status"),
    [
        ({"access_level": 10}, 500),
        ({"id": "«vera»"}, 500),
        ({"id": "«vera»", "access_level": None}, 500),
        ({"id": "«vera»", "access_level": 55}, 500),
        ({"id": None, "access_level": 10}, 200),
        (None, 500),
    ],
)
def test_access_member_requires_id_and_valid_level(env: GoalsEnv, member: Json, status: int) -> None:
    if member and member.get("id"):
        member = member | {"id": env.viewer.id}

    response = env.owner.post("goals/add_access_members", goal_id=env.goal(), members=[member])

    assert response.status == status


def test_update_access_levels_sets_company_and_space_together(env: GoalsEnv) -> None:
    goal_id = env.goal()

    def levels() -> Json:
        return env.get_goal(goal_id, include_access_levels=True)["access_levels"]

    given = {"public": 10, "company": 0, "space": 40}
    env.owner.call("goals/update_access_levels", goal_id=goal_id, access_levels=given)
    assert levels() == {"public": 0, "company": 0, "space": 40}

    for broken in ({"company": 10}, {"space": 10}, {"company": 70, "space": 55}, {"company": None, "space": 10}):
        response = env.owner.post("goals/update_access_levels", goal_id=goal_id, access_levels=broken)
        wrong = 55 if broken.get("space") == 55 else "null"
        assert_error(response, 500, f"{wrong} is not an access level")
    assert levels() == {"public": 0, "company": 0, "space": 40}
