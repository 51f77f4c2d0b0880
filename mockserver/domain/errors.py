"""Errors that domain rules raise. `server/http/responses.py` maps each to its HTTP response."""


class ApiError(Exception):
    """Base class of the errors of a request. `message` is the text for the client, None for the default text of the
    error; `hint` explains the cause to a developer in one sentence."""

    def __init__(self, message: str | None = None, *, hint: str | None = None) -> None:
        super().__init__(message or hint or type(self).__name__)
        self.message = message
        self.hint = hint


class NotFound(ApiError):
    """The record does not exist, or the person can't view it."""


class Forbidden(ApiError):
    """The person can view the record, but lacks a permission."""


class BadRequest(ApiError):
    """The request is invalid in the current state."""


class ServerCrash(ApiError):
    """The real server crashes with a 500. `hint` explains the cause."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint=hint)


class CrashAfterCommit(ServerCrash):
    """The real server responds with a 500 after it committed the changes: they are kept."""


def missing_input(name: str) -> ServerCrash:
    """The error of a handler that reads an optional input which was not sent."""
    return ServerCrash(f"`{name}` is optional in the catalogue, but the real server fails without it")
