"""Counts the results of replayed sessions, and writes them as text and as JUnit XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from mockserver.conformance.verify import StepResult

SHOWN_DIFFERENCES: Final = 12
NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Listed = Mapping[tuple[str, int], str]
"""Maps each step that may differ to the reason. A step is identified by the name of its session and its number."""


class Report:
    def __init__(self, listed: Listed) -> None:
        self.agree = self.differ = self.expected_differences = self.skipped = 0
        self.unexpected_agreements: list[str] = []
        self._listed = listed
        self._junit = ElementTree.Element("testsuites", name="mockserver contract verify")

    def __str__(self) -> str:
        return (
            f"{self.agree} steps agree, {self.differ} differ, {self.expected_differences} differ as listed, "
            f"{self.skipped} skipped"
        )

    def add(self, session: str, results: list[StepResult], show: int) -> Iterator[str]:
        """Count the results of a session. Yields lines of text: the totals, then the differences of the first `show`
        steps that differ."""
        suite = ElementTree.SubElement(self._junit, "testsuite", name=session, tests=str(len(results)))
        different: list[StepResult] = []
        agree = 0
        for result in results:
            name = _xml(f"{result.number} {result.subject}")
            case = ElementTree.SubElement(suite, "testcase", classname=session, name=name)
            reason = self._listed.get((session, result.number))
            if result.skipped:
                self.skipped += 1
                ElementTree.SubElement(case, "skipped", message=_xml(result.skipped))
            elif not result.differences:
                agree += 1
                if reason is not None:
                    self.unexpected_agreements.append(f"{session} {result.number}")
            elif reason is not None:
                self.expected_differences += 1
                ElementTree.SubElement(case, "skipped", message=_xml(reason))
            else:
                different.append(result)
                first = _xml(result.differences[0])
                ElementTree.SubElement(case, "failure", message=first).text = _xml("\n".join(_lines(result)))
        self.agree += agree
        self.differ += len(different)
        yield f"{session}: {agree} of {len(results)} steps agree"
        for result in different[:show]:
            yield f"  step {result.number}, {result.subject} as {result.token} {str(result.inputs)[:160]}"
            yield from (f"    {line}" for line in _lines(result))

    def write_junit(self, path: Path) -> None:
        """Write the results as JUnit XML. Raises OSError."""
        ElementTree.indent(self._junit)
        ElementTree.ElementTree(self._junit).write(path, encoding="utf-8", xml_declaration=True)


def _lines(result: StepResult) -> list[str]:
    return result.differences[:SHOWN_DIFFERENCES]


def _xml(text: str) -> str:
    """Return the text with replacement characters for characters that XML does not allow."""
    return NOT_IN_XML.sub("�", text)
