"""Benchmarks of the server. `python -m benchmarks` runs them. Each module with a function `measure` is a benchmark."""
