"""Decides which web pages may use the control API.

A web page of any origin can send simple requests to a server on the user's machine. An attacker can also let a host
name resolve to this machine (DNS rebinding). Therefore, the headers `Host`, `Origin` and `Sec-Fetch-Site` are checked.
"""

import re
from collections.abc import Callable, Collection
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from mockserver.server.settings import DEFAULT_PORTS

LOOPBACK_ORIGIN: Final = r"https?://(localhost|[a-z0-9.-]+\.localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?"
LOOPBACK: Final = re.compile(LOOPBACK_ORIGIN)


def rejection(
    header: Callable[[str], str | None],
    *,
    origins: Collection[str],
    hosts: Collection[str],
    is_page: bool,
    has_body: bool,
) -> tuple[int, str] | None:
    """Return the status and the detail of the error if a request must be rejected, or None if it is allowed.

    `header` returns the value of a request header. `origins` and `hosts` are the values of `--cors-origin` and
    `--allowed-host`. `is_page` is true if the path is a page that links on other sites may open. `has_body` is true if
    the request has a body that is not an uploaded file. In a request from a web page, such a body must be JSON.
    """
    host = header("host") or ""
    if host and not host_allowed(host, hosts):
        return (
            403,
            f"the control API does not accept the host {host[:200]!r}; the option --allowed-host allows it",
        )
    origin = header("origin")
    if origin is None:
        navigation = is_page and header("sec-fetch-mode") == "navigate" and header("sec-fetch-dest") == "document"
        if header("sec-fetch-site") in ("cross-site", "same-site") and not navigation:
            return (
                403,
                "web pages of other sites cannot use the control API; the option --cors-origin allows an origin",
            )
        return None
    if not (LOOPBACK.fullmatch(origin) or origin in origins or _is_same(origin, host)):
        page = f"pages of the origin {origin[:200]!r}"
        return 403, f"{page} cannot use the control API; the option --cors-origin allows this origin"
    content_type = (header("content-type") or "").partition(";")[0].strip().lower()
    if has_body and content_type != "application/json":
        return 415, "a request of a web page must have the header `content-type: application/json`"
    return None


def host_allowed(host: str, hosts: Collection[str]) -> bool:
    """Return whether a `Host` header contains an IP address, a name without a dot, a name below `localhost`, or one of
    `hosts`.

    Names without a dot are allowed because they belong to containers and computers of the local network. An attacker
    cannot register such a name.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    name = name.lower().rstrip(".")
    if ("." not in name and ":" not in name) or name.endswith(".localhost") or name in hosts or host.lower() in hosts:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_same(origin: str, host: str) -> bool:
    """Return whether a page with this origin was loaded from this server. `host` is the `Host` header of the
    request."""
    try:
        server, page = urlsplit(f"//{host}"), urlsplit(origin)
        port = page.port or DEFAULT_PORTS.get(page.scheme)
        return (
            bool(host) and server.hostname == page.hostname and (server.port or DEFAULT_PORTS.get(page.scheme)) == port
        )
    except ValueError:
        return False
