"""The exceptions of the Python client."""


class MockError(Exception):
    """The control API refused a request, or an argument is invalid. The message contains the reason."""


class VerificationError(AssertionError):
    """The number of matching requests is not the expected one. The message lists the closest requests."""
