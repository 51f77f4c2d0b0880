"""A bounded part of the malformed requests that `make fuzz` sends."""

import pytest

from tests.http import raw_fuzz


@pytest.mark.extended
def test_malformed_requests_leave_the_server_alive_and_its_state_unchanged() -> None:
    raw_fuzz.run(1500, seed=1)
