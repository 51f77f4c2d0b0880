"""The code blocks of the documentation, and how the tests run them.

The first word after the fence is the language. The words after the language change how the block is tested. Web pages
show none of these words.

```sh                  commands, run with `bash -e` while a server with `demo` runs at 127.0.0.1:4000
    ```sh serves           commands that start another server and do not end; the blocks below use this server
    ```python              a program; if it contains `def test_`, a test for pytest
    ```js                  a module for node
    ```go file=x_test.go   a file; the commands that test it are in a block with `needs=go`
    ```yaml file=x.yaml    (any language) a file in the directory in which the blocks below run
    ```sh needs=docker     run only if this command is installed; `needs=node:axios`: if node finds this package
    ```python excerpt=x.py an exact excerpt of this file of the repository
    ```text                output or data; never run, and neither are `json`, `yaml`, `toml`, `http`, `make` and `ts`
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
    """A code block of a document. `words` contains the words after the language."""

    document: Path
    line: int
    language: str
    words: tuple[str, ...]
    code: str

    @property
    def where(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"

    def word(self, name: str) -> str | None:
        """Return the value of the word `name=value`."""
        return next((word.partition("=")[2] for word in self.words if word.startswith(f"{name}=")), None)


def documents() -> list[Path]:
    """Return the Markdown files of the repository."""
    patterns = ("*.md", "docs/**/*.md", "examples/README.md", "examples/*/README.md", "clients/*/README.md")
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def blocks(document: Path) -> Iterator[Block]:
    """Yield the blocks of a document, from top to bottom."""
    text = document.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        language, *words = found["info"].split() or [""]
        code = re.sub(f"^{found['indent']}", "", found["code"], flags=re.M)
        yield Block(document, text[: found.start()].count("\n") + 1, language, tuple(words), code)
