"""The server starts only if the handlers have the names and inputs of the 203 endpoints in the catalogue."""

import pytest

from mockserver.api.registry import HANDLERS, Reply, endpoint
from mockserver.contract.catalogue import catalogue
from mockserver.domain.context import Context
from mockserver.server.external.routing import routing_table


def test_server_does_not_start_without_handler_for_an_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(HANDLERS, "goals/add_check")

    with pytest.raises(RuntimeError, match="no handler for goals/add_check"):
        routing_table(catalogue())


def test_handler_for_unknown_endpoint_suggests_similar_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HANDLERS, "goals/add_targets", HANDLERS["goals/add_target"])

    with pytest.raises(
        RuntimeError, match=r"goals/add_targets is not in the catalogue; did you mean `goals/add_target`\?"
    ):
        routing_table(catalogue())


def test_handler_inputs_must_match_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(HANDLERS, "update_theme")

    @endpoint("update_theme")
    def update_theme(ctx: Context, colour: str) -> Reply:
        return {}

    with pytest.raises(
        RuntimeError, match="update_theme: the handler's parameters and the catalogue differ by colour, theme"
    ):
        routing_table(catalogue())
