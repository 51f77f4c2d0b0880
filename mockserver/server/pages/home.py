"""The home page, which `GET /` returns as HTML for browsers and as text for command-line clients."""

from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from mockserver.server.server_info import ServerInfo


@cache
def _template() -> Template:
    return Template(files("mockserver.server").joinpath("pages", "home.html").read_text(encoding="utf-8"))


def page(info: ServerInfo) -> bytes:
    """Return the home page as HTML. It contains links, the base URL, an example of a request, and the tokens."""
    rows = "".join(
        f'<tr><td data-label="Person">{escape(name)}</td><td data-label="Role">{escape(role)}</td>'
        f'<td data-label="Token"><code>{escape(token)}</code></td></tr>'
        for name, role, token in _tokens(info)
    )
    call = _first_call(info)
    return (
        _template()
        .substitute(url=escape(info.url), company=escape(info.company), rows=rows, call=escape(call))
        .encode()
    )


def text(info: ServerInfo) -> bytes:
    """Return the home page as text. It contains the URLs, the tokens, and an example of a request."""
    lines = [f"{name:24}  {role:10}  {token}" for name, role, token in _tokens(info)]
    return "\n".join(
        [
            "mockserver, a stand-in for the Operately external API",
            f"  API        {info.url}",
            f"  console    {info.control_url}/",
            f"  reference  {info.control_url}/docs",
            "",
            info.company,
            *(f"  {line}" for line in lines),
            "",
            _first_call(info),
            "",
        ]
    ).encode()


def _tokens(info: ServerInfo) -> list[tuple[str, str, str]]:
    people = info.people
    tokens = [(person.name, person.role, person.token) for person in people]
    return tokens + [(person.name, "read-only", person.read_only_token) for person in people if person.read_only_token]


def _first_call(info: ServerInfo) -> str:
    token = info.people[0].token if info.people else "<token>"
    return f'curl -H "Authorization: Bearer {token}" {info.url}/get_me'
