"""Pytest fixtures for the control API: a server on a socket, a client, and a world with requests in its journal."""

from collections.abc import Iterator

import httpx
import pytest

from mockserver.server.app import create_app
from mockserver.server.run import in_background
from mockserver.server.settings import Settings
from tests.environments.journal import Plan
from tests.support import Company


@pytest.fixture(scope="session")
def root() -> Iterator[str]:
    """Yield the root URL of a server that listens on a socket."""
    settings = Settings(fixture="empty", port=0)
    with in_background(create_app(settings), settings) as url:
        yield url


@pytest.fixture(scope="session")
def http(root: str) -> Iterator[httpx.Client]:
    """Yield a client that sends requests to the server without a token."""
    with httpx.Client(base_url=root, timeout=30) as client:
        yield client


@pytest.fixture
def plan(company: Company) -> Plan:
    return Plan(company)


@pytest.fixture
def busy(plan: Plan) -> Plan:
    """Clear the journal, send the five requests below, and return the plan."""
    plan.company.server.control("DELETE", "/requests", plan.owner.token)
    plan.owner.get("get_goal", id=plan.goal)
    plan.mia.get("get_me")
    plan.mia.post("goals/update_name", goal_id=plan.goal, name="Grow fast")
    plan.mia.get("get_goal", id="no-such-goal")
    plan.mia.post("edit_company", name="Mine")
    return plan
