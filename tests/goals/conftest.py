import pytest

from tests.builders.goals import Stage
from tests.support import Company


@pytest.fixture
def stage(company: Company) -> Stage:
    return Stage(company)
