"""Handlers of the 203 endpoints, one module per resource. Importing this package registers all of them."""

from importlib import import_module
from pkgutil import walk_packages

for module in walk_packages(__path__, f"{__name__}."):
    import_module(module.name)
