"""`examples/scale-out`: nginx in front of four shards, with many worlds at the same time."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
import yaml

from benchmarks.nginx import CONFIGURATION, SEARCH_PATH, nginx
from tests import requirements
from tests.docs.blocks import ROOT

FOLDER = ROOT / "examples/scale-out"
BASE = "/api/external/v1"
COUNT = 4
WORLDS = 400
THREADS = 32

requires_nginx = requirements.programs("nginx", path=SEARCH_PATH)


# --- the files


def test_compose_file_has_a_service_for_each_shard_of_nginx() -> None:
    services = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))["services"]
    shards = {name: service for name, service in services.items() if name != "nginx"}

    assert [service["environment"] for service in shards.values()] == [
        {"MOCKSERVER_SHARD": f"{index}/{COUNT}"} for index in range(COUNT)
    ]
    assert set(services["nginx"]["depends_on"]) == set(shards)
    assert Counter(
        re.findall(r"server (mockserver-\d):4000;", CONFIGURATION.read_text(encoding="utf-8"))
    ) == dict.fromkeys(shards, 2)


def test_stateful_set_has_a_service_for_each_shard_of_nginx() -> None:
    documents = list(yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text(encoding="utf-8")))
    (stateful,) = [item for item in documents if item["kind"] == "StatefulSet"]
    names = [f"mockserver-{index}" for index in range(COUNT)]
    (container,) = stateful["spec"]["template"]["spec"]["containers"]

    assert stateful["spec"]["replicas"] == COUNT
    assert {"name": "MOCKSERVER_SHARD", "value": f"$(POD_INDEX)/{COUNT}"} in container["env"]
    pods = {
        item["metadata"]["name"]: item["spec"]["selector"].get("statefulset.kubernetes.io/pod-name")
        for item in documents
        if item["kind"] == "Service"
    }
    assert [pods.get(name) for name in names] == names
    (ingress,) = [item for item in documents if item["kind"] == "Ingress"]
    backend = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["name"]
    assert backend in pods


# --- with nginx


@pytest.fixture(scope="module")
def proxy() -> Iterator[httpx.Client]:
    """Yield a client of an nginx that is in front of four shards with the fixture `empty`."""
    with ExitStack() as stack:
        ports = [stack.enter_context(shard(index)) for index in range(COUNT)]
        port = stack.enter_context(nginx(ports)).port
        yield stack.enter_context(client(f"http://127.0.0.1:{port}"))


def client(url: httpx.URL | str) -> httpx.Client:
    return httpx.Client(base_url=url, timeout=60, trust_env=False, verify=False)


@contextmanager
def shard(index: int) -> Iterator[int]:
    """Run the shard with this index, and yield its port."""
    options = ["--fixture", "empty", "--port", "0", "--json", "--shard", f"{index}/{COUNT}"]
    command = [sys.executable, "-m", "mockserver", "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield int(json.loads(process.stdout.readline())["url"].split(":")[2].split("/")[0])
        finally:
            process.terminate()


def bearer(world: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {world['owner']['token']}"}


def open_world(proxy: httpx.Client, seed: int = 0) -> dict[str, Any]:
    opened = proxy.post("/__mock__/worlds", json={"fixture": "empty", "seed": seed})
    assert opened.status_code == 201, opened.text
    world: dict[str, Any] = opened.json()
    return world


@pytest.mark.extended
@requires_nginx
def test_requests_of_400_parallel_worlds_reach_the_shard_of_their_world(proxy: httpx.Client) -> None:
    def use(number: int) -> dict[str, Any]:
        """Open a world, and create a space in it. The world stays open."""
        body = {"name": f"Space {number}", "mission": "Draw"}
        with client(proxy.base_url) as own:
            world = open_world(own)
            assert own.post(f"{BASE}/create_space", headers=bearer(world), json=body).status_code == 200
        return world | {"space": body["name"]}

    def check(world: dict[str, Any]) -> None:
        """Check that the world contains only its own space and requests, and can be forked and closed."""
        headers = bearer(world)
        with client(proxy.base_url) as own:
            spaces = {space["name"] for space in own.get(f"{BASE}/get_spaces", headers=headers).json()["spaces"]}
            assert {name for name in spaces if name.startswith("Space ")} == {world["space"]}
            assert own.get(f"/__mock__/worlds/{world['id']}").json()["id"] == world["id"]
            journal = own.get("/__mock__/requests", headers=headers).json()["requests"]
            assert [entry["endpoint"] for entry in journal] == ["create_space", "get_spaces"]
            fork = own.post("/__mock__/worlds", headers=headers, json={"fork": world["id"]})
            assert fork.status_code == 201 and mark(fork.json()) == mark(world)
            for closed in (fork.json(), world):
                assert own.delete(f"/__mock__/worlds/{closed['id']}").status_code == 204
            closed_world = own.get(f"{BASE}/get_me", headers=headers)
            assert (closed_world.status_code, closed_world.text) == (401, "Unauthorized")

    with ThreadPoolExecutor(THREADS) as pool:
        worlds = list(pool.map(use, range(WORLDS)))
        list(pool.map(check, worlds[::-1]))

    assert len({world["id"] for world in worlds}) == WORLDS
    assert Counter(map(mark, worlds)) == {f"s{index}": WORLDS // COUNT for index in range(COUNT)}


def mark(world: dict[str, Any]) -> str:
    shard = str(world["id"]).partition("_")[0]
    assert world["owner"]["token"].startswith(f"opk_{shard}_")
    return shard


@pytest.mark.extended
@requires_nginx
def test_requests_without_shard_reach_shard_0(proxy: httpx.Client) -> None:
    owner = {"authorization": "Bearer opk_owner"}

    assert proxy.get(f"{BASE}/get_me", headers=owner).status_code == 200
    assert proxy.get("/__mock__/worlds").json()["shard"] == "0/4"
    assert proxy.get("/health").headers["x-mock-shard"] == "0/4"


@pytest.mark.extended
@requires_nginx
def test_file_is_found_in_its_shard_without_a_token(proxy: httpx.Client) -> None:
    worlds = [open_world(proxy, seed) for seed in range(COUNT)]
    assert len(set(map(mark, worlds))) == COUNT

    for world in worlds:
        headers = bearer(world) | {"content-type": "text/plain"}
        content = f"file of {world['id']}"
        created = proxy.post("/__mock__/blobs?filename=a.txt", headers=headers, content=content)
        assert created.status_code == 201, created.text
        assert proxy.get(f"/blobs/{created.json()['id']}", headers=bearer(world)).text == content
        assert proxy.get(f"/blobs/{created.json()['id']}").text == content
    absent = proxy.get("/blobs/00000000-0000-4000-8000-000000000000")
    assert (absent.status_code, absent.text) == (404, "Not Found")


@pytest.mark.extended
@requires_nginx
def test_background_build_is_found_in_its_shard(proxy: httpx.Client) -> None:
    for seed in range(COUNT):
        accepted = proxy.post(
            "/__mock__/worlds", headers={"prefer": "respond-async"}, json={"fixture": "empty", "seed": seed}
        )
        assert accepted.status_code == 202

        assert proxy.get(accepted.headers["location"]).status_code == 200
