"""A small part of the malformed requests that `make fuzz` sends."""

import pytest

from tests.http import raw_fuzz


@pytest.mark.extended
def test_malformed_requests_do_not_stop_the_server_or_change_its_state() -> None:
    raw_fuzz.run(1500, seed=1)
