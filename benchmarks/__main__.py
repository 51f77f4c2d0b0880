"""Runs the benchmarks, prints a table of the results, and writes them to results.json in this folder.

    python -m benchmarks                      # runs all benchmarks
    python -m benchmarks wire --fixture empty # runs the benchmark "wire", and passes the flags to `mockserver serve`

A benchmark is a module with a function `measure(flags) -> Iterator[Result]`. The module must be listed in MEASUREMENTS.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from benchmarks import (
    builds,
    enterprise,
    fairness,
    feed,
    growth,
    listing,
    memory,
    mixed,
    projects,
    scaling,
    shards,
    start,
    state,
    wire,
    work_map,
    worlds,
)
from benchmarks.harness import Result

MEASUREMENTS: dict[str, Callable[[list[str]], Iterator[Result]]] = {
    "start": start.measure,
    "wire": wire.measure,
    "worlds": worlds.measure,
    "listing": listing.measure,
    "projects": projects.measure,
    "feed": feed.measure,
    "work_map": work_map.measure,
    "scaling": scaling.measure,
    "state": state.measure,
    "builds": builds.measure,
    "enterprise": enterprise.measure,
    "fairness": fairness.measure,
    "memory": memory.measure,
    "shards": shards.measure,
    "mixed": mixed.measure,
    "growth": growth.measure,
}
MAX_SECONDS = 360
"""The maximum duration of a run of all benchmarks, in seconds."""

RESULTS_FILE = Path(__file__).with_name("results.json")


def line(result: Result) -> str:
    digits = {"1/s": 0, "MB": 1}.get(result.unit, 2)
    bounds = [
        f"{word} {bound:g}"
        for word, bound in (("at least", result.at_least), ("at most", result.at_most))
        if bound is not None
    ]
    verdict = {True: "kept", False: "MISSED", None: ""}[result.kept]
    return f"{result.name:<44}{result.value:>12,.{digits}f} {result.unit:<6} {' '.join(bounds):<14} {verdict}".rstrip()


def main(arguments: list[str]) -> int:
    if {"-h", "--help"} & set(arguments):
        print(f"{__doc__}\nThe benchmarks are {', '.join(MEASUREMENTS)}.")
        return 0
    first_flag = next((at for at, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    names, flags = arguments[:first_flag] or list(MEASUREMENTS), arguments[first_flag:]
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"unknown benchmarks: {', '.join(unknown)}. Allowed: {', '.join(MEASUREMENTS)}.", file=sys.stderr)
        return 2

    results: list[Result] = []
    started = perf_counter()
    for name in names:
        before = perf_counter()
        for result in MEASUREMENTS[name](flags):
            print(line(result), flush=True)
            results.append(result)
        print(f"  ({name}: {perf_counter() - before:.0f} s)", flush=True)
    limit = MAX_SECONDS if names == list(MEASUREMENTS) else None
    results.append(Result("duration of all measurements", perf_counter() - started, "s", at_most=limit))
    print(line(results[-1]))
    machine = {"python": platform.python_version(), "system": platform.platform(), "processors": os.cpu_count()}
    report = {"machine": machine, "results": [asdict(result) | {"kept": result.kept} for result in results]}
    RESULTS_FILE.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
