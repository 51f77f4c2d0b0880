"""The table of handlers. A handler is a function with one parameter for each input of its endpoint.

Parameters without a default are read unconditionally: if an optional input is absent, the request fails, as on the real
server. The default `MISSING` distinguishes an absent input from null.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from msgspec import UNSET, UnsetType

from mockserver.domain.context import Context
from mockserver.domain.errors import missing_input
from mockserver.model.record import Record

Reply = dict[str, Any]
Handler = Callable[..., Reply]
Requirement = tuple[type[Record], str]
"""A permission on a kind of record."""

F = TypeVar("F", bound=Handler)

MISSING: Final = UNSET
Missing = UnsetType

HANDLERS: Final[dict[str, "Endpoint"]] = {}


class Endpoint:
    """The handler of an endpoint."""

    __slots__ = ("handler", "name", "parameters", "reads", "requires", "rule")

    def __init__(self, name: str, handler: Handler, requires: tuple[Requirement, ...], rule: str | None) -> None:
        code = handler.__code__
        self.name = name
        self.handler = handler
        self.requires = requires
        self.rule = rule
        self.parameters = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        defaults = len(handler.__defaults__ or ())
        optional = {*code.co_varnames[code.co_argcount - defaults : code.co_argcount], *(handler.__kwdefaults__ or {})}
        self.reads = tuple(name for name in self.parameters if name not in optional)
        """The inputs that the handler reads unconditionally."""

    def __call__(self, ctx: Context, inputs: dict[str, Any]) -> Reply:
        for name in self.reads:
            if name not in inputs:
                raise missing_input(name)
        return self.handler(ctx, **inputs)


def endpoint(name: str, *requires: Requirement, rule: str | None = None) -> Callable[[F], F]:
    """Register a function as the handler of an endpoint.

    `requires` are the permissions that it requires on the records that a request names; `rule` is a condition that is
    not a permission. Both are documentation for `explain`; the tests compare them with the checks that happen.
    """

    def register(handler: F) -> F:
        if name in HANDLERS:
            raise RuntimeError(f"{name} has two handlers")
        HANDLERS[name] = Endpoint(name, handler, requires, rule)
        return handler

    return register


def require_input(name: str, value: Any) -> Any:
    """Return an optional input where the handler reads it. Raises ServerCrash if it is absent."""
    if value is MISSING:
        raise missing_input(name)
    return value
