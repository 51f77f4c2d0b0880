"""Measures the time from the start of the process to the first response, with the largest company: when it is built,
and from the cache."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryDirectory

from benchmarks.harness import BASE, Result, mock


def measure(flags: list[str]) -> Iterator[Result]:
    with TemporaryDirectory() as folder:
        for name, seconds, megabytes in (
            ("enterprise, first build", 20.0, None),
            ("enterprise from the cache", 1.5, 380),
        ):
            with mock("--fixture", "enterprise", "--cache-dir", folder, *flags) as server:
                if server.call("GET", f"{BASE}/get_me").status != 200:
                    raise SystemExit("get_me did not respond with 200")
                yield Result(f"{name}: CPU time to first response", server.busy_seconds() or 0.0, "s", at_most=seconds)
                yield Result(f"{name}: resident", server.resident_megabytes(), "MB", at_most=megabytes)
