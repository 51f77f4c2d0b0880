"""How long the largest company takes to build, from the start of the process to its first answer."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness import Result, mock
from benchmarks.start import first_answer

AT_MOST = 20.0


def measure(flags: list[str]) -> Iterator[Result]:
    enterprise = ["--fixture", "enterprise", *flags]
    clock, core = first_answer(enterprise)
    yield Result("enterprise: process start to first answer", clock, "s")
    yield Result("the same, by the time it had a core", core, "s", at_most=AT_MOST)
    with mock(*enterprise) as server:
        yield Result("enterprise: resident", server.resident_megabytes(), "MB")
