"""The HTTP client of the importer. It retries requests, reports errors, and stores responses in the cache."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self

import httpx

from mockserver.contract.catalogue import catalogue
from mockserver.importer.cache import Cache

Json = Any

CONNECTIONS: Final = 4
TIMEOUT_SECONDS: Final = 60
ATTEMPTS: Final = 6
MAX_WAIT_SECONDS: Final = 60.0
RETRIED: Final = frozenset({429, 500, 502, 503, 504})
"""Requests whose response has one of these statuses are repeated. After a status 500, a request is repeated only once,
because the same request usually crashes a real server again."""


class CannotImport(RuntimeError):
    """Raised if the import cannot continue. The message contains the reason and what to do."""


class NotVisible(LookupError):
    """Raised if the server does not return a record. Possible reasons: the person of the token may not view the record,
    the record was deleted during the import, or the request crashed the server (status 500)."""


class Client:
    """Reads from the external API with a token. Several threads can use the same client. `progress` is called with
    messages for the user."""

    def __init__(
        self,
        url: str,
        token: str,
        cache: Cache,
        *,
        progress: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.url = url.rstrip("/").removesuffix(catalogue().base_path)
        self.requests = 0
        self.server_time: datetime | None = None
        self._cache = cache
        self._progress = progress
        try:
            self._http = httpx.Client(
                base_url=self.url,
                headers={"authorization": f"Bearer {token}", "accept": "application/json"},
                timeout=httpx.Timeout(TIMEOUT_SECONDS, pool=None),
                limits=httpx.Limits(max_connections=CONNECTIONS),
            )
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise CannotImport(f"the address or the token is invalid: {type(error).__name__}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._http.close()

    def get(self, endpoint: str, **inputs: str | bool | list[str]) -> Json:
        """Return the response body of a query: from the cache, or else from the server. Raises NotVisible or
        CannotImport."""
        query = httpx.QueryParams(tuple(pair for name, value in inputs.items() for pair in _parameters(name, value)))
        key = f"{endpoint}?{query}"
        body = self._cache.pop(key)
        if body is None:
            body = self.fetch(endpoint, query)
            self._cache.add(key, body)
        return body

    def fetch(self, endpoint: str, query: httpx.QueryParams | None = None) -> Json:
        """Return the response body of a query, always from the server. Raises NotVisible or CannotImport."""
        path = f"{catalogue().base_path}/{endpoint}"
        response = self._send(path, query or httpx.QueryParams())
        if response.status_code == 401:
            raise CannotImport("the token is invalid, expired or revoked (status 401). Create a new one in Operately.")
        try:
            body = response.json()
        except ValueError:
            body = None
        if response.status_code in (403, 404, 500) and isinstance(body, dict):
            raise NotVisible(f"{endpoint} returned {response.status_code}")
        if response.status_code != 200 or not isinstance(body, dict):
            kind = response.headers.get("content-type", "no content type")
            raise CannotImport(
                f"GET {path} returned {response.status_code} with {kind}, expected 200 with a JSON object. "
                f"Is {self.url} an Operately server? Give only its address, for example https://app.operately.com."
            )
        return body

    def _send(self, path: str, query: httpx.QueryParams) -> httpx.Response:
        """Send a request. After a failed connection or a temporary error, repeat the request, with increasing delays.
        Raises CannotImport."""
        for attempt in range(ATTEMPTS):
            last, retry_after = attempt == ATTEMPTS - 1, None
            self.requests += 1
            try:
                response = self._http.get(path, params=query)
            except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
                message = f"{self.url!r} is not an address such as https://app.operately.com: {error}"
                raise CannotImport(message) from None
            except httpx.ConnectError as error:
                if attempt or self.server_time is not None:
                    problem = f"cannot connect to {self.url}: {error}"
                else:
                    raise CannotImport(f"no server responds at {self.url}: {error}") from None
            except httpx.TimeoutException:
                problem = f"{self.url} did not respond to {path} within {TIMEOUT_SECONDS} seconds"
            except httpx.HTTPError as error:
                problem = f"the request for {path} failed: {str(error) or type(error).__name__}"
            else:
                self._store_server_time(response)
                crashed_again = response.status_code == 500 and attempt > 0
                if response.status_code not in RETRIED or crashed_again or (last and response.status_code == 500):
                    return response
                problem = f"GET {path} returned {response.status_code}"
                retry_after = response.headers.get("retry-after")
            if not last:
                seconds = _retry_delay(attempt, retry_after)
                self._progress(f"{problem}; the next attempt is in {seconds:g} s")
                time.sleep(seconds)
        raise CannotImport(
            f"{problem}, {ATTEMPTS} times in a row. To continue the import, run the same command again later."
        )

    def _store_server_time(self, response: httpx.Response) -> None:
        try:
            self.server_time = parsedate_to_datetime(response.headers.get("date", "")).astimezone(UTC)
        except ValueError:
            self.server_time = self.server_time or datetime.now(UTC)


def _parameters(name: str, value: str | bool | list[str]) -> list[tuple[str, str]]:
    if isinstance(value, list):
        return [(f"{name}[]", item) for item in value]
    return [(name, str(value).lower() if isinstance(value, bool) else value)]


def _retry_delay(attempt: int, retry_after: str | None) -> float:
    """Return the seconds until the next attempt. The header `Retry-After` determines this time. Without the header, the
    time is 0.5 seconds after attempt 0, and doubles with each attempt."""
    if retry_after is not None and retry_after.strip().isdigit():
        return min(float(retry_after), MAX_WAIT_SECONDS)
    if retry_after is not None:
        try:
            seconds = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            pass
        else:
            return min(max(seconds, 0), MAX_WAIT_SECONDS)
    return 0.5 * float(2**attempt)
