"""Requests that Schemathesis generates from the OpenAPI document: all responses are documented, and the command
`schemathesis` reports only responses that the contract requires."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from mockserver.contract.catalogue import catalogue
from mockserver.server.control.app import ROUTES
from mockserver.server.openapi.document import document as packaged_document
from mockserver.testing import MockServer, MockWorld
from tests import requirements
from tests.openapi import schemathesis_reports
from tests.schema_check import check_response, document
from tests.support import BASE, Company, Person, Server

pytestmark = pytest.mark.extended

EACH = 4
"""The maximum number of generated requests to each endpoint."""
BATCHES = 8

has_command = requirements.programs(schemathesis_reports.COMMAND.name, path=str(schemathesis_reports.COMMAND.parent))


@pytest.fixture(scope="module")
def owner(server: Server) -> Person:
    return Company(server, server.control("POST", "/worlds", fixture="demo").body).owner


@pytest.mark.parametrize("batch", range(BATCHES))
def test_generated_requests_return_documented_responses(batch: int, owner: Person) -> None:
    import schemathesis  # slow to import

    schema = schemathesis.openapi.from_dict(document())
    for endpoint in [*catalogue().endpoints.values()][batch::BATCHES]:
        operation = schema[f"{BASE}/{endpoint.name}"]["GET" if endpoint.kind == "query" else "POST"]
        send_generated(operation, partial(send, owner))


def send(owner: Person, case: Any) -> None:
    """Send the request of a case, and check its response against the document."""
    from schemathesis.core import NOT_SET

    body = b"" if case.body is NOT_SET else json.dumps(case.body).encode()
    response = owner.send(case.method, f"{case.path}?{urlencode(dict(case.query or {}), doseq=True)}", body)
    check_response(case.path.removeprefix(BASE + "/"), response.status, response.body)


def send_generated(operation: Any, send: Callable[[Any], None]) -> None:
    """Generate requests (cases) for an operation, and pass each to `send`. Every run generates the same cases."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EACH,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send_each(case: Any) -> None:
        send(case)

    send_each()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[MockWorld, Path]]:
    """Yield a world with the demo company, and the path of a file with the OpenAPI document."""
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(packaged_document()))
    with MockServer(fixture="demo") as world:
        yield world, path


@has_command
def test_all_phases_of_schemathesis_report_only_responses_that_the_contract_explains(
    served: tuple[MockWorld, Path], tmp_path: Path
) -> None:
    world, document = served
    options = ["--include-path-regex", f"^{BASE}/", "--header", f"Authorization: Bearer {world.token}"]
    events = schemathesis_reports.run(document, world.url.removesuffix(BASE), tmp_path / "events", *options)

    scenarios: Counter[str] = Counter()
    unexplained = []
    for scenario in schemathesis_reports.scenarios(events):
        scenarios[scenario["phase"]] += 1
        found = schemathesis_reports.reports(scenario)
        unexplained += [one for one in found if schemathesis_reports.explanation(one) is None]
    assert {scenarios[phase] for phase in ("examples", "coverage", "fuzzing")} == {len(catalogue().endpoints)}
    assert scenarios["stateful"] > 0
    assert unexplained == []


@has_command
def test_all_phases_of_schemathesis_report_no_response_of_the_control_api(
    served: tuple[MockWorld, Path], tmp_path: Path
) -> None:
    """The server may reject requests that are valid according to the document, because the document does not list all
    valid names, such as the names of endpoints. The stream of events is excluded, because it does not end."""
    world, document = served
    options = ["--include-path-regex", "^/__mock__/", "--exclude-path-regex", "stream$"]
    options += ["--exclude-checks", "positive_data_acceptance"]
    events = schemathesis_reports.run(document, world.url.removesuffix(BASE), tmp_path / "events", *options)

    scenarios = [*schemathesis_reports.scenarios(events)]
    assert {one["phase"] for one in scenarios} == set(schemathesis_reports.PHASES)
    tested = [one for one in scenarios if one["phase"] == "coverage"]
    assert len(tested) == sum(route.listed for route in ROUTES) - 1
    assert [one for scenario in scenarios for one in schemathesis_reports.reports(scenario)] == []
