"""A check during the tests: a request fails if its handler checks a permission that the handler does not declare."""

from typing import Any

from mockserver.api.registry import Endpoint
from mockserver.domain.context import Context


def install() -> None:
    """Change all handlers so that a handler raises an exception if it checks a permission that it does not declare.

    The response then has the status 500, and its body contains BUG.
    """
    call = Endpoint.__call__

    def checked(self: Endpoint, ctx: Context, inputs: dict[str, Any]) -> Any:
        try:
            return call(self, ctx, inputs)
        finally:
            undeclared = [str(check) for check in ctx.checks if not is_declared(self, check.kind, check.permission)]
            if undeclared:
                raise AssertionError(f"{self.name} does not declare {', '.join(undeclared)}")

    setattr(Endpoint, "__call__", checked)  # noqa: B010  # the class is patched for the whole test run


def is_declared(endpoint: Endpoint, kind: type, permission: str) -> bool:
    """Whether an endpoint declares a permission on a kind of record.

    An endpoint that declares another permission on this kind implicitly declares `can_view`.
    """
    return (kind, permission) in endpoint.requires or (
        permission == "can_view" and any(kind is item for item, _ in endpoint.requires)
    )
