"""A plugin that puts tests into another order; which one is said by SHUFFLE, so that all workers agree on it."""

import os
from random import Random

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    Random(int(os.environ["SHUFFLE"])).shuffle(items)
