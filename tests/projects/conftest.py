from collections.abc import Callable

import pytest

from tests.builder import EDIT
from tests.environments.projects import ProjectEnv
from tests.support import Company


@pytest.fixture
def env(company: Company) -> ProjectEnv:
    """Return a project that only the owner can view."""
    return ProjectEnv(company)


@pytest.fixture
def shared_env_at(company: Company) -> Callable[[int], ProjectEnv]:
    """Return a function that creates a project. Its argument is the access level of all members of the company."""
    return lambda level: ProjectEnv(company, company.general_id, level)


@pytest.fixture
def shared_env(company: Company) -> ProjectEnv:
    """Return a project that all members of the company may edit."""
    return ProjectEnv(company, company.general_id, EDIT)
