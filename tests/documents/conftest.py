import pytest

from tests.environments.documents import DocumentsEnv
from tests.support import Company


@pytest.fixture
def env(company: Company) -> DocumentsEnv:
    return DocumentsEnv(company)
