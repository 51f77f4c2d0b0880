"""Checks an answer against the catalogue's outputs: the shape of what is there, not which keys are.

The catalogue lists more fields than the server emits, and the server emits a few that the catalogue does not list
(contract: wire 11), so the keys themselves are the business of the recorded conversations.
"""

import re
from typing import Any

from mockserver.contract.catalogue import Field, catalogue

Json = Any

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|\d{4}-\d\d-\d\d")

# Where the real server sends something else than it declares: (field, type) and what it may be (contract documents).
QUIRKS: dict[str, tuple[type, ...]] = {
    "manager": (bool,),  # false: get_me
    "success_status": (str,),  # "nil"
    "size": (bool,),  # false: a file whose blob is not loaded
    "comments": (bool,),  # false: a thread
    "closed_at": (bool,),  # false: a retrospective
    "type": (str, bool),  # "task" in work maps; false: a file whose blob is not loaded
    "message": (dict,),
    "description": (dict,),
    "body": (dict,),
    "progress_percentage": (int,),
    "progress": (int,),
}

PLAIN: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "id": (str,),
    "company_id": (str,),
    "integer": (int,),
    "float": (float, int),
    "boolean": (bool,),
}


def check_outputs(endpoint: str, body: Json) -> None:
    """Raises AssertionError with the place of the first value that has a wrong shape."""
    assert isinstance(body, dict), f"{endpoint}: the answer is no object"
    _check_object(body, catalogue().endpoints[endpoint].outputs, endpoint)


def _check_object(value: dict[str, Json], fields: tuple[Field, ...], at: str) -> None:
    for field in fields:
        if field.name in value and value[field.name] is not None:
            _check_field(value[field.name], field, f"{at}.{field.name}")


def _check_field(value: Json, field: Field, at: str) -> None:
    if isinstance(value, QUIRKS.get(field.name, ())):
        return
    if field.list_of is not None:
        assert isinstance(value, list), f"{at}: {value!r} is no list of {field.list_of}"
        for index, item in enumerate(value):
            if item is not None:
                _check_value(item, field.list_of, f"{at}[{index}]")
    else:
        _check_value(value, field.type or "", at)


def _check_value(value: Json, kind: str, at: str) -> None:
    api = catalogue()
    if kind in api.objects:
        assert isinstance(value, dict), f"{at}: {value!r} is no {kind}"
        _check_object(value, api.objects[kind], at)
    elif kind in api.unions:
        assert isinstance(value, dict), f"{at}: {value!r} is no {kind}"
    elif kind in api.enums:
        assert isinstance(value, str), f"{at}: {value!r} is no {kind}"
    elif kind in ("date", "datetime", "time"):
        assert isinstance(value, str) and MOMENT.fullmatch(value), f"{at}: {value!r} is no {kind}"
    elif kind in PLAIN:
        assert isinstance(value, PLAIN[kind]), f"{at}: {value!r} is no {kind}"
