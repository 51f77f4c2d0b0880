import pytest

from tests.builders.hubs import DocumentContainer
from tests.support import Company


@pytest.fixture
def shelf(company: Company) -> DocumentContainer:
    return DocumentContainer(company)
