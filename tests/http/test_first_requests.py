"""Basic requests: without a token, with a read-only token, with the wrong method, with the token of a closed world."""

from tests.support import BASE, Company, Server, assert_error


def test_request_without_token_returns_401(server: Server) -> None:
    response = server.send("GET", f"{BASE}/get_me")

    assert (response.status, response.body) == (401, "Unauthorized")
    assert "content-type" not in response.headers
    assert response.hint == "there is no Authorization header; send `Authorization: Bearer <token>`"


def test_get_me_returns_person_of_token(company: Company) -> None:
    me = company.owner.call("get_me")["me"]

    assert me["id"] == company.owner.id
    assert me["manager"] is None


def test_read_only_token_cannot_create(company: Company) -> None:
    response = company.read_only_owner.post("create_space", name="Design", mission="Draw")

    assert (response.status, response.body) == (403, "Read-only API tokens cannot execute mutations")


def test_query_sent_as_mutation_returns_404(company: Company) -> None:
    response = company.owner.post("get_me")

    assert (response.status, response.body) == (404, "Mutation not found")
    assert response.hint == "send the request as GET"


def test_tokens_of_closed_world_are_revoked(server: Server) -> None:
    company = server.open()
    assert server.control("DELETE", f"/worlds/{company.world_id}").status == 204

    assert_error(company.owner.get("get_me"), 401, "its world was closed")
