"""Servers with `--shard`. A server creates tokens and ids of its own shard, and rejects those of other shards."""

from collections.abc import Iterator

import pytest

from mockserver.server.settings import BadSetting, Settings
from tests.support import BASE, Company, Server, assert_error

COUNT = 4


@pytest.fixture(scope="module")
def shards() -> Iterator[list[Server]]:
    """Yield four servers, one for each shard, with the same fixture and seed."""
    servers = [Server(Settings(fixture="permissions", shard=f"{index}/{COUNT}")) for index in range(COUNT)]
    yield servers
    for server in servers:
        server.close()


def get_me(server: Server, token: str) -> tuple[int, str | None]:
    response = server.send("GET", f"{BASE}/get_me", {"authorization": f"Bearer {token}"})
    return response.status, response.hint


def create_token(company: Company) -> str:
    body = {"person_id": company.owner.id}
    return str(company.server.control("POST", "/tokens", company.owner.token, **body)["token"])


@pytest.mark.parametrize("index", range(COUNT))
def test_tokens_and_ids_contain_the_shard(shards: list[Server], index: int) -> None:
    company = shards[index].open()

    assert company.world_id.startswith(f"s{index}_")
    for token in (company.owner.token, company.read_only_owner.token, create_token(company)):
        assert token.startswith(f"opk_s{index}_")
        assert get_me(shards[index], token) == (200, None)


def test_shards_with_equal_seeds_make_tokens_that_differ_in_the_shard_only(shards: list[Server]) -> None:
    tokens = [shard.control("GET", "/worlds/default")["owner"]["token"] for shard in shards]

    assert {token.replace(f"s{index}_", "") for index, token in enumerate(tokens)} == {tokens[0].replace("s0_", "")}


@pytest.mark.parametrize("other", [index for index in range(COUNT) if index != 2])
def test_token_of_other_shard_returns_401_with_its_index(shards: list[Server], other: int) -> None:
    company = shards[2].open()

    for token in (company.owner.token, create_token(company)):
        hint = f"the token is not valid on this server; it belongs to shard 2, and this server is shard {other}/4"
        assert get_me(shards[other], token) == (401, hint)
        detail = f"belongs to no open world; it belongs to shard 2, and this server is shard {other}/4"
        assert_error(shards[other].control("GET", "/people", token), 401, detail)


def test_token_without_shard_belongs_to_shard_0(shards: list[Server]) -> None:
    assert get_me(shards[0], "opk_owner") == (200, None)
    for index in range(1, COUNT):
        hint = f"the token is not valid on this server; it belongs to shard 0, and this server is shard {index}/4"
        assert get_me(shards[index], "opk_owner") == (401, hint)


def test_derived_token_of_server_without_shards_is_not_valid_in_shard_0(shards: list[Server]) -> None:
    token = shards[0].control("GET", "/worlds/default")["owner"]["token"]

    assert get_me(shards[0], token) == (200, None)
    hint = "the token was revoked, its world was closed, or it belongs to another server"
    assert get_me(shards[0], token.replace("s0_", "")) == (401, hint)


@pytest.mark.parametrize("path", ["/worlds/{}", "/builds/{}", "/tokens/opk_{}"])
def test_id_of_other_shard_returns_404_with_its_index(shards: list[Server], path: str) -> None:
    method = "DELETE" if "tokens" in path else "GET"

    response = shards[1].control(method, path.format("s3_abcdefghijkl"))

    assert_error(response, 404, "; it belongs to shard 3, and this server is shard 1/4")


def test_fork_of_world_of_other_shard_returns_404_with_its_index(shards: list[Server]) -> None:
    world_id = shards[3].open().world_id

    response = shards[1].control("POST", "/worlds", fork=world_id)

    assert_error(response, 404, "; it belongs to shard 3, and this server is shard 1/4")


def test_fault_of_token_of_other_shard_does_not_apply(shards: list[Server]) -> None:
    demo = Server(Settings(fixture="demo", shard="1/2"))
    try:
        hint = "the token is not valid on this server; it belongs to shard 0, and this server is shard 1/2"
        assert get_me(demo, "opk_down") == (401, hint)
    finally:
        demo.close()


def test_world_list_and_health_show_the_shard(shards: list[Server], server: Server) -> None:
    assert shards[2].control("GET", "/worlds")["shard"] == "2/4"
    assert shards[2].send("GET", "/health").headers["x-mock-shard"] == "2/4"
    assert server.control("GET", "/worlds")["shard"] == "0/1"
    assert "x-mock-shard" not in server.send("GET", "/health").headers


def test_build_id_contains_the_shard(shards: list[Server]) -> None:
    accepted = shards[3].send("POST", "/__mock__/worlds", {"prefer": "respond-async"}, b'{"fixture": "empty"}')

    assert accepted.status == 202
    assert accepted.headers["location"].startswith("/__mock__/builds/s3_")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a", "shard must be INDEX/COUNT, such as 0/4 for the first of four servers, not 'a'."),
        ("00/4", "shard must be INDEX/COUNT, such as 0/4 for the first of four servers, not '00/4'."),
        ("-1/4", "shard must be INDEX/COUNT, such as 0/4 for the first of four servers, not '-1/4'."),
        ("1/4/2", "shard must be INDEX/COUNT, such as 0/4 for the first of four servers, not '1/4/2'."),
        ("٢/4", "shard must be INDEX/COUNT, such as 0/4 for the first of four servers, not '٢/4'."),
        ("0/0", "shard 0/0 is invalid. The number after the slash must be at least 1."),
        ("4/4", "shard 4/4 does not exist. Shards are numbered from 0: 0/4 to 3/4."),
        ("5/4", "shard 5/4 does not exist. Shards are numbered from 0: 0/4 to 3/4."),
    ],
)
def test_invalid_shard_is_an_error(value: str, message: str) -> None:
    with pytest.raises(BadSetting) as error:
        Settings(shard=value)

    assert str(error.value) == message


def test_server_with_one_shard_creates_tokens_without_shard() -> None:
    only = Server(Settings(fixture="empty", shard="0/1"))
    try:
        company = only.open()
        assert not company.owner.token.startswith("opk_s0_") and "_" not in company.world_id
        assert company.owner.get("get_me").status == 200
    finally:
        only.close()
