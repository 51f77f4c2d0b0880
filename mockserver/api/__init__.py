"""Handlers of the 203 endpoints, one module per resource. Importing this package registers all handlers."""

from importlib import import_module
from pathlib import Path

for module in sorted(Path(__file__).parent.glob("*/[!_]*.py")):
    import_module(f"{__name__}.{module.parent.name}.{module.stem}")
