"""The code blocks of the documentation, and how each is run.

The word after the fence says what a block is; the words after it say what it takes (they are not shown to a reader):

    ```sh                  commands, run with `bash -e` beside a server that serves `demo` at 127.0.0.1:4000
    ```sh serves           commands that start that server and do not end; the blocks below talk to this one
    ```python              a program; with a `def test_` in it, a test for pytest
    ```js                  a module for node
    ```go file=x_test.go   a file; the commands that test it stand in a block that `needs=go`
    ```yaml file=x.yaml    (any language) a file that the blocks below it find in their directory
    ```sh needs=docker     run only where that command is; `needs=node:axios` where node finds that package
    ```python excerpt=x.py a part of that file of ours, word for word
    ```text                output or data, as `json`, `yaml`, `toml`, `http` and `make` are; never run
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]

RUN: Final = frozenset({"sh", "python", "js"})
SHOWN: Final = frozenset({"text", "json", "yaml", "toml", "http", "make", "go", "ts"})

FENCE: Final = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<code>.*?)^(?P=indent)```$", re.M | re.S)


class Block(NamedTuple):
    """A block of a document. `words` are what follows its language."""

    document: Path
    line: int
    language: str
    words: tuple[str, ...]
    code: str

    @property
    def where(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"

    def word(self, name: str) -> str | None:
        """The value of `name=value`."""
        return next((word.partition("=")[2] for word in self.words if word.startswith(f"{name}=")), None)


def documents() -> list[Path]:
    """Everything that is written for people."""
    patterns = ("*.md", "docs/**/*.md", "examples/README.md", "examples/*/README.md")
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def blocks(document: Path) -> Iterator[Block]:
    """The blocks of a document, from top to bottom."""
    text = document.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        language, *words = found["info"].split() or [""]
        code = re.sub(f"^{found['indent']}", "", found["code"], flags=re.M)
        yield Block(document, text[: found.start()].count("\n") + 1, language, tuple(words), code)
