"""Computes the schemas of the responses from recorded responses, and writes them to mockserver/contract/responses.json.

    python tools/response_shapes.py ../shared/conformance/traces/*.json

The arguments must be all sessions that were recorded with the real server. A schema allows what the recorded responses
contain. Responses that no session contains are in tools/response_shapes_extra.jsonl. Each line of this file is the JSON
of `[endpoint, body]`. If the tests report a correct response that the OpenAPI document does not allow, add a minimal
response of this kind to the file, and run the tool again.

A shape is the name of a type of object in the catalogue, and the set of keys of a recorded object. Each shape becomes a
schema.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from itertools import takewhile
from pathlib import Path
from typing import Any

Json = Any

ROOT = Path(__file__).parents[1]
CATALOGUE = json.loads((ROOT / "mockserver/contract/catalogue.json").read_text())
OBJECTS, UNIONS, ENUMS, ENDPOINTS = (CATALOGUE[key] for key in ("objects", "unions", "enums", "endpoints"))
OUTPUT = ROOT / "mockserver/contract/responses.json"
EXTRA = ROOT / "tools/response_shapes_extra.jsonl"

NAMES: dict[tuple[str, int], str] = {
    ("goal", 3): "GoalReference",
    ("goal", 19): "GoalSummary",
    ("person", 2): "PersonReference",
    ("person", 3): "PersonContact",
    ("person", 6): "PersonSummary",
    ("person", 7): "PersonSummaryWithAccess",
    ("person", 14): "CurrentPerson",
    ("person", 17): "Person",
    ("person", 18): "PersonWithAccess",
    ("discussion", 3): "DiscussionReference",
    ("discussion", 6): "GoalDiscussionSummary",
    ("discussion", 9): "DiscussionSummary",
    ("discussion", 16): "Discussion",
    ("resource_hub_document", 8): "ResourceHubDocumentSummary",
    ("resource_hub_document", 9): "PublishedResourceHubNode",
    ("resource_hub_document", 17): "ResourceHubDocument",
    ("comment_thread", 3): "CommentThreadSummary",
    ("comment_thread", 7): "CommentThread",
    ("comment_thread", 14): "ProjectDiscussion",
    ("update", 14): "ProjectCheckInDetails",
}
"""The names of schemas, by the type of object and the number of keys. `Writer.name` computes the names of all other
schemas."""

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


def pascal(text: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[_/]", text))


def distinct(owner: str, key: str, declared: Json) -> Json:
    """Return the catalogue's declaration of a key. If DISTINCT contains the key, the type in DISTINCT replaces the type
    in the declaration."""
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
        """Add the values of another field to this field."""
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
    """Merge the shapes of the activities whose contents have the same keys. Return the actions by the names of groups.

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


class Writer:
    def __init__(self, seen: Collector) -> None:
        self.seen = seen
        self.actions = group_activities(seen)
        self.names: dict[Shape, str] = {}
        groups: dict[str, list[Shape]] = defaultdict(list)
        for shape in seen.shapes:
            groups[shape[0]].append(shape)
        for kind, shapes in groups.items():
            shapes.sort(key=lambda shape: len(shape[1]))
            for place, shape in enumerate(shapes):
                self.names[shape] = self.name(kind, len(shape[1]), place, len(shapes))
        given = list(self.names.values())
        twice = [(*shape, name) for shape, name in self.names.items() if given.count(name) > 1]
        assert not twice, f"two shapes have one name; add one to NAMES: {twice}"

    @staticmethod
    def name(kind: str, size: int, place: int, count: int) -> str:
        if (kind, size) in NAMES:
            return NAMES[kind, size]
        if kind.startswith("content:"):
            return pascal(kind[8:]) + "Content" + (str(place + 1) if count > 1 else "")
        if kind.startswith("activity:"):
            return pascal(kind[9:]) + "Activity" + (str(place + 1) if count > 1 else "")
        if place == count - 1:
            return pascal(kind)
        return pascal(kind) + ("Summary" if place == 0 else f"Summary{place + 1}")

    def schema(self, field: Field, declared: Json) -> Json:
        kind = declared.get("type") or declared.get("list_of")
        options: list[Json] = []
        refs = sorted({self.names[shape] for shape in field.shapes})
        are_activities = bool(refs) and all(shape[0].startswith("activity:") for shape in field.shapes)
        if are_activities and (field.is_output or len(refs) > MANY):
            refs = ["Activity"]
        options += [{"$ref": f"#/components/schemas/{name}"} for name in refs]
        if field.rich_text:
            options.append({"$ref": "#/components/schemas/RichText"})
        if field.string_lists:
            lists = {"type": "array", "items": {"type": "string"}}
            options.append({"type": "object", "additionalProperties": lists})
        elif field.other_objects:
            options.append({"type": "object"})
        if field.items is not None:
            options.append(
                {
                    "type": "array",
                    "items": self.schema(field.items, {"type": kind} if kind else {})
                    if field.items.seen
                    else self.item(kind),
                }
            )
        if "string" in field.kinds:
            options.append(self.text(field, kind))
        if "boolean" in field.kinds:
            options.append({"type": "boolean"} if kind == "boolean" or not field.shapes else {"const": False})
        if "number" in field.kinds:
            options.append({"type": "number"})
        elif "integer" in field.kinds:
            options.append({"type": "number" if kind == "float" else "integer"})
        if not options:
            scalar = (
                kind in ("string", "boolean", "integer", "float", "date", "datetime", "id")
                and "list_of" not in declared
            )
            return null_or(kind) if scalar else self.empty_or_null(kind, "list_of" in declared)
        rare = declared.get("nullable", False) and field.seen < FEW and kind != "boolean"
        nullable = "null" in field.kinds or rare
        if len(options) == 1 and nullable and isinstance(options[0].get("type"), str):
            one = options[0]
            return {**one, "type": [one["type"], "null"]} | ({"enum": [*one["enum"], None]} if "enum" in one else {})
        if nullable:
            options.append({"type": "null"})
        return options[0] if len(options) == 1 else {"anyOf": options}

    def item(self, kind: str | None) -> Json:
        """Return the schema of the items of a list that is empty in all recorded responses. `kind` is the declared type
        of the items.

        For objects, this is the schema that occurs most often for objects of this type.
        """
        if kind in ("string", "boolean", "integer"):
            return {"type": kind}
        fields = [field for fields in self.seen.shapes.values() for field in fields.values()]
        fields += [field.items for field in fields if field.items]
        used = Counter(shape for field in fields for shape in field.shapes if shape[0] == kind)
        return {"$ref": f"#/components/schemas/{self.names[used.most_common(1)[0][0]]}"}

    def empty_or_null(self, kind: str | None, is_list: bool) -> Json:
        """Return the schema of a key that is null in all recorded responses and is not declared as a scalar.

        The schema also allows a list if the key is declared as a list, and otherwise an empty object, because some
        generators do not support a type that is only null.
        """
        if is_list:
            return {"type": ["array", "null"], "items": self.item(kind)}
        return {"type": ["object", "null"], "maxProperties": 0}

    def text(self, field: Field, kind: str | None) -> Json:
        if kind in ENUMS:
            return {"type": "string", "enum": [*ENUMS[kind], *sorted(field.texts - set(ENUMS[kind]))]}
        if kind == "json":
            return {"type": "string", "contentMediaType": "application/json"}
        if field.plain or (field.dates and field.date_times):
            return {"type": "string"}
        return {"type": "string", "format": "date" if field.dates else "date-time"}

    def object(self, fields: dict[str, Field], declared: Json, required: list[str]) -> Json:
        if not fields:
            return {"type": "object"}
        order = [key for key in declared if key in fields] + sorted(key for key in fields if key not in declared)
        return {
            "type": "object",
            "required": sorted(required, key=order.index),
            "properties": {key: self.schema(fields[key], declared.get(key, {})) for key in order},
        }

    def document(self) -> Json:
        schemas: dict[str, Json] = {}
        for shape, name in sorted(self.names.items(), key=lambda pair: pair[1]):
            kind = shape[0]
            declared = OBJECTS.get(kind, {})
            if kind.startswith("activity:"):
                declared = OBJECTS["activity"]
            elif kind.startswith("content:"):
                declared = OBJECTS.get(f"activity_content_{self.actions[kind[8:]][0]}", {})
            schemas[name] = self.object(self.seen.shapes[shape], declared, list(shape[1]))
            if kind.startswith("activity:"):
                actions = self.actions[kind[9:]]
                schemas[name]["properties"]["action"] = (
                    {"const": actions[0]} if len(actions) == 1 else {"type": "string", "enum": actions}
                )
        self.activities(schemas)
        responses = {}
        for endpoint in sorted(self.seen.outputs | {name: {} for name in self.seen.counts}):
            fields = self.seen.outputs[endpoint]
            always = [key for key, field in fields.items() if field.seen == self.seen.counts[endpoint]]
            responses[endpoint] = self.object(fields, ENDPOINTS[endpoint]["outputs"], always)
        return {"schemas": schemas, "responses": responses}

    def activities(self, schemas: Json) -> None:
        """Move the keys that all groups of activities have to base schemas. The schema of a group refers to a base
        schema, and adds `action` and `content`.

        The schema `Activity` is the union of the groups. There is a base schema for activities with a comment thread,
        and one for activities without, because the comment thread is one of the common keys.
        """
        bases: dict[str, dict[str, Field]] = defaultdict(lambda: defaultdict(Field))
        base_of: dict[str, str] = {}
        for shape, fields in self.seen.shapes.items():
            if shape[0].startswith("activity:"):
                base = "ActivityWithThreadBase" if fields["comment_thread"].shapes else "ActivityBase"
                base_of[self.names[shape]] = base
                for key in fields.keys() - {"action", "content"}:
                    bases[base][key].add(fields[key])
        for base, merged in bases.items():
            schemas[base] = self.object(merged, OBJECTS["activity"], list(merged))
        mapping: dict[str, str] = {}
        for name, base in sorted(base_of.items()):
            own = schemas[name]["properties"]
            actions = own["action"].get("enum") or [own["action"]["const"]]
            mapping |= dict.fromkeys(actions, f"#/components/schemas/{name}")
            properties = {key: own[key] for key in ("action", "content")}
            part = {"type": "object", "required": ["action", "content"], "properties": properties}
            schemas[name] = {"allOf": [{"$ref": f"#/components/schemas/{base}"}, part]}
        schemas["Activity"] = {
            "oneOf": [{"$ref": target} for target in dict.fromkeys(mapping.values())],
            "discriminator": {"propertyName": "action", "mapping": dict(sorted(mapping.items()))},
        }


def null_or(kind: str) -> Json:
    """Return the schema of a key that is null in all recorded responses. `kind` is the declared scalar type."""
    if kind in ("date", "datetime"):
        return {"type": ["string", "null"], "format": "date-time"}
    return {"type": [{"float": "number", "id": "string"}.get(kind, kind), "null"]}


MANY = 20
"""If the activities under a key have more than this number of schemas, the schema of the key allows any activity."""

FEW = 20
"""If the catalogue declares a key as nullable, and the recorded responses contain the key fewer times than this number,
the schema of the key allows null even if the recorded values are never null.

Booleans are an exception, because `success` is declared as nullable but is always true.
"""


def cycles(schemas: Json) -> list[str]:
    """Return the cycles of references between schemas, such as `WorkMapItem -> WorkMapItem`."""
    pattern = re.compile(r'"#/components/schemas/(\w+)"')
    graph = {name: sorted(set(pattern.findall(json.dumps(schema)))) for name, schema in schemas.items()}
    found: list[str] = []
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            found.append(" -> ".join([*path[path.index(name) :], name]))
        elif name not in done:
            for inner in graph.get(name, ()):
                visit(inner, [*path, name])
            done.add(name)

    for name in graph:
        visit(name, [])
    return found


def main() -> None:
    seen = Collector()
    for path in sys.argv[1:]:
        for step in json.loads(Path(path).read_text())["steps"]:
            if step.get("status") == 200 and "endpoint" in step:
                seen.response(step["endpoint"], step["body"])
    for line in EXTRA.read_text().splitlines():
        seen.response(*json.loads(line))
    made = Writer(seen).document()
    print(len(made["schemas"]), "schemas", len(made["responses"]), "responses", "cycles:", cycles(made["schemas"]))
    OUTPUT.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
