"""Runs random sessions until a request breaks an invariant. `make fuzz-sessions` runs this module."""

import argparse
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sessions.session import run_session


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000, help="steps in all (default 20000)")
    parser.add_argument("--length", type=int, default=500, help="steps of one session (default 500)")
    parser.add_argument("--seed", type=int, default=1000, help="seed of the first session (default 1000)")
    arguments = parser.parse_args()
    statuses: Counter[int] = Counter()
    for seed in range(arguments.seed, arguments.seed + -(-arguments.steps // arguments.length)):
        print(f"session {seed}", flush=True)
        with TemporaryDirectory() as folder:
            statuses.update(run_session(seed, arguments.length, Path(folder)))
    print(f"{statuses.total()} steps keep every invariant; statuses: {dict(sorted(statuses.items()))}")


if __name__ == "__main__":
    main()
