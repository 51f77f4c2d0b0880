"""Benchmarks of the server: `python -m benchmarks`. Each module with a function `measure` is a benchmark."""
