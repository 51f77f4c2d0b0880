"""The first story: somebody points a client at the server, makes a space and reads it back."""

from tests.support import BASE, Company, Server


def test_without_a_token_nothing_opens(server: Server) -> None:
    answer = server.send("GET", f"{BASE}/get_me")

    assert (answer.status, answer.body) == (401, "Unauthorized")
    assert "content-type" not in answer.headers
    assert answer.hint == "there is no Authorization header; send `Authorization: Bearer <token>`"


def test_the_owner_is_who_the_token_says(company: Company) -> None:
    me = company.owner.done("get_me")["me"]

    assert me["id"] == company.owner.id
    assert me["manager"] is None


def test_a_read_only_token_does_not_create(company: Company) -> None:
    answer = company.read_only_owner.post("create_space", name="Design", mission="Draw")

    assert (answer.status, answer.body) == (403, "Read-only API tokens cannot execute mutations")


def test_a_query_is_not_a_mutation(company: Company) -> None:
    answer = company.owner.post("get_me")

    assert (answer.status, answer.body) == (404, "Mutation not found")
    assert answer.hint == "send it as GET"


def test_a_world_is_gone_with_its_tokens(server: Server) -> None:
    company = server.open()
    assert server.control("DELETE", f"/worlds/{company.world_id}").status == 204

    assert company.owner.get("get_me").status == 401
