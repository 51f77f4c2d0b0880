"""Key resources of projects."""

from collections.abc import Callable

import pytest

from tests.builder import COMMENT, EDIT, NONE, VIEW
from tests.environments.projects import SHARED_LEVELS, ProjectEnv
from tests.support import Json, assert_error

SharedEnvAt = Callable[[int], ProjectEnv]

STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


@pytest.mark.parametrize("level", SHARED_LEVELS)
def test_key_resource_mutations_require_edit_access(shared_env_at: SharedEnvAt, level: int) -> None:
    shared_env = shared_env_at(level)
    id = shared_env.key_resource()
    status = STATUS_OF_EDITING[level]

    assert shared_env.mia.post("edit_key_resource", id=id, title="New", link="https://y").status == status
    assert shared_env.mia.post("remove_key_resource", id=id).status == status
    assert (
        shared_env.mia.post("add_key_resource", project_id=shared_env.id, title="Spec", link="https://x").status
        == status
    )


@pytest.mark.parametrize(("level", "status"), [(NONE, 404), (VIEW, 200)])
def test_key_resource_queries_require_view_access(shared_env_at: SharedEnvAt, level: int, status: int) -> None:
    shared_env = shared_env_at(level)

    assert shared_env.mia.get("get_key_resource", id=shared_env.key_resource()).status == status


def test_key_resource_type_defaults_to_link(shared_env: ProjectEnv) -> None:
    made = shared_env.mia.call("add_key_resource", project_id=shared_env.id, title="The Spec", link="any text")[
        "key_resource"
    ]
    other = shared_env.mia.call(
        "add_key_resource", project_id=shared_env.id, title="Chat", link="https://c", resource_type="slack-channel"
    )["key_resource"]

    assert made["id"].startswith("the-spec-")
    assert (made["project_id"], made["link"], made["resource_type"]) == (shared_env.id, "any text", "link")
    assert other["resource_type"] == "slack-channel"
    assert shared_env.get_project(include_key_resources=True)["key_resources"] == [made, other]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"title": " "}, 500),
        ({"link": ""}, 500),
        ({"link": "x" * 256}, 500),
        ({"resource_type": ""}, 500),
        ({"resource_type": None}, 400),
    ],
)
def test_key_resource_requires_all_texts(shared_env: ProjectEnv, wrong: Json, status: int) -> None:
    inputs = {"project_id": shared_env.id, "title": "Spec", "link": "https://x"} | wrong

    assert shared_env.owner.post("add_key_resource", **inputs).status == status
    assert shared_env.get_project(include_key_resources=True)["key_resources"] == []


def test_key_resource_can_be_edited_and_removed(shared_env: ProjectEnv) -> None:
    id = shared_env.key_resource()

    edited = shared_env.mia.call("edit_key_resource", id=id, title="Plan", link="https://y")["key_resource"]
    blank = shared_env.mia.post("edit_key_resource", id=id, title="", link="https://z")
    removed = shared_env.mia.call("remove_key_resource", id=id)["key_resource"]

    assert (edited["title"], edited["link"], edited["id"] != id) == ("Plan", "https://y", True)
    assert_error(blank, 500, "`title` is blank")
    assert removed == edited
    assert_error(shared_env.owner.get("get_key_resource", id=id), 404, "no KeyResource with the id")


@pytest.mark.parametrize(
    ("inputs", "status"), [({}, 500), ({"id": ""}, 500), ({"id": "%%%"}, 500), ({"id": "x-7ZZ"}, 404)]
)
def test_get_key_resource_with_invalid_id_fails(shared_env: ProjectEnv, inputs: Json, status: int) -> None:
    assert shared_env.owner.get("get_key_resource", **inputs).status == status


@pytest.mark.parametrize(("id", "status"), [("", 500), ("%%%", 400), ("x-7ZZ", 404)])
def test_key_resource_mutation_with_invalid_id_fails(shared_env: ProjectEnv, id: str, status: int) -> None:
    assert shared_env.owner.post("edit_key_resource", id=id, title="New", link="https://y").status == status
    assert shared_env.owner.post("remove_key_resource", id=id).status == status
