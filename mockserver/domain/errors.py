"""Errors that domain rules raise. `server/http/responses.py` maps each to its HTTP response."""


class ApiError(Exception):
    """Base class of the errors of a request. `message` is the text for the client, None for the default text of the
    error; `hint` explains the cause to a developer in one sentence."""

    def __init__(self, message: str | None = None, *, hint: str | None = None) -> None:
        super().__init__(message or hint or type(self).__name__)
        self.message = message
        self.hint = hint


class NotFound(ApiError):
    """It is not there, or not for this person to see."""


class Forbidden(ApiError):
    """The person may see it but not do this."""


class BadRequest(ApiError):
    """The request makes no sense here."""


class ServerCrash(ApiError):
    """The real server stumbles over this and answers 500. `hint` says over what."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint=hint)


class CrashAfterCommit(ServerCrash):
    """The same after the work was saved: it stays, only the answer fails."""


def absent(name: str) -> ServerCrash:
    """The crash of a handler that reads an optional input which was not sent."""
    return ServerCrash(f"`{name}` is optional in the catalogue, but the real server fails without it")
