import pytest

from tests.builders.hubs import Shelf
from tests.support import Company


@pytest.fixture
def shelf(company: Company) -> Shelf:
    return Shelf(company)
