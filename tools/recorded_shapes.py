"""Collects the shapes of the objects in recorded responses, for tools/response_shapes.py."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from itertools import takewhile
from pathlib import Path
from typing import Any

Json = Any

ROOT = Path(__file__).parents[1]
CATALOGUE = json.loads((ROOT / "mockserver/contract/catalogue.json").read_text())
OBJECTS, UNIONS, ENUMS, ENDPOINTS = (CATALOGUE[key] for key in ("objects", "unions", "enums", "endpoints"))

DISTINCT = {
    ("project", "last_check_in"): "last_project_check_in",
    ("goal_progress_update", "goal"): "goal_with_relations",
    ("global_search", "goals"): "goal_with_relations",
}
"""The types of the objects under some keys. `("project", "last_check_in")` is the key `last_check_in` of a project. The
name of an endpoint is also allowed as the first item, for a key of its response.

These types replace the types in the catalogue. With the catalogue's types, some schemas would refer to each other in a
cycle, and some schemas would allow objects that occur only in other responses.
"""

OBJECTS["last_project_check_in"] = OBJECTS["project_check_in"]
OBJECTS["goal_with_relations"] = OBJECTS["goal"]

SCALARS = {bool: "boolean", int: "integer", float: "number", str: "string"}
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?|«now(:\d+)?»")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
Shape = tuple[str, frozenset[str]]
"""The name of a type of object in the catalogue, and the set of keys of a recorded object."""


def pascal(text: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[_/]", text))


def distinct(owner: str, key: str, declared: Json) -> Json:
    """Return `declared`, the catalogue's declaration of a key. If DISTINCT contains `(owner, key)`, the returned
    declaration has the type from DISTINCT."""
    return {**declared, "type": DISTINCT[owner, key]} if (owner, key) in DISTINCT else declared


class Field:
    """A summary of the values that the recorded responses contain under a key. The summary contains the JSON types, the
    texts, the shapes of objects, and a `Field` for the items of lists."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.texts: set[str] = set()
        self.dates = self.date_times = self.plain = False
        self.shapes: set[Shape] = set()
        self.rich_text = False
        self.other_objects = False
        self.string_lists = False
        self.is_output = False
        """Whether the key is a key of the response itself. If such a key contains an activity, its schema allows any
        activity."""
        self.items: Field | None = None
        self.seen = 0

    def add(self, other: Field) -> None:
        """Merge another summary into this one."""
        for name in ("kinds", "texts", "shapes"):
            getattr(self, name).update(getattr(other, name))
        for name in ("dates", "date_times", "plain", "rich_text", "other_objects", "string_lists"):
            setattr(self, name, getattr(self, name) or getattr(other, name))
        self.seen += other.seen
        if other.items is not None:
            self.items = self.items or Field()
            self.items.add(other.items)


class Collector:
    def __init__(self) -> None:
        self.shapes: dict[Shape, dict[str, Field]] = defaultdict(lambda: defaultdict(Field))
        self.outputs: dict[str, dict[str, Field]] = defaultdict(lambda: defaultdict(Field))
        self.counts: dict[str, int] = defaultdict(int)

    def response(self, endpoint: str, body: Json) -> None:
        if not isinstance(body, dict):
            return
        self.counts[endpoint] += 1
        for key, value in body.items():
            self.outputs[endpoint][key].is_output = True
            declared = distinct(endpoint, key, ENDPOINTS[endpoint]["outputs"].get(key, {}))
            self.value(self.outputs[endpoint][key], declared, value)

    def value(self, field: Field, declared: Json, value: Json, action: str | None = None) -> None:
        field.seen += 1
        kind = declared.get("type") or declared.get("list_of")
        if isinstance(value, list):
            field.kinds.add("array")
            field.items = field.items or Field()
            for item in value:
                self.value(field.items, {"type": kind} if kind else {}, item)
        elif isinstance(value, dict):
            self.object(field, kind, value, action)
        elif value is None:
            field.kinds.add("null")
        else:
            field.kinds.add(SCALARS[type(value)])
            if isinstance(value, str):
                field.texts.add(value) if len(field.texts) < 200 else None
                field.date_times |= bool(DATE_TIME.fullmatch(value))
                field.dates |= bool(DATE.fullmatch(value))
                field.plain |= not (DATE_TIME.fullmatch(value) or DATE.fullmatch(value))

    def object(self, field: Field, kind: str | None, value: Json, action: str | None) -> None:
        field.kinds.add("object")
        if value.get("type") == "doc" and "content" in value and kind not in OBJECTS:
            field.rich_text = True
        elif action is not None:
            self.shape(field, f"content:{action}", {}, value)
        elif kind in OBJECTS:
            self.shape(field, kind, OBJECTS[kind], value)
        elif kind in UNIONS:
            best = max(
                UNIONS[kind],
                key=lambda name: len(OBJECTS[name].keys() & value) - len(value.keys() - OBJECTS[name].keys()),
            )
            self.shape(field, best, OBJECTS[best], value)
        elif value and all(isinstance(item, list) for item in value.values()):
            field.string_lists = True
        else:
            field.other_objects = True

    def shape(self, field: Field, name: str, fields: Json, value: Json) -> None:
        if name == "activity" and "action" in value:
            name = f"activity:{value['action']}"
        if name.startswith("content:"):
            fields = OBJECTS.get(f"activity_content_{name[8:]}", {})
        shape = (name, frozenset(value))
        field.shapes.add(shape)
        self.shapes[shape]
        for key, inner in value.items():
            declared = distinct(name, key, fields.get(key, {}))
            action = name[9:] if name.startswith("activity:") and key == "content" else None
            self.value(self.shapes[shape][key], declared, inner, action)


def group_activities(seen: Collector) -> dict[str, list[str]]:
    """Merge the shapes of activities into groups. The contents of all activities of a group have the same keys. Return
    the actions of each group, by the name of the group.

    Activities with a comment thread are not in a group with activities without a thread. The name of a group consists
    of the words with which all actions of the group begin. If there are no such words, it consists of the keys of the
    contents.
    """
    activities = [(kind, fields) for (kind, _), fields in seen.shapes.items() if kind.startswith("activity:")]
    with_thread = {kind for kind, fields in activities if fields["comment_thread"].shapes}
    by_keys: dict[tuple[frozenset[str], bool], list[str]] = defaultdict(list)
    for kind, keys in seen.shapes:
        if kind.startswith("content:"):
            action = kind.removeprefix("content:")
            by_keys[keys, f"activity:{action}" in with_thread].append(action)
    groups: dict[str, list[str]] = {}
    for (keys, has_thread), actions in by_keys.items():
        words = zip(*(action.split("_") for action in actions), strict=False)
        common = [same[0] for same in takewhile(lambda same: len(set(same)) == 1, words)] or sorted(keys) or ["empty"]
        groups["_".join([*common, "thread"] if has_thread and len(actions) > 1 else common)] = sorted(actions)
    assert len(groups) == len(by_keys), "two groups of activities have one name"
    group_of = {action: group for group, actions in groups.items() for action in actions}
    assert len(group_of) == sum(map(len, groups.values())), "an action has contents of two shapes"

    def renamed(shape: Shape) -> Shape:
        prefix, colon, action = shape[0].partition(":")
        return (f"{prefix}:{group_of[action]}", shape[1]) if colon else shape

    shapes: dict[Shape, dict[str, Field]] = defaultdict(lambda: defaultdict(Field))
    for shape, fields in seen.shapes.items():
        merged = shapes[renamed(shape)]
        for key, field in fields.items():
            merged[key].add(field)
    pending = [field for fields in [*shapes.values(), *seen.outputs.values()] for field in fields.values()]
    while pending:
        field = pending.pop()
        field.shapes = {renamed(shape) for shape in field.shapes}
        if field.items is not None:
            pending.append(field.items)
    seen.shapes = shapes
    return groups
