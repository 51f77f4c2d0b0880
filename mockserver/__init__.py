"""A stateful stand-in for the Operately external API. Tests use `asgi` and `MockServer` (docs/testing.md)."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.testing import MockServer, asgi

__all__ = ["MockServer", "__version__", "asgi"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'mockserver' has no attribute {name!r}")
    from mockserver import testing  # imported here, because `testing` imports httpx, which a server does not need

    return getattr(testing, name)
