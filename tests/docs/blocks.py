"""The code blocks of the documentation, and how the tests run them.

The first word after the opening fence is the language. The words after the language change how the block is tested.
GitHub does not show these words.

    ```sh                  commands, run with `bash -e`. A server with the fixture `demo` runs at 127.0.0.1:4000
    ```sh serves           commands that start another server and do not end. The blocks below use this server
    ```python              a program. If it contains `def test_`, it is run by pytest
    ```js                  a module, run by node
    ```go file=x_test.go   a file. A block with `needs=go` contains the commands that run it
    ```yaml file=x.yaml    a file (of any language) in the directory in which the blocks below run
    ```sh needs=docker     commands that are run only if `docker` is installed
    ```js needs=node:axios a block that is run only if node finds the package `axios`
    ```python excerpt=x.py text that must be part of this file of the repository
    ```text                output or data, which is not run; also `json`, `yaml`, `toml`, `http`, `make` and `ts`
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
    """A code block of a document. `words` are the words after the language."""

    document: Path
    line: int
    language: str
    words: tuple[str, ...]
    code: str

    @property
    def where(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"

    def word(self, name: str) -> str | None:
        """Return the value of the word `name=value`, or None if the block has no such word."""
        return next((word.partition("=")[2] for word in self.words if word.startswith(f"{name}=")), None)


def documents() -> list[Path]:
    """Return the paths of the Markdown files of the repository that contain documentation."""
    patterns = ("*.md", "docs/**/*.md", "examples/README.md", "examples/*/README.md", "clients/*/README.md")
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def blocks(document: Path) -> Iterator[Block]:
    """Yield the blocks of a document, from top to bottom."""
    text = document.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        language, *words = found["info"].split() or [""]
        code = re.sub(f"^{found['indent']}", "", found["code"], flags=re.M)
        yield Block(document, text[: found.start()].count("\n") + 1, language, tuple(words), code)
