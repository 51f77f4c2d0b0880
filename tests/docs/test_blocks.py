"""The commands and programs in the documentation succeed, and every internal link has a target."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.blocks import FENCE, ROOT, RUN, SHOWN, Block, blocks, documents

LOCAL_ADDRESS = re.compile(r"(127\.0\.0\.1|localhost):4000")
TIMEOUT = 60
NOT_LINKED = {"build", "dist"}


class Workspace:
    """A writable directory in which the blocks of a document run.

    The directory contains links to the files of the project, and a folder `.venv` with three commands: `python`,
    `mockserver` and `pytest`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: subprocess.Popen[str] | None = None
        self.address = ""
        for part in ROOT.iterdir():
            if not part.name.startswith(".") and part.name not in NOT_LINKED:
                (folder / part.name).symlink_to(part)
        commands = folder / ".venv" / "bin"
        commands.mkdir(parents=True)
        for name, call in {"python": "", "mockserver": "-m mockserver", "pytest": "-m pytest"}.items():
            (commands / name).write_text(f'#!/bin/sh\nexec {sys.executable} {call} "$@"\n')
            (commands / name).chmod(0o755)
        for stamp in (".runtime", ".dev"):  # if these files exist, `make` does not install dependencies
            (folder / ".venv" / stamp).touch()
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("MOCKSERVER_", "PYTEST_"))
        }
        self.environment = inherited | {
            "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "MOCKSERVER_PORT": "0",
            "PYTEST_ADDOPTS": "--collect-only -q",  # `make test` must not run the tests again
        }

    def run(self, block: Block) -> None:
        """Run a block. If the block fails, the error message contains its output."""
        if name := block.word("file"):
            (self.folder / name).write_text(self._with_address(block.code))
        if block.language not in RUN or block.word("file") or block.word("excerpt"):
            return
        if "serves" in block.words:
            self.serve(["bash", "-ec", block.code])
            return
        if self.server is None and (LOCAL_ADDRESS.search(block.code) or "examples/" in block.code):
            self.serve([sys.executable, "-m", "mockserver", "serve"])
        result = subprocess.run(
            self._command(block),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=TIMEOUT,
        )
        assert result.returncode == 0, f"{block.where} ends with {result.returncode}\n{result.stdout}\n{result.stderr}"

    def _command(self, block: Block) -> list[str]:
        code = self._with_address(block.code)
        if block.language == "sh":
            return ["bash", "-e", "-o", "pipefail", "-c", code]
        if block.language == "js":
            (self.folder / "block.mjs").write_text(code)
            return ["node", "block.mjs"]
        test = "def test_" in code
        file = self.folder / ("test_block.py" if test else "block.py")
        file.write_text(code)
        alone = ["-m", "pytest", "-q", "-p", "mockserver.pytest_plugin", "-o", "addopts="] if test else []
        alone += ["--rootdir", str(self.folder)] if test else []
        return ["env", "PYTEST_ADDOPTS=", sys.executable, *alone, file.name]

    def _with_address(self, code: str) -> str:
        # `make bench` is not run, because its measurements take minutes
        code = re.sub(r"^make bench", "make --dry-run bench", code, flags=re.M)
        return LOCAL_ADDRESS.sub(self.address, code) if self.address else code

    def serve(self, command: list[str]) -> None:
        """Start the server that the following blocks use, and wait until it prints its address."""
        self.stop()
        self.server = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        assert self.server.stdout is not None
        until = time.monotonic() + TIMEOUT
        while time.monotonic() < until and (line := self.server.stdout.readline()):
            if found := re.search(r"http://([\d.]+:\d+)/api/external", line):
                self.address = found[1]
                self.environment["OPERATELY_URL"] = f"http://{found[1]}/api/external/v1"
                return
        pytest.fail(f"{command} did not print its address")

    def stop(self) -> None:
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGTERM)
            self.server.wait(10)
            if self.server.stdout is not None:
                self.server.stdout.close()
            self.server = None


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path)
    yield made
    made.stop()


def missing_requirement(block: Block) -> str | None:
    """Return the program or package that a block requires and that is not installed, or None."""
    needed = block.word("needs") or ("node" if block.language == "js" else None)
    if needed is None:
        return None
    command, _, package = needed.partition(":")
    if shutil.which(command) is None:
        return command
    if command == "docker" and subprocess.run(["docker", "info"], capture_output=True).returncode:
        return "a running docker"
    if package and subprocess.run([command, "-e", f"require({package!r})"], capture_output=True, cwd=ROOT).returncode:
        return f"{command}'s package {package}"
    return None


@pytest.mark.extended
@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_block_of_document_runs(workspace: Workspace, document: Path) -> None:
    absent = set()
    for block in blocks(document):
        if missing := missing_requirement(block):
            absent.add(missing)
        else:
            workspace.run(block)
    if absent:
        pytest.skip(f"blocks that need {', '.join(sorted(absent))} were not run")


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_block_has_language_and_known_words(document: Path) -> None:
    for block in blocks(document):
        assert block.language in RUN | SHOWN, f"{block.where}: write sh, python or js, or text for output"
        for word in block.words:
            assert word == "serves" or re.fullmatch(r"(file|needs|excerpt)=\S+", word), (
                f"{block.where}: unknown word {word!r}"
            )


def test_every_excerpt_is_in_named_file() -> None:
    excerpts = [block for document in documents() for block in blocks(document) if block.word("excerpt")]

    assert excerpts
    for block in excerpts:
        assert block.code in (ROOT / str(block.word("excerpt"))).read_text(encoding="utf-8"), block.where


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_internal_link_has_target(document: Path) -> None:
    for target, fragment in re.findall(r"\]\(([^)#\s]*)(?:#([^)]*))?\)", re.sub(r"`[^`\n]*`", "", prose(document))):
        if re.match(r"\w+:", target):
            continue
        path = document.parent / target if target else document
        assert path.exists(), f"{document.name}: there is no {target}"
        assert not fragment or fragment in headings(path), f"{document.name}: {target} has no heading #{fragment}"


def prose(document: Path) -> str:
    """Return the text of a document without its code blocks."""
    return FENCE.sub("", document.read_text(encoding="utf-8"))


def headings(document: Path) -> set[str]:
    """Return the link fragments that GitHub generates for the headings of a document."""
    titles = re.findall(r"^#+ (.+)$", prose(document), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
