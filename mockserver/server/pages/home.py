"""The response to `GET /`: a page for a browser, a text for a terminal."""

from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from mockserver.server.server_info import ServerInfo


@cache
def _template() -> Template:
    return Template(files("mockserver.server").joinpath("pages", "home.html").read_text(encoding="utf-8"))


def page(boot: ServerInfo) -> bytes:
    """The page: links to the other pages, the base URL, a first request and the tokens."""
    rows = "".join(
        f'<tr><td data-label="Person">{escape(name)}</td><td data-label="Role">{escape(role)}</td>'
        f'<td data-label="Token"><code>{escape(token)}</code></td></tr>'
        for name, role, token in _tokens(boot)
    )
    call = _first_call(boot)
    return (
        _template()
        .substitute(url=escape(boot.url), company=escape(boot.company), rows=rows, call=escape(call))
        .encode()
    )


def text(boot: ServerInfo) -> bytes:
    """The base URL, the URLs of the pages, the tokens and a first request, for a terminal."""
    lines = [f"{name:24}  {role:10}  {token}" for name, role, token in _tokens(boot)]
    return "\n".join(
        [
            "mockserver, a stand-in for the Operately external API",
            f"  API        {boot.url}",
            f"  console    {boot.control_url}/",
            f"  reference  {boot.control_url}/docs",
            "",
            boot.company,
            *(f"  {line}" for line in lines),
            "",
            _first_call(boot),
            "",
        ]
    ).encode()


def _tokens(boot: ServerInfo) -> list[tuple[str, str, str]]:
    full = [(one.name, one.role, one.token) for one in boot.people]
    return full + [(one.name, "read-only", one.read_only_token) for one in boot.people if one.read_only_token]


def _first_call(boot: ServerInfo) -> str:
    token = boot.people[0].token if boot.people else "<token>"
    return f'curl -H "Authorization: Bearer {token}" {boot.url}/get_me'
