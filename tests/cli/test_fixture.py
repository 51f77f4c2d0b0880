"""The commands `mockserver fixture`: print the schema, check files, write generated fixtures, export worlds."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from mockserver.seed import parser
from mockserver.seed.fixture_schema import Fixture, json_schema
from mockserver.seed.generator import presets

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def mockserver(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mockserver", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_fixture_schema_contains_all_keys() -> None:
    result = mockserver("fixture", "schema")
    printed = json.loads(result.stdout)
    assert printed == json.loads(msgspec.json.encode(json_schema()))
    goal = printed["$defs"]["Goal"]
    assert goal["additionalProperties"] is False
    assert {"name", "champion", "targets", "check_ins"} <= set(goal["properties"])
    assert "from" in printed["$defs"]["Target"]["properties"]


def test_fixture_check_reports_valid_and_broken_files(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("people: [{name: Mia Member}]")
    (tmp_path / "bad.yaml").write_text("people: [{name: Mia Member}]\ngoals: [{nmae: Grow}]")
    result = mockserver("fixture", "check", "good.yaml", "bad.yaml", folder=tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith("good.yaml: valid, 2 people")
    assert "bad.yaml:2: unknown key `nmae` in a goal. Did you mean `name`?" in result.stderr


def test_serve_with_broken_fixture_exits_with_status_2(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("goals: [{name: Grow, champion: Unknown Person}]")
    result = mockserver("serve", "--port", "0", "--fixture", "bad.yaml", folder=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "mockserver: the fixture has an error:",
        "bad.yaml:1: unknown person in `champion`: 'Unknown Person'. Known people: 'Olivia Owner', 'owner@example.com'",
    ]


@pytest.mark.extended
def test_fixture_write_creates_a_file_that_loads(tmp_path: Path) -> None:
    assert mockserver("fixture", "write", "demo", "--seed", "3", "-o", str(tmp_path / "demo.json")).returncode == 0
    text = (tmp_path / "demo.json").read_text("utf-8")
    assert msgspec.json.decode(text, type=Fixture) == presets.generate("demo", 3, None)
    # the parser of YAML also reads JSON
    assert parser.parse(text, "demo.json")[0] == presets.generate("demo", 3, None)
    assert mockserver("fixture", "check", str(tmp_path / "demo.json")).returncode == 0
    assert mockserver("fixture", "write", "nothing").returncode == 2


@pytest.mark.extended
def test_fixture_export_without_a_server_exits_with_status_2(tmp_path: Path) -> None:
    result = mockserver("fixture", "export", "--url", "http://127.0.0.1:9")
    assert result.returncode == 2 and "no mockserver responds at http://127.0.0.1:9" in result.stderr


@pytest.mark.extended
def test_fixture_export_of_a_world_can_be_loaded(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--json", "--fixture", "permissions"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        info = json.loads(process.stdout.readline())
        root = info["url"].partition("/api")[0]
        result = mockserver("fixture", "export", "--url", root, "-o", str(tmp_path / "kept.json"))
        process.terminate()
    assert result.returncode == 0, result.stderr
    checked = [mockserver("fixture", "check", name).stdout for name in ("permissions", str(tmp_path / "kept.json"))]
    assert checked[0].partition(": ")[2] == checked[1].partition(": ")[2] != ""
