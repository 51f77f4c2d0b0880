"""How fast it is, measured: `python -m benchmarks`. A measurement is a module with `measure`; see `__main__`."""
