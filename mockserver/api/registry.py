"""The table of handlers. A handler is a function with one parameter for each input of its endpoint.

A parameter without a default is required. If its input is absent, the request fails as on the real server, even if the
catalogue declares the input as optional. If an absent input has a different effect than null, the parameter has the
default `MISSING`. All `include_*` inputs of an endpoint are in one parameter, `include`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import UNSET, UnsetType

from mockserver.contract.catalogue import catalogue
from mockserver.domain.context import Context
from mockserver.domain.errors import missing_input
from mockserver.model.record import Record

Reply = dict[str, Any]
Handler = Callable[..., Reply]
Requirement = tuple[type[Record], str]
"""A kind of record and the name of a permission on it."""

F = TypeVar("F", bound=Handler)

MISSING: Final = UNSET
Missing = UnsetType

HANDLERS: Final[dict[str, "Endpoint"]] = {}


class Include:
    """The `include_*` inputs of a request: `include.author` is the value of `include_author`, or None if that input was
    not sent."""

    def __init__(self, flags: dict[str, Any]) -> None:
        self.__dict__ = flags

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Endpoint:
    """The handler of an endpoint, its inputs and the permissions that it requires."""

    __slots__ = ("absent", "flags", "handler", "name", "parameters", "required_inputs", "requires", "rule")

    def __init__(self, name: str, handler: Handler, requires: tuple[Requirement, ...], rule: str | None) -> None:
        code = handler.__code__
        self.name = name
        self.handler = handler
        self.requires = requires
        self.rule = rule
        parameters = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        self.flags = _include_flags(name) if "include" in parameters else {}
        """Maps the name of each `include_*` input to the name of the attribute of `Include`."""
        self.absent: dict[str, Any] = dict.fromkeys(self.flags.values())
        self.parameters = (*(parameter for parameter in parameters if parameter != "include"), *self.flags)
        defaults = len(handler.__defaults__ or ())
        optional = {*code.co_varnames[code.co_argcount - defaults : code.co_argcount], *(handler.__kwdefaults__ or {})}
        self.required_inputs = tuple(name for name in parameters if name not in optional and name != "include")
        """The inputs that must be sent: the parameters of the handler without a default."""

    def __call__(self, ctx: Context, inputs: dict[str, Any]) -> Reply:
        for name in self.required_inputs:
            if name not in inputs:
                raise missing_input(name)
        if not self.flags:
            return self.handler(ctx, **inputs)
        include, others = self.absent.copy(), {}
        for name, value in inputs.items():
            attribute = self.flags.get(name)
            if attribute is None:
                others[name] = value
            else:
                include[attribute] = value
        return self.handler(ctx, Include(include), **others)


def _include_flags(name: str) -> dict[str, str]:
    return {
        field.name: field.name.removeprefix("include_")
        for field in catalogue().endpoints[name].inputs
        if field.name.startswith("include_")
    }


def endpoint(name: str, *requires: Requirement, rule: str | None = None) -> Callable[[F], F]:
    """Register a function as the handler of an endpoint.

    `requires` contains the permissions that the handler requires on records. `rule` describes a condition that is not a
    permission. `requires` and `rule` are only declarations: users can read them, and tests compare them with the checks
    that the handler itself makes.
    """

    def register(handler: F) -> F:
        if name in HANDLERS:
            raise RuntimeError(f"{name} has two handlers")
        HANDLERS[name] = Endpoint(name, handler, requires, rule)
        return handler

    return register


def require_input(name: str, value: Any) -> Any:
    """Return the value of an input that is optional in the catalogue, but that the handler requires. Raises ServerCrash
    if the input is absent."""
    if value is MISSING:
        raise missing_input(name)
    return value
