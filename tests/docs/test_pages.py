"""The generated pages are up to date, and the fidelity report has a row for each endpoint."""

import re

from mockserver.contract.catalogue import catalogue
from mockserver.model.company.companies import ApiToken
from mockserver.server.app import create_app
from mockserver.server.server_info import server_info
from mockserver.server.settings import Settings
from tests.docs import fixture_keys, openapi_examples, typescript_types
from tests.docs.blocks import ROOT
from tests.docs.control_reference import PAGE, page
from tests.fidelity import EDGE, EFFECT, ERROR, HAPPY, NOT_A_PROOF, missing, proofs, report


def test_readme_terminal_output_equals_output_of_server() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    boot = server_info(create_app(Settings()).worlds.default, "http://127.0.0.1:4000")
    shown = readme.split("```text\n")[1].split("```")[0]

    assert [boot.url, boot.control_url] == re.findall(r"http\S+", shown)
    for one in boot.people[:3]:
        assert re.search(rf"^  {one.name} +{one.role} +{one.email} +{one.token}$", shown, re.M), one
    assert f"\n{boot.company}\n" in shown


def test_readme_lists_every_token_of_demo_company() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    db = create_app(Settings()).worlds.default.db
    tokens = {row.token for row in db.all(ApiToken)}

    assert tokens == set(re.findall(r"^\| `(opk_\w+)` \|", readme, re.M))


def test_control_reference_equals_generated_page() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_fidelity_report_has_row_for_each_endpoint() -> None:
    tests = proofs([("tests/a", [("get_goal", 200), ("get_goal", 404)]), ("tests/b", [("get_goal", 200)])])
    traces = proofs([("goals-one", [("get_goal", 200)])])

    rows = re.findall(r"^\| `([\w/]+)` \| (.*) \|$", report(tests, traces), re.M)

    assert [name for name, _ in rows] == list(catalogue().endpoints)
    assert dict(rows)["get_goal"] == "`a` +1<br>*goals-one* |  | `a` | "


def test_endpoint_without_success_or_denied_access_is_rejected() -> None:
    succeeded = [(name, 200) for name in catalogue().endpoints if name != "get_me"]
    refused = [(name, 404) for name in catalogue().endpoints if name != "get_goal"]

    assert missing(proofs([("tests/a", succeeded), ("tests/b", refused)])) == [
        "get_goal: no test proves its access denied",
        "get_me: no test proves its happy path",
    ]


def test_request_proves_column_of_its_status() -> None:
    made = [("get_goal", 200), ("create_goal", 400), ("create_goal", 200), ("close_goal", 403), ("get_goal", 200)]

    found = proofs([("tests/a", made)])

    assert {name: sorted(column for column in columns if columns[column]) for name, columns in found.items()} == {
        **{name: [] for name in catalogue().endpoints},
        "get_goal": sorted([EFFECT, HAPPY]),
        "create_goal": sorted([EFFECT, ERROR, HAPPY]),
        "close_goal": [EDGE],
    }


def test_change_without_query_proves_no_effect() -> None:
    assert proofs([("tests/a", [("create_goal", 200)])])["create_goal"][EFFECT] == []


def test_generated_requests_are_not_counted_as_proof() -> None:
    assert "tests/openapi/test_schemathesis.py::test_answers".startswith(NOT_A_PROOF)


def test_typescript_types_equal_generated_file() -> None:
    assert typescript_types.PAGE.read_text("utf-8") == typescript_types.page(), "run `make docs`"


def test_fixture_keys_page_equals_generated_page() -> None:
    assert fixture_keys.PAGE.read_text("utf-8") == fixture_keys.page(), "run `make docs`"


def test_openapi_examples_equal_those_of_the_demo_company() -> None:
    assert openapi_examples.PAGE.read_text("utf-8") == openapi_examples.page(), "run `make docs`"
