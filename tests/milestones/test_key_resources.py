"""Key resources of projects."""

from collections.abc import Callable

import pytest

from tests.milestones.conftest import COMMENT, EDIT, LEVELS, NONE, VIEW, Launch
from tests.support import Json

LaunchAt = Callable[[int], Launch]

STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


@pytest.mark.parametrize("level", LEVELS)
def test_changing_key_resources_takes_edit_access(launch_at: LaunchAt, level: int) -> None:
    launch = launch_at(level)
    id = launch.key_resource()
    status = STATUS_OF_EDITING[level]

    assert launch.mia.post("edit_key_resource", id=id, title="New", link="https://y").status == status
    assert launch.mia.post("remove_key_resource", id=id).status == status
    assert launch.mia.post("add_key_resource", project_id=launch.id, title="Spec", link="https://x").status == status


@pytest.mark.parametrize(("level", "status"), [(NONE, 404), (VIEW, 200)])
def test_reading_takes_view_access(launch_at: LaunchAt, level: int, status: int) -> None:
    launch = launch_at(level)

    assert launch.mia.get("get_key_resource", id=launch.key_resource()).status == status


def test_a_key_resource_is_a_link_unless_it_is_called_otherwise(launch: Launch) -> None:
    made = launch.mia.done("add_key_resource", project_id=launch.id, title="The Spec", link="any text")["key_resource"]
    other = launch.mia.done(
        "add_key_resource", project_id=launch.id, title="Chat", link="https://c", resource_type="slack-channel"
    )["key_resource"]

    assert made["id"].startswith("the-spec-")
    assert (made["project_id"], made["link"], made["resource_type"]) == (launch.id, "any text", "link")
    assert other["resource_type"] == "slack-channel"
    assert launch.shown(include_key_resources=True)["key_resources"] == [made, other]


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
def test_a_key_resource_needs_all_its_texts(launch: Launch, wrong: Json, status: int) -> None:
    inputs = {"project_id": launch.id, "title": "Spec", "link": "https://x"} | wrong

    assert launch.owner.post("add_key_resource", **inputs).status == status
    assert launch.shown(include_key_resources=True)["key_resources"] == []


def test_editing_and_removing(launch: Launch) -> None:
    id = launch.key_resource()

    edited = launch.mia.done("edit_key_resource", id=id, title="Plan", link="https://y")["key_resource"]
    blank = launch.mia.post("edit_key_resource", id=id, title="", link="https://z")
    removed = launch.mia.done("remove_key_resource", id=id)["key_resource"]

    assert (edited["title"], edited["link"], edited["id"] != id) == ("Plan", "https://y", True)
    assert blank.status == 500
    assert removed == edited
    assert launch.owner.get("get_key_resource", id=id).status == 404


@pytest.mark.parametrize(
    ("inputs", "status"), [({}, 500), ({"id": ""}, 500), ({"id": "%%%"}, 500), ({"id": "x-7ZZ"}, 404)]
)
def test_reading_without_a_good_id_is_a_crash(launch: Launch, inputs: Json, status: int) -> None:
    assert launch.owner.get("get_key_resource", **inputs).status == status


@pytest.mark.parametrize(("id", "status"), [("", 500), ("%%%", 400), ("x-7ZZ", 404)])
def test_changing_without_a_good_id(launch: Launch, id: str, status: int) -> None:
    assert launch.owner.post("edit_key_resource", id=id, title="New", link="https://y").status == status
    assert launch.owner.post("remove_key_resource", id=id).status == status
