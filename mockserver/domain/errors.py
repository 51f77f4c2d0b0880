"""Errors that domain rules raise. `server/http/responses.py` maps each error to an HTTP response."""


class ApiError(Exception):
    """Base class of the errors of a request. `message` is the text that the client receives. If `message` is None, the
    client receives the default text of the error. `hint` is a sentence that explains the cause to a developer."""

    def __init__(self, message: str | None = None, *, hint: str | None = None) -> None:
        super().__init__(message or hint or type(self).__name__)
        self.message = message
        self.hint = hint


class NotFound(ApiError):
    """Raised if a record does not exist, or if the acting person can't view the record."""


class Forbidden(ApiError):
    """Raised if the acting person can view a record, but lacks the required permission."""


class BadRequest(ApiError):
    """Raised if the real server rejects a request with the status 400."""


class ServerCrash(ApiError):
    """Raised if the real server would crash on the request. The response then has the status 500. `hint` explains the
    cause."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint=hint)


class CrashAfterCommit(ServerCrash):
    """Raised if the real server would crash after it has committed the changes of the request. The response has the
    status 500, but the changes are kept."""


def missing_input(name: str) -> ServerCrash:
    """Return the error for a missing input. The input is optional in the catalogue, but the real server crashes without
    it. `name` is the name of the input."""
    return ServerCrash(f"`{name}` is optional in the catalogue, but the real server crashes without it")
