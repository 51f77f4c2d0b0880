"""What can go wrong in a rule. The wire spells each in one place, `server/answer.py`."""


class Refusal(Exception):
    """A rule said no. `message` is the text for the client, None where the wire has a standing one;
    `hint` tells a developer why, in one sentence."""

    def __init__(self, message: str | None = None, *, hint: str | None = None) -> None:
        super().__init__(message or hint or type(self).__name__)
        self.message = message
        self.hint = hint


class NotFound(Refusal):
    """It is not there, or not for this person to see."""


class Forbidden(Refusal):
    """The person may see it but not do this."""


class BadRequest(Refusal):
    """The request makes no sense here."""


class ServerCrash(Refusal):
    """The real server stumbles over this and answers 500. `hint` says over what."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint=hint)


class CrashAfterCommit(ServerCrash):
    """The same after the work was saved: it stays, only the answer fails."""


def absent(name: str) -> ServerCrash:
    """The crash of a handler that reads an optional input which was not sent."""
    return ServerCrash(f"`{name}` is optional in the catalogue, but the real server fails without it")
