"""The stage on which the feed's scenarios play."""

import pytest

from tests.builders.feed import Stage
from tests.support import Company


@pytest.fixture
def stage(company: Company) -> Stage:
    return Stage(company)
