"""A pytest plugin that shuffles the tests.

The environment variable SHUFFLE is the seed, so that all workers of a test run have the same order.
"""

import os
from random import Random

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    Random(int(os.environ["SHUFFLE"])).shuffle(items)
