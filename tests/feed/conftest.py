"""The environment of the tests of the feed."""

import pytest

from tests.environments.feed import FeedEnv
from tests.support import Company


@pytest.fixture
def env(company: Company) -> FeedEnv:
    return FeedEnv(company)
