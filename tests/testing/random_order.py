"""A pytest plugin that shuffles the tests. The variable SHUFFLE is the seed, so that all workers have the same
order."""

import os
from random import Random

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    Random(int(os.environ["SHUFFLE"])).shuffle(items)
