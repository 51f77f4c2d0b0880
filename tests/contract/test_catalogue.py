"""The catalogue, and the table of symbols: the words that exist as Erlang atoms on the real server."""

import pytest

from mockserver.contract.catalogue import Field, catalogue
from mockserver.contract.symbols import is_known


def test_catalogue_lists_whole_api() -> None:
    api = catalogue()

    assert api.base_path == "/api/external/v1"
    assert len(api.endpoints) == 203
    assert all(field.type or field.list_of for endpoint in api.endpoints.values() for field in endpoint.inputs)


def test_endpoint_inputs_keep_declaration_order() -> None:
    endpoint = catalogue().endpoints["get_activities"]

    assert endpoint.kind == "query"
    assert endpoint.required == ("scope_id", "scope_type", "actions")


def test_only_get_goal_and_project_discussions_have_input_defaults() -> None:
    def defaults(name: str) -> dict[str, object]:
        fields: tuple[Field, ...] = catalogue().endpoints[name].inputs
        return {field.name: field.default for field in fields if field.default is not None}

    assert defaults("get_goal") == {"include_markdown": False}
    assert defaults("project_discussions/get")["include_permissions"] is True
    assert defaults("project_discussions/edit") == {"subscriber_ids": ()}
    assert {name.partition("/")[0] for name in catalogue().endpoints if defaults(name)} == {
        "get_goal",
        "project_discussions",
    }


KNOWN = """
    include_goal space_id full_name goals add_target account_theme on_track fullName content-type GetGoal UpdateName
    Company DELETE t T _ limit page users sort_by access_token api_key deleted_at v2 yellow black true 7bit
"""
UNKNOWN = """
    include_all include_managers includeManager includemanager Include_manager include-manager full_names pageSize
    page_size goal_ids created_by workspace_id dry_run archived board colour perpage _json _method _format _format_
    0 12 a.b $x é zzqq owner_access limits UpdateCheck
"""


@pytest.mark.parametrize("word", ["", *KNOWN.split()])
def test_known_symbols_are_recognised(word: str) -> None:
    assert is_known(word)


@pytest.mark.parametrize("word", ["my key", *UNKNOWN.split()])
def test_unknown_symbols_are_rejected(word: str) -> None:
    assert not is_known(word)
