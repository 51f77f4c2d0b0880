"""The exceptions of the Python client."""


class MockError(Exception):
    """Raised if the control API returns an error, or if an argument is invalid. The message contains the reason."""


class VerificationError(AssertionError):
    """Raised if the number of matching requests is not the expected number. The message lists the matching requests,
    and the requests that differ least from the expectation."""
