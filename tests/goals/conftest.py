import pytest

from tests.environments.goals import GoalsEnv
from tests.support import Company


@pytest.fixture
def env(company: Company) -> GoalsEnv:
    return GoalsEnv(company)
