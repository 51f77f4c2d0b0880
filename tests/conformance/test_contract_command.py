"""`mockserver contract record` and `mockserver contract verify`, with servers on loopback."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from mockserver.cli_contract import contract
from mockserver.testing import MockServer, MockWorld

NOW = datetime.now(UTC)
"""The time of the recorded world. It must be the present time, because a real server has no other time, and dates such
as that of the next check-in depend on the time."""


@pytest.fixture(scope="module")
def server() -> Iterator[MockWorld]:
    with MockServer(fixture="empty") as world:
        yield world


@pytest.fixture(scope="module")
def url(server: MockWorld) -> str:
    return server.control_url.removesuffix("/__mock__")


@pytest.fixture(scope="module")
def session(server: MockWorld, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a recorded session that creates a space and a goal and, 8 days later, sends an invalid body."""
    file = tmp_path_factory.mktemp("recorded") / "session.json"
    with server.open(fixture="empty", now=NOW) as world:
        send_session(world)
        result = record(world, file)
    assert result.exit_code == 0, result.output
    return file.read_bytes()


@pytest.fixture
def recorded(session: bytes, tmp_path: Path) -> Path:
    """Return the path of a new copy of the recorded session. The test may change this copy."""
    file = tmp_path / "session.json"
    file.write_bytes(session)
    return file


def send_session(world: MockWorld) -> None:
    api = world.client
    space = {"name": "Bakery", "mission": "Bread", "company_permissions": 70, "public_permissions": 0}
    space_id = api.post("create_space", json=space).json()["space"]["id"]
    goal = {"name": "Grow", "space_id": space_id, "company_access_level": 70, "space_access_level": 70}
    goal_id = api.post("create_goal", json=goal | {"anonymous_access_level": 0, "targets": []}).json()["goal"]["id"]
    assert api.get("get_goal", params={"id": goal_id}).status_code == 200
    world.clock.advance(days=8)
    assert api.post("create_goal", content=b"{", headers={"content-type": "application/json"}).status_code == 400


def run(*args: str, **environment: str) -> Result:
    return CliRunner().invoke(contract, args, env=environment)


def record(world: MockWorld, file: Path) -> Result:
    """Record the journal of a world in a file with `mockserver contract record`."""
    url = world.control_url.removesuffix("/__mock__")
    command = ["record", "--url", url, "--token-env", "WORLD_TOKEN", "-o", str(file)]
    return run(*command, WORLD_TOKEN=world.owner.token)


def test_recorded_session_agrees_with_another_world(
    server: MockWorld, url: str, recorded: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.xml"

    result = run("verify", str(recorded), "--url", url, "--junit", str(report))

    assert result.exit_code == 0, result.output
    assert result.output.endswith("4 steps agree, 0 differ, 0 differ as listed, 0 skipped\n")
    assert len(ElementTree.parse(report).findall(".//testcase")) == 4


def test_recorded_session_has_placeholders_for_ids_and_times(recorded: Path) -> None:
    steps = json.loads(recorded.read_text())["steps"]

    assert steps[0]["endpoint"] == "create_space"
    assert "«id:" in json.dumps(steps[0]["body"], ensure_ascii=False)
    assert {"advance": {"seconds": 8 * 86400.0}} in steps
    assert steps[-1]["raw"]["body"] == "{"


def test_changed_response_is_reported_with_its_pointer(server: MockWorld, url: str, recorded: Path) -> None:
    session = json.loads(recorded.read_text())
    session["steps"][0]["body"]["space"]["name"] = "Brewery"
    recorded.write_text(json.dumps(session))

    result = run("verify", str(recorded), "--url", url)

    assert result.exit_code == 1
    assert '/space/name: expected "Brewery", got "Bakery"' in result.output
    assert "1 differ," in result.output


def test_expected_difference_is_not_a_failure(server: MockWorld, url: str, recorded: Path, tmp_path: Path) -> None:
    session = json.loads(recorded.read_text())
    session["steps"][0]["body"]["space"]["name"] = "Brewery"
    recorded.write_text(json.dumps(session))
    listed = tmp_path / "listed.txt"
    listed.write_text("session 0 the name is random\n")

    result = run("verify", str(recorded), "--url", url, "--expect-different", str(listed))

    assert result.exit_code == 0
    assert result.output == "session: 3 of 4 steps agree\n3 steps agree, 0 differ, 1 differ as listed, 0 skipped\n"


def test_expected_difference_that_does_not_occur_is_printed(
    server: MockWorld, url: str, recorded: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "listed.txt"
    listed.write_text("session 0 the name is random\nother 0 not played\n")

    result = run("verify", str(recorded), "--url", url, "--expect-different", str(listed), "--quiet")

    assert result.exit_code == 0
    assert result.output == (
        f"session 0 agrees with the recording, but is listed in {listed}\n"
        "4 steps agree, 0 differ, 0 differ as listed, 0 skipped\n"
    )


def test_report_that_cannot_be_written_prints_one_line(
    server: MockWorld, url: str, recorded: Path, tmp_path: Path
) -> None:
    report = tmp_path / "missing" / "report.xml"

    result = run("verify", str(recorded), "--url", url, "--junit", str(report))

    assert result.exit_code == 2
    assert result.output.endswith(f"mockserver: cannot write {report}: No such file or directory\n")


@pytest.fixture
def staging(server: MockWorld, tmp_path: Path) -> Iterator[MockWorld]:
    """Yield a world that takes the place of a real server. Its clock shows the present time.

    The names of its company and its owner differ from those in the session. `tokens.toml` contains the token of the
    owner.
    """
    owner = {"full_name": "Uma \\ O'Neill", "email": "uma@staging.example"}
    with server.open(fixture="empty", now=NOW, company={"name": "Staging"}, owner=owner) as world:
        (tmp_path / "tokens.toml").write_text(f'owner = "{world.owner.token}"\n')
        yield world


def test_session_agrees_with_company_of_other_names_and_time(
    staging: MockWorld, url: str, recorded: Path, tmp_path: Path
) -> None:
    result = run("verify", str(recorded), "--url", url, "--tokens", str(tmp_path / "tokens.toml"))

    assert result.exit_code == 0, result.output
    assert result.output.endswith("4 steps agree, 0 differ, 0 differ as listed, 1 skipped\n")


def test_steps_of_people_without_token_are_skipped(
    staging: MockWorld, url: str, recorded: Path, tmp_path: Path
) -> None:
    session = json.loads(recorded.read_text())
    session["steps"][-1]["as"] = "person 2"
    recorded.write_text(json.dumps(session))

    result = run("verify", str(recorded), "--url", url, "--tokens", str(tmp_path / "tokens.toml"))

    assert result.output.endswith("3 steps agree, 0 differ, 0 differ as listed, 2 skipped\n")


def test_read_only_token_fails_each_mutation(
    staging: MockWorld, url: str, recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert staging.owner.read_only_token
    monkeypatch.setenv("READ_ONLY_TOKEN", staging.owner.read_only_token)
    tokens = tmp_path / "read_only.toml"
    tokens.write_text('owner = { env = "READ_ONLY_TOKEN" }')

    result = run("verify", str(recorded), "--url", url, "--tokens", str(tokens), "--show", "1")

    assert result.exit_code == 1
    assert "status: expected 200, got 403" in result.output
    assert len(staging.find_requests("create_space")) == 1
    assert staging.owner.read_only_token not in result.output


def test_mutations_on_company_with_goals_need_yes_write(
    server: MockWorld, url: str, recorded: Path, tmp_path: Path
) -> None:
    tokens = tmp_path / "tokens.toml"
    with server.open(fixture="demo") as world:
        tokens.write_text(f'owner = "{world.owner.token}"\n')
        result = run("verify", str(recorded), "--url", url, "--tokens", str(tokens))

    assert result.exit_code == 2
    assert (
        "already has goals or projects. Use an empty company, or allow the mutations with --yes-write." in result.output
    )


def test_yes_write_allows_mutations_on_company_with_goals(
    server: MockWorld, url: str, recorded: Path, tmp_path: Path
) -> None:
    tokens = tmp_path / "tokens.toml"
    with server.open(fixture="demo") as world:
        tokens.write_text(f'owner = "{world.owner.token}"\n')
        run("verify", str(recorded), "--url", url, "--tokens", str(tokens), "--yes-write")
        assert "Bakery" in {space["name"] for space in world.client.get("get_spaces").json()["spaces"]}


def test_session_is_recorded_from_the_latest_reset(server: MockWorld, tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    with server.open(fixture="empty") as world:
        send_session(world)
        world.reset()
        world.client.get("get_me")
        result = record(world, file)

    assert result.exit_code == 0, result.output
    assert [step["endpoint"] for step in json.loads(file.read_text())["steps"]] == ["get_me"]


def test_world_with_cleared_journal_cannot_be_recorded(server: MockWorld, tmp_path: Path) -> None:
    with server.open(fixture="empty") as world:
        send_session(world)
        world.control("DELETE", "/requests")
        world.client.get("get_me")
        result = record(world, tmp_path / "x.json")

    assert result.exit_code == 1
    assert "the first requests of this world" in result.output


def test_head_request_and_times_in_texts_agree_with_another_world(server: MockWorld, url: str, tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    now = datetime(2026, 3, 12, 9, tzinfo=UTC)
    space = {"mission": "Bread", "company_permissions": 70, "public_permissions": 0}
    with server.open(fixture="empty", now=now) as world:
        world.client.head("get_me")
        for name in ("Due 2026-03-12T09:00:00Z", "2026-03-12T09:00:00Z", "2026-13-12T09:00:00Z"):
            assert world.client.post("create_space", json=space | {"name": name}).status_code == 200
        recorded = record(world, file)
    verified = run("verify", str(file), "--url", url)

    assert recorded.exit_code == 0, recorded.output
    assert json.loads(file.read_text())["steps"][0]["body"] == ""
    assert verified.output.endswith("4 steps agree, 0 differ, 0 differ as listed, 0 skipped\n")


def test_text_that_looks_like_a_placeholder_cannot_be_recorded(server: MockWorld, tmp_path: Path) -> None:
    space = {"name": "See «id:1»", "mission": "Bread", "company_permissions": 70, "public_permissions": 0}
    with server.open(fixture="empty") as world:
        assert world.client.post("create_space", json=space).status_code == 200
        result = record(world, tmp_path / "x.json")

    assert result.exit_code == 1
    assert "create_space or its response contains the text '«id:1»', which a recorded session uses" in result.output


def test_world_with_data_cannot_be_recorded(server: MockWorld, tmp_path: Path) -> None:
    with server.open(fixture="demo") as world:
        result = record(world, tmp_path / "x.json")

    assert result.exit_code == 1
    assert "a world can be recorded only if it was opened from the fixture `empty`" in result.output
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ("owner = 5", "must be a token or"),
        ("owner = ", "is not TOML"),
        ('member = "x"', "no token is given for 'owner', only for member"),
        ('owner = "expired"', "the token of 'owner' is invalid or expired, or does not"),
        ('owner = { env = "NOT_SET_ANYWHERE" }', "the environment variable NOT_SET_ANYWHERE is not set"),
    ],
)
def test_invalid_tokens_file_is_rejected(
    server: MockWorld, url: str, recorded: Path, tmp_path: Path, tokens: str, message: str
) -> None:
    file = tmp_path / "tokens.toml"
    file.write_text(tokens)

    result = run("verify", str(recorded), "--url", url, "--tokens", str(file))

    assert result.exit_code != 0
    assert message in result.output


@pytest.mark.parametrize("text", ["", "{}", "[1]", "<html>", "\xff"])
def test_file_that_is_not_a_session_is_rejected(server: MockWorld, url: str, tmp_path: Path, text: str) -> None:
    file = tmp_path / "session.json"
    file.write_bytes(text.encode("latin-1"))

    result = run("verify", str(file), "--url", url)

    assert result.exit_code == 2
    assert "is not a recorded session" in result.output


class Html(BaseHTTPRequestHandler):
    """A web server that is not a server of Operately: all its responses are HTML."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>hello</html>")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def web_server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Html) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_server_that_returns_html_is_rejected(web_server: str, recorded: Path, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens.toml"
    tokens.write_text('owner = "x"')

    real = run("verify", str(recorded), "--url", web_server, "--tokens", str(tokens))
    mock = run("verify", str(recorded), "--url", web_server)
    record = run("record", "--url", web_server, "-o", str(tmp_path / "html.json"))

    assert "with text/html, expected 200 with a JSON object that has the key 'companies'. Is" in real.output
    assert "is not a mockserver" in mock.output
    assert f"{web_server}/__mock__/requests/contract returned 200; is the server a mockserver?" in record.output
    assert (real.exit_code, mock.exit_code, record.exit_code) == (2, 2, 1)
    assert not (tmp_path / "html.json").exists()


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "not a url", "ftp://127.0.0.1"])
def test_unreachable_server_prints_one_line(recorded: Path, address: str) -> None:
    result = run("verify", str(recorded), "--url", address)

    assert result.exit_code == 2
    assert result.output.startswith("mockserver: the request to ")
