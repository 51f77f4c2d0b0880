"""A world that is built from an export gives the same responses as the exported world."""

from pathlib import Path
from urllib.parse import urlencode

import pytest

from mockserver.contract.catalogue import catalogue
from mockserver.model.company.companies import Person as PersonRow
from tests.seed.query_cases import all_queries
from tests.support import BASE, Company, Json, Person, Response, Server, flatten, rich_text

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("fixture", "every"),
    [
        ("permissions", 1),
        pytest.param("demo", 2, marks=pytest.mark.extended),
        pytest.param("startup", 9, marks=pytest.mark.extended),
    ],
)
def test_world_of_export_gives_the_same_responses(server: Server, tmp_path: Path, fixture: str, every: int) -> None:
    """Send the requests of `all_queries` to both worlds, and compare the responses.

    For larger fixtures, only every second or ninth request and the first request of each query are sent.
    """
    before = server.open(fixture=fixture)
    change_world(before)

    after = server.open(fixture=str(exported(before, tmp_path)))

    asked, seen = 0, set[str]()
    for endpoint, inputs in all_queries(before.db):
        if (asked := asked + 1) % every and endpoint in seen:
            continue
        seen.add(endpoint)
        for was, now in same_people(before, after, few=asked % 35 != 0):
            first, second = ask(was, endpoint, inputs), ask(now, endpoint, inputs)
            assert (first.status, first.content) == (second.status, second.content), (endpoint, inputs)
    assert len(seen) == sum(item.kind == "query" for item in catalogue().endpoints.values())


def test_record_created_in_world_of_export_has_the_same_id(server: Server, tmp_path: Path) -> None:
    before = server.open(fixture="permissions")
    after = server.open(fixture=str(exported(before, tmp_path)))

    made = [item.owner.call("create_goal", name="Next", space_id=item.general_id, **OPEN) for item in (before, after)]

    assert made[0] == made[1]


def test_export_contains_clock_files_and_fault_rules(tmp_path: Path) -> None:
    first, second = Server(), Server()
    company = first.open(fixture="empty")
    company.advance(days=3)
    blob = company.owner.send("POST", "/__mock__/blobs?filename=a.txt", b"hello")
    first.control("POST", "/faults", company.owner.token, match={"endpoint": "get_me"}, action={"status": 503})
    file = exported(company, tmp_path)

    again = second.open(fixture=str(file))

    assert second.control("GET", "/clock", again.owner.token)["now"] == "2026-03-15T09:00:00Z"
    assert again.db.contents == {blob["id"]: b"hello"}
    assert again.owner.get("get_me").status == 503
    first.close()
    second.close()


OPEN = {"anonymous_access_level": 0, "company_access_level": 70, "space_access_level": 70}


def ask(person: Person, endpoint: str, inputs: Json) -> Response:
    """Send a query, and return the response without a check against the OpenAPI document."""
    return person.send("GET", f"{BASE}/{endpoint}?{urlencode(list(flatten(inputs)))}")


def exported(company: Company, folder: Path) -> Path:
    response = company.server.control("GET", "/fixture", company.owner.token)
    assert response.status == 200
    file = folder / "export.json"
    file.write_bytes(response.content)
    return file


def change_world(company: Company) -> None:
    """Rename, move, publish and delete records, and advance the clock.

    An export that contained only the records would lose some of these changes.
    """
    owner = company.owner
    company.advance(days=2, minutes=5)
    spaces = owner.call("get_spaces")["spaces"]
    goals = owner.call("get_goals")["goals"]
    owner.call("goals/update_name", goal_id=goals[1]["id"], name="Renamed")
    owner.call("change_goal_parent", goal_id=goals[-1]["id"], parent_goal_id=goals[0]["id"])
    posted = owner.call(
        "post_discussion", space_id=spaces[0]["id"], title="News", body=rich_text("Hello"), post_as_draft=True
    )
    owner.call("publish_discussion", id=posted["discussion"]["id"])
    member = company.member("Nina New")
    owner.call("remove_company_member", person_id=member.id)


def same_people(before: Company, after: Company, *, few: bool) -> list[tuple[Person, Person]]:
    """Return clients of the same people in both worlds, in pairs.

    If `few` is true, the list contains only the owner, otherwise up to 14 people.
    """
    worlds = [before.world, after.world]
    people = list(worlds[0].db.all(PersonRow))[: 1 if few else 14]
    return [
        (
            Person(before.server, person.id, worlds[0].derived_token(person, read_only=False)),
            Person(after.server, person.id, worlds[1].derived_token(person, read_only=False)),
        )
        for person in people
    ]
