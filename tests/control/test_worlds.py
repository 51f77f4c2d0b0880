"""Worlds, forks, snapshots and tokens."""

from typing import Any

from mockserver.model.company.companies import ApiToken
from mockserver.store.database import Database
from tests.support import Company, Person, Server, assert_error

Json = Any


def spaces(person: Person) -> list[str]:
    return [space["name"] for space in person.call("get_spaces")["spaces"]]


def design(person: Person, name: str = "Design") -> None:
    person.call("create_space", name=name, mission="Draw")


def control(company: Company, method: str, path: str, status: int = 200, **body: Json) -> Json:
    response = company.server.control(method, path, company.owner.token, **body)
    assert response.status == status, response
    return response.body


def fork(server: Server, company: Company, of: str) -> Company:
    return Company(server, control(company, "POST", "/worlds", 201, fork=of))


# --- forks -----------------------------------------------------------------------------------------------------------


def test_fork_starts_equal_and_changes_separately(server: Server, company: Company) -> None:
    design(company.owner)

    forked = fork(server, company, company.world_id)

    assert spaces(forked.owner) == spaces(company.owner)
    design(forked.owner, "Sales")
    assert ("Sales" in spaces(forked.owner), "Sales" in spaces(company.owner)) == (True, False)


def test_token_of_fork_is_not_token_of_origin(server: Server, company: Company) -> None:
    mia = company.member("Mia Member")
    forked = fork(server, company, company.world_id)

    server.control("DELETE", f"/worlds/{forked.world_id}")

    assert_error(forked.owner.get("get_me"), 401, "its world was closed")
    assert (mia.get("get_me").status, company.owner.get("get_me").status) == (200, 200)


def test_reset_of_fork_restores_its_start(server: Server, company: Company) -> None:
    design(company.owner)
    forked = fork(server, company, company.world_id)
    design(forked.owner, "Sales")

    control(forked, "POST", "/reset", 204)

    assert "Design" in spaces(forked.owner) and "Sales" not in spaces(forked.owner)
    assert company.owner.get("get_me").status == 200


def test_default_world_can_be_forked_by_name(server: Server) -> None:
    opened = server.control("POST", "/worlds", fork="default")

    assert (opened.status, opened["owner"]["full_name"]) == (201, "Olivia Owner")
    assert Company(server, opened.body).owner.get("get_me").status == 200


def test_fork_of_snapshot_equals_snapshot(server: Server, company: Company) -> None:
    control(company, "POST", "/snapshots", 201, name="before")
    design(company.owner)

    assert "Design" not in spaces(fork(server, company, "before").owner)


def test_fork_has_initial_faults_only(server: Server, company: Company) -> None:
    control(company, "POST", "/faults", 201, action={"status": 503})

    assert fork(server, company, company.world_id).owner.get("get_me").status == 200


def test_fork_rejects_fixture_options(company: Company) -> None:
    assert (
        "`fork` cannot be combined with other keys"
        in control(company, "POST", "/worlds", 400, fork="default", seed=3)["detail"]
    )


def test_fork_of_unknown_world_fails(company: Company) -> None:
    control(company, "POST", "/worlds", 404, fork="nothing")


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_new_person_has_token(server: Server, company: Company) -> None:
    company.member("Mia Member")
    forked = control(company, "POST", "/worlds", 201, fork=company.world_id)

    assert [person["full_name"] for person in forked["people"]] == ["Olivia Owner", "Mia Member"]
    for person in forked["people"]:
        full, reading = (Person(server, person["id"], person[key]) for key in ("token", "read_only_token"))
        assert full.call("get_me")["me"]["id"] == person["id"]
        assert full.token.startswith("opk_") and len(full.token) == 47
        assert reading.get("get_me").status == 200
        assert_error(reading.post("create_space", name="Design", mission="Draw"), 403, "this token is read-only")


def test_altered_token_returns_401(server: Server, company: Company) -> None:
    token = company.owner.token
    swapped = [token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(4, 47)]

    assert {Person(server, "", item).get("get_me").status for item in swapped} == {401}


def test_revoked_token_returns_401_and_other_tokens_work(server: Server, company: Company) -> None:
    minted = company.token(company.owner)
    for person in (minted, company.owner):
        assert person.get("get_me").status == 200
        assert server.control("DELETE", f"/tokens/{person.token}").status == 204
        assert_error(person.get("get_me"), 401, "revoked")
        assert_error(
            server.control("DELETE", f"/tokens/{person.token}"), 404, "this token is unknown or already revoked"
        )
    assert company.read_only_owner.get("get_me").status == 200


def test_creating_token_does_not_change_later_ids(server: Server) -> None:
    one, two = server.open(seed=5), server.open(seed=5)
    one.token(one.owner)

    made = [each.owner.call("create_space", name="Design", mission="Draw") for each in (one, two)]

    assert made[0] == made[1]


def test_people_are_listed_with_tokens(server: Server, company: Company) -> None:
    company.member("Mia Member"), company.guest("Gus Guest")

    found = control(company, "GET", "/people?search=mia")
    assert [person["full_name"] for person in found["people"]] == ["Mia Member"]
    assert Person(server, "", found["people"][0]["token"]).get("get_me").status == 200
    assert [item["full_name"] for item in control(company, "GET", "/people?search=guest")["people"]] == ["Gus Guest"]
    page = control(company, "GET", "/people?limit=1&offset=1")
    assert (page["count"], [item["full_name"] for item in page["people"]]) == (3, ["Mia Member"])


# --- snapshots -------------------------------------------------------------------------------------------------------


def test_snapshot_can_be_restored_repeatedly(company: Company) -> None:
    control(company, "POST", "/snapshots", 201, name="before")
    before = spaces(company.owner)

    for _ in range(2):
        design(company.owner)
        assert spaces(company.owner) != before
        control(company, "POST", "/snapshots/before/restore", 204)
        assert spaces(company.owner) == before


def test_restore_resets_clock_and_random_source(company: Company) -> None:
    control(company, "POST", "/snapshots", 201, name="before")
    first = company.owner.call("create_space", name="Design", mission="Draw")
    company.advance(days=3)

    control(company, "POST", "/snapshots/before/restore", 204)

    assert company.owner.call("create_space", name="Design", mission="Draw") == first


def test_token_created_after_snapshot_survives_restore(company: Company) -> None:
    control(company, "POST", "/snapshots", 201, name="before")
    other = company.token(company.owner)

    control(company, "POST", "/snapshots/before/restore", 204)

    assert other.get("get_me").status == 200


def test_restore_keeps_records_of_tokens_created_after_snapshot(company: Company) -> None:
    control(company, "POST", "/snapshots", 201, name="before")
    token = control(company, "POST", "/tokens", 201, person_id=company.owner.id)["token"]

    control(company, "POST", "/snapshots/before/restore", 204)

    assert company.db.first(ApiToken, token=token) is not None


def test_person_created_after_snapshot_is_deleted_by_restore(company: Company) -> None:
    control(company, "POST", "/snapshots", 201, name="before")
    mia = company.member("Mia Member")

    control(company, "POST", "/snapshots/before/restore", 204)

    assert_error(mia.get("get_me"), 401, "the person of this token was deleted")


def test_snapshots_can_be_listed_and_deleted(company: Company) -> None:
    for name in ({"name": "one"}, {}):
        control(company, "POST", "/snapshots", 201, **name)
    listed = control(company, "GET", "/snapshots")["snapshots"]
    assert [snapshot["name"] for snapshot in listed] == ["one", "snapshot-1"]

    control(company, "DELETE", "/snapshots/one", 204)

    assert "Snapshots: 'snapshot-1'" in control(company, "POST", "/snapshots/one/restore", 404)["detail"]
    control(company, "POST", "/snapshots", 409, name="snapshot-1")


def test_snapshots_belong_to_one_world_and_survive_reset(server: Server, company: Company) -> None:
    control(company, "POST", "/snapshots", 201, name="before")

    assert_error(
        server.open().server.control("POST", "/snapshots/before/restore"),
        404,
        "this world has no snapshot 'before'. Snapshots: none",
    )
    control(company, "POST", "/reset", 204)
    control(company, "POST", "/snapshots/before/restore", 204)


# --- shared records --------------------------------------------------------------------------------------------------


def rows_are_shared(one: Database, other: Database) -> bool:
    """Whether two databases contain the same record objects, not copies of them.

    If a fork copied the records, its duration would depend on the size of the world.
    """
    return all(table.shares_records_with(other.tables[kind]) for kind, table in one.tables.items())


def test_fork_and_restore_copy_no_records(server: Server, company: Company) -> None:
    world = company.world
    saved = world.db.fork()
    assert rows_are_shared(saved, world.db)

    design(company.owner)
    assert not rows_are_shared(saved, world.db)

    server.app.worlds.restore(world, saved)
    assert rows_are_shared(saved, world.db)
