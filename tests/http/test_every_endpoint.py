"""Each of the 203 endpoints checks the token and the names of the inputs. Mutations reject read-only tokens."""

from collections.abc import Iterator

import pytest

from mockserver.contract.catalogue import Endpoint, catalogue
from mockserver.server.openapi.examples import examples
from mockserver.server.openapi.external import Example
from tests.support import Company, Json, Person, Response, Server

pytestmark = pytest.mark.slow

ENDPOINTS = list(catalogue().endpoints.values())
MUTATIONS = [item for item in ENDPOINTS if item.kind == "mutation"]


@pytest.fixture(scope="module")
def demo(server: Server) -> Company:
    return server.open(fixture="demo")


@pytest.fixture(scope="module")
def example_of(demo: Company) -> dict[str, Example]:
    return examples(catalogue(), demo.db, demo.world.owner_id)


@pytest.fixture(scope="module")
def version(demo: Company) -> Iterator[None]:
    """Check after the tests of this module that their requests have changed nothing."""
    before = demo.db.version
    yield
    assert demo.db.version == before


def ask(person: Person, endpoint: Endpoint, inputs: dict[str, Json]) -> Response:
    return person.get(endpoint.name, **inputs) if endpoint.kind == "query" else person.post(endpoint.name, **inputs)


def name(endpoint: Endpoint) -> str:
    return endpoint.name


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name)
def test_endpoint_without_token_returns_401(demo: Company, example_of: dict[str, Example], endpoint: Endpoint) -> None:
    stranger = Person(demo.server, "", "opk_of_nobody")

    response = ask(stranger, endpoint, dict(example_of[endpoint.name].inputs))

    assert (response.status, response.body) == (401, "Unauthorized")
    assert "content-type" not in response.headers


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("endpoint", MUTATIONS, ids=name)
def test_mutation_with_read_only_token_returns_403(
    demo: Company, example_of: dict[str, Example], endpoint: Endpoint
) -> None:
    response = ask(demo.read_only_owner, endpoint, dict(example_of[endpoint.name].inputs))

    assert (response.status, response.body) == (403, "Read-only API tokens cannot execute mutations")


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name)
def test_endpoint_with_unknown_input_returns_400(demo: Company, endpoint: Endpoint) -> None:
    """Inputs are checked before the token, so the response is the same without a valid token (contract: wire 2)."""
    stranger = Person(demo.server, "", "opk_of_nobody")

    response = ask(stranger, endpoint, {"access_token": "opk_owner"})

    assert (response.status, response.message) == (400, "Unknown input field: access_token")


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("endpoint", [item for item in ENDPOINTS if item.required], ids=name)
def test_missing_required_inputs_are_reported_in_order(demo: Company, endpoint: Endpoint) -> None:
    response = ask(demo.owner, endpoint, {})

    assert (response.status, response.message) == (400, f"Missing required fields: {', '.join(endpoint.required)}")
