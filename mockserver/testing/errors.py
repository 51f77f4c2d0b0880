"""The exceptions of the Python client."""


class MockError(Exception):
    """The control API returned an error, or an argument is invalid. The message contains the reason."""


class VerificationError(AssertionError):
    """The number of matching requests differs from the expected number. The message lists the closest requests."""
