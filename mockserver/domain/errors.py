"""Errors that domain rules raise. `server/http/responses.py` maps each to its HTTP response."""


class ApiError(Exception):
    """Base class of the errors of a request. `message` is the text for the client. If `message` is None, the response
    has the default text of the error. `hint` explains the cause to a developer in one sentence."""

    def __init__(self, message: str | None = None, *, hint: str | None = None) -> None:
        super().__init__(message or hint or type(self).__name__)
        self.message = message
        self.hint = hint


class NotFound(ApiError):
    """Raised if a record does not exist or the acting person can't view it."""


class Forbidden(ApiError):
    """Raised if the acting person can view a record, but lacks a permission."""


class BadRequest(ApiError):
    """Raised if a request is invalid in the current state of the records."""


class ServerCrash(ApiError):
    """Raised if the real server would crash on the request and therefore respond with the status 500. `hint` explains
    the cause."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint=hint)


class CrashAfterCommit(ServerCrash):
    """Raised if the real server responds with the status 500 although it has committed the changes, which are then
    kept."""


def missing_input(name: str) -> ServerCrash:
    """Return the error for an absent input that is optional in the catalogue, but that the handler requires."""
    return ServerCrash(f"`{name}` is optional in the catalogue, but the real server crashes without it")
