"""`mockserver fixture`: the schema, checking files, writing recipes, exporting a live world."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec

from mockserver.seed import parser, presets
from mockserver.seed.fixture_schema import Fixture
from mockserver.seed.json_schema import schema

ROOT = Path(__file__).parents[2]


def mockserver(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mockserver", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_schema_knows_the_keys_of_everything() -> None:
    done = mockserver("fixture", "schema")
    printed = json.loads(done.stdout)
    assert printed == json.loads(msgspec.json.encode(schema()))
    goal = printed["$defs"]["Goal"]
    assert goal["additionalProperties"] is False
    assert {"name", "champion", "targets", "check_ins"} <= set(goal["properties"])
    assert "from" in printed["$defs"]["Target"]["properties"]


def test_checking_tells_what_is_fine_and_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("people: [{name: Mia Member}]")
    (tmp_path / "bad.yaml").write_text("people: [{name: Mia Member}]\ngoals: [{nmae: Grow}]")
    done = mockserver("fixture", "check", "good.yaml", "bad.yaml", folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("good.yaml: fine, 2 people")
    assert "bad.yaml:2: a goal has no key `nmae`" in done.stderr and "did you mean `name`?" in done.stderr


def test_a_server_does_not_start_on_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("goals: [{name: Grow, champion: Nobody}]")
    done = mockserver("serve", "--port", "0", "--fixture", "bad.yaml", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "mockserver: the fixture has a mistake:",
        "bad.yaml:1: `champion` names no person: 'Nobody'; there are 'Olivia Owner', 'owner@example.com'",
    ]


def test_a_recipe_is_written_as_a_file_that_loads(tmp_path: Path) -> None:
    assert mockserver("fixture", "write", "demo", "--seed", "3", "-o", str(tmp_path / "demo.json")).returncode == 0
    text = (tmp_path / "demo.json").read_text("utf-8")
    assert msgspec.json.decode(text, type=Fixture) == presets.write("demo", 3, None)
    assert parser.parse(text, "demo.json")[0] == presets.write("demo", 3, None), "JSON is YAML"
    assert mockserver("fixture", "check", str(tmp_path / "demo.json")).returncode == 0
    assert mockserver("fixture", "write", "nothing").returncode == 2


def test_an_export_without_a_server_says_so(tmp_path: Path) -> None:
    done = mockserver("fixture", "export", "--url", "http://127.0.0.1:9")
    assert done.returncode == 2 and "there is no mockserver at http://127.0.0.1:9" in done.stderr


def test_an_export_of_a_live_world_can_be_served(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--json", "--fixture", "permissions"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        boot = json.loads(process.stdout.readline())
        root = boot["url"].partition("/api")[0]
        done = mockserver("fixture", "export", "--url", root, "-o", str(tmp_path / "kept.json"))
        process.terminate()
    assert done.returncode == 0, done.stderr
    told = [mockserver("fixture", "check", name).stdout for name in ("permissions", str(tmp_path / "kept.json"))]
    assert told[0].partition(": ")[2] == told[1].partition(": ")[2] != ""
