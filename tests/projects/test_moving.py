"""Moving projects to other spaces."""

import pytest

from tests.builder import EDIT, FULL, NONE, VIEW, notifications
from tests.environments.projects import TAKES_FULL, ProjectEnv
from tests.support import Json, assert_error


def test_moved_project_gives_space_level_to_members_of_new_space(env: ProjectEnv) -> None:
    home, sales = env.space("Home"), env.space("Sales", company_level=NONE)
    eda, sam, max_ = (env.company.member(name) for name in ("Eda", "Sam", "Max"))
    join = [(home, eda, EDIT), (sales, sam, VIEW), (sales, max_, FULL)]
    for space, person, level in join:
        env.owner.call("add_space_members", space_id=space, members=[{"id": person.id, "access_level": level}])
    env.id = env.project("Fair", space_id=home, space_level=EDIT)
    xaver = env.person_at(VIEW)

    moved = env.owner.call("move_project_to_space", project_id=env.id, space_id=sales)

    assert moved == {}
    assert_error(eda.get("get_project", id=env.id), 404, "`can_view` on this Project")
    seen = sam.call("get_project", id=env.id, include_permissions=True, include_space=True)["project"]
    assert (seen["permissions"]["can_edit"], seen["space"]["name"]) == (True, "Sales")
    # Max manages the new space, but gets no access to the project
    assert_error(max_.get("get_project", id=env.id), 404, "`can_view` on this Project")
    assert xaver.call("get_project", id=env.id, include_space=True)["project"]["space"] is None
    assert notifications(xaver, "project_")[0] == "project_moved"


def test_moving_project_to_same_space_keeps_level(env: ProjectEnv) -> None:
    env.id = env.project("Fair", space_level=EDIT)

    env.owner.call("move_project_to_space", project_id=env.id, space_id=env.space_id)

    assert env.get_project(include_access_levels=True)["access_levels"]["space"] == EDIT


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
def test_move_project_requires_full_access(env: ProjectEnv, level: int, status: int) -> None:
    sales = env.space("Sales")

    response = env.person_at(level).post("move_project_to_space", project_id=env.id, space_id=sales)

    assert response.status == status


def test_move_project_requires_visible_space(env: ProjectEnv) -> None:
    vault = env.space("Vault", company_level=NONE)

    assert_error(
        env.person_at(FULL).post("move_project_to_space", project_id=env.id, space_id=vault),
        404,
        "`can_view` on this Space",
    )


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"project_id": None}, 400),
        ({"project_id": "%%%", "space_id": "%%%"}, 400),
        ({"space_id": None}, 400),
        ({"space_id": "%%%"}, 400),
        ({"space_id": ""}, 500),
        ({"space_id": "nothing-7ZZ"}, 404),
        ({"project_id": "nothing-7ZZ"}, 404),
    ],
)
def test_move_project_to_invalid_space_fails(env: ProjectEnv, changed: Json, status: int) -> None:
    inputs = {"project_id": env.id, "space_id": env.space_id} | changed

    assert env.owner.post("move_project_to_space", **inputs).status == status


@pytest.mark.parametrize("key", ["project_id", "space_id"])
def test_move_project_with_missing_key_returns_500(env: ProjectEnv, key: str) -> None:
    inputs = {"project_id": env.id, "space_id": env.space_id}
    del inputs[key]

    assert_error(env.owner.post("move_project_to_space", **inputs), 500, f"`{key}` is optional")
