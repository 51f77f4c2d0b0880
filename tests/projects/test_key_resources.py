"""Key resources of projects."""

from collections.abc import Callable

import pytest

from tests.builders.member_project import COMMENT, EDIT, LEVELS, NONE, VIEW, MemberProject
from tests.support import Json

MemberProjectAt = Callable[[int], MemberProject]

STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


@pytest.mark.parametrize("level", LEVELS)
def test_changing_key_resources_takes_edit_access(member_project_at: MemberProjectAt, level: int) -> None:
    member_project = member_project_at(level)
    id = member_project.key_resource()
    status = STATUS_OF_EDITING[level]

    assert member_project.mia.post("edit_key_resource", id=id, title="New", link="https://y").status == status
    assert member_project.mia.post("remove_key_resource", id=id).status == status
    assert (
        member_project.mia.post("add_key_resource", project_id=member_project.id, title="Spec", link="https://x").status
        == status
    )


@pytest.mark.parametrize(("level", "status"), [(NONE, 404), (VIEW, 200)])
def test_reading_takes_view_access(member_project_at: MemberProjectAt, level: int, status: int) -> None:
    member_project = member_project_at(level)

    assert member_project.mia.get("get_key_resource", id=member_project.key_resource()).status == status


def test_a_key_resource_is_a_link_unless_it_is_called_otherwise(member_project: MemberProject) -> None:
    made = member_project.mia.done("add_key_resource", project_id=member_project.id, title="The Spec", link="any text")[
        "key_resource"
    ]
    other = member_project.mia.done(
        "add_key_resource", project_id=member_project.id, title="Chat", link="https://c", resource_type="slack-channel"
    )["key_resource"]

    assert made["id"].startswith("the-spec-")
    assert (made["project_id"], made["link"], made["resource_type"]) == (member_project.id, "any text", "link")
    assert other["resource_type"] == "slack-channel"
    assert member_project.shown(include_key_resources=True)["key_resources"] == [made, other]


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
def test_a_key_resource_needs_all_its_texts(member_project: MemberProject, wrong: Json, status: int) -> None:
    inputs = {"project_id": member_project.id, "title": "Spec", "link": "https://x"} | wrong

    assert member_project.owner.post("add_key_resource", **inputs).status == status
    assert member_project.shown(include_key_resources=True)["key_resources"] == []


def test_editing_and_removing(member_project: MemberProject) -> None:
    id = member_project.key_resource()

    edited = member_project.mia.done("edit_key_resource", id=id, title="Plan", link="https://y")["key_resource"]
    blank = member_project.mia.post("edit_key_resource", id=id, title="", link="https://z")
    removed = member_project.mia.done("remove_key_resource", id=id)["key_resource"]

    assert (edited["title"], edited["link"], edited["id"] != id) == ("Plan", "https://y", True)
    assert blank.status == 500
    assert removed == edited
    assert member_project.owner.get("get_key_resource", id=id).status == 404


@pytest.mark.parametrize(
    ("inputs", "status"), [({}, 500), ({"id": ""}, 500), ({"id": "%%%"}, 500), ({"id": "x-7ZZ"}, 404)]
)
def test_reading_without_a_good_id_is_a_crash(member_project: MemberProject, inputs: Json, status: int) -> None:
    assert member_project.owner.get("get_key_resource", **inputs).status == status


@pytest.mark.parametrize(("id", "status"), [("", 500), ("%%%", 400), ("x-7ZZ", 404)])
def test_changing_without_a_good_id(member_project: MemberProject, id: str, status: int) -> None:
    assert member_project.owner.post("edit_key_resource", id=id, title="New", link="https://y").status == status
    assert member_project.owner.post("remove_key_resource", id=id).status == status
