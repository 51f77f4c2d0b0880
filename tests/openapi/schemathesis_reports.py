"""Runs the command `schemathesis`, and finds the section of the contract that requires a reported response."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Final, NamedTuple, cast

from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import catalogue
from mockserver.server.pages.endpoint_errors import reasons
from tests.support import BASE, Json

COMMAND: Final = Path(sys.executable).with_name("schemathesis")

PHASES: Final = ("examples", "coverage", "fuzzing", "stateful")


class Report(NamedTuple):
    """A failed check of a response."""

    phase: str
    check: str
    """The name of the check, for example `not_a_server_error`."""
    method: str
    path: str
    sent: str
    """The body of the request."""
    is_valid: bool
    """Whether the request is valid according to the OpenAPI document."""
    status: int
    content_type: str | None
    body: str
    hint: str
    """The value of `X-Mock-Hint`."""


def run(document: Path, server: str, output: Path, *options: str) -> Path:
    """Run each phase of Schemathesis once, and return the file with its events. Every run sends the same requests."""
    command: list[str | Path] = [COMMAND, "run", document, "--url", server, "--phases", ",".join(PHASES), *options]
    command += ["--max-examples", "4", "--seed", "1", "--no-shrink", "--continue-on-failure"]
    command += ["--report", "ndjson", "--report-ndjson-path", output]
    result = subprocess.run(command, cwd=output.parent, capture_output=True, text=True, timeout=500, check=False)
    assert result.returncode in (0, 1), result.stdout[-3000:] + result.stderr[-3000:]  # 1 if there are reports
    return output


def scenarios(events: Path) -> Iterator[Json]:
    with events.open(encoding="utf-8") as lines:
        yield from (event["ScenarioFinished"] for line in lines if "ScenarioFinished" in (event := json.loads(line)))


def reports(scenario: Json) -> Iterator[Report]:
    recorder = scenario["recorder"]
    for case, checks in recorder.get("checks", {}).items():
        for check in checks:
            if check["status"] != "success":
                yield _report(scenario["phase"], check["name"], recorder["cases"][case], recorder["interactions"][case])


def _report(phase: str, check: str, case: Json, interaction: Json) -> Report:
    request, response = interaction["request"], interaction["response"]
    headers = response["headers"]
    return Report(
        phase,
        check,
        request["method"],
        request["uri"].partition(BASE + "/")[2],
        _text(request.get("body")),
        case["value"]["meta"]["generation"]["mode"] == "positive",
        response["status_code"],
        headers.get("content-type", [None])[0],
        _text(response.get("content")),
        headers.get("x-mock-hint", [""])[0],
    )


def _text(encoded: Json) -> str:
    return base64.b64decode(encoded["$base64"]).decode(errors="replace") if encoded else ""


CRASH_PAGE: Final = '{"errors":{"detail":"Internal Server Error"}}'
PARSER_CRASH: Final = '{"error":"Internal server error"}'
HANDLER_CRASH: Final = '{"error":"Internal server error","message":"An unexpected error occurred"}'


def explanation(report: Report) -> str | None:
    """Return the section of the contract that requires the reported response, or None if no section requires it."""
    if report.content_type is None:
        return _without_content_type(report)
    match report.check, report.status, report.body:
        case "not_a_server_error", 500, body if body == CRASH_PAGE:
            if report.hint.startswith("the real server crashes on the unknown key"):
                return None if report.is_valid else "wire 5.1: unknown keys"
            if "real server crashes" in report.hint and (not report.is_valid or _is_valid_text_that_crashes(report)):
                return "wire 5.3: values of a wrong type"
        case "not_a_server_error", 500, body if body == HANDLER_CRASH and report.hint:
            return "wire 6: exceptions in a handler"
        case "positive_data_acceptance", 400, body if _is_error_of_handler(report):
            return "wire 6: bad requests"
    return None


def _without_content_type(report: Report) -> str | None:
    """Return the section that requires a response without a content type, or None if no section requires it.

    Such responses are sent before the handler is called. They are reported because in the OpenAPI document, every
    response body has a content type.
    """
    match report.check, report.status, report.body:
        case "content_type_conformance", 401, "Unauthorized":
            return "wire 7: requests without a valid token"
        case "unsupported_method", 405, "Method Not Allowed":
            return "wire 2, step 6: methods, without the header `Allow`"
        case "unsupported_method", 404, "Query not found" | "Mutation not found":
            return "wire 2, step 8: names of the other method"
        case "content_type_conformance" | "response_schema_conformance", 400 | 404, body if _is_error_of_parser(body):
            return "wire 5.2: errors of inputs"
        case "content_type_conformance" | "response_schema_conformance" | "not_a_server_error", 500, body:
            return "wire 5.3: P-500" if body == PARSER_CRASH and not report.is_valid else None
        case "positive_data_acceptance", 400, '{"error":"Bad request","message":"Invalid id format"}':
            return "wire 8.2: ids of companies"
        case "positive_data_acceptance", 400, body if "cannot be null" in body and '"null"' in report.sent:
            return "wire 5.3: the JSON text null"
    return None


def _is_valid_text_that_crashes(report: Report) -> bool:
    """Return whether the request contains a text that is invalid, but allowed by the document: a text that must be JSON
    but is not, or an id that ends with a dash."""
    return "must be JSON encoded as a string" in report.hint or "is not an id" in report.hint


def _is_error_of_parser(body: str) -> bool:
    error = json.loads(body)
    return error.keys() == {"error", "message"} and error["error"] in ("Bad request", "Not found")


def _is_error_of_handler(report: Report) -> bool:
    """Return whether the source code of the handler raises an error with the status and message of the response."""
    name = report.path.partition("?")[0]
    known = reasons(catalogue().endpoints[name], cast(FunctionType, HANDLERS[name].handler))
    return (report.status, json.loads(report.body)["message"]) in {(one.status, one.message) for one in known}
