from collections.abc import Callable

import pytest

from tests.builders.member_project import EDIT, MemberProject
from tests.builders.projects import Launch
from tests.support import Company


@pytest.fixture
def launch(company: Company) -> Launch:
    return Launch(company)


@pytest.fixture
def member_project_at(company: Company) -> Callable[[int], MemberProject]:
    return lambda level: MemberProject(company, level)


@pytest.fixture
def member_project(company: Company) -> MemberProject:
    """A project that members may edit."""
    return MemberProject(company, EDIT)
