"""Computes the schemas of the responses from recorded responses, and writes them to mockserver/contract/responses.json.

    python tools/response_shapes.py ../shared/conformance/traces/*.json

The arguments must be all sessions that were recorded with the real server. A schema allows what the recorded responses
contain. Responses that no session contains are in tools/response_shapes_extra.jsonl. Each line of this file is the JSON
of `[endpoint, body]`. If the tests report a correct response that the OpenAPI document does not allow, add a minimal
example of this response to the file, and run the tool again.

A shape is the name of a type of object in the catalogue, and the set of keys of a recorded object. Each shape becomes a
schema.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from recorded_shapes import (
    ENDPOINTS,
    ENUMS,
    OBJECTS,
    ROOT,
    Collector,
    Field,
    Json,
    Shape,
    group_activities,
    pascal,
)

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

        If `kind` is a type of objects, the result is the schema that objects of this type have most often in the
        recorded responses.
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
                if MOVABLE & shape[1]:
                    for key in DELETABLE & shape[1]:
                        self.seen.shapes[shape][key].kinds.add("null")
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
        """Move the keys that all activities have, such as `author`, to two base schemas. The schema of each group of
        activities then combines a base schema with the keys `action` and `content` of the group.

        One base schema is for activities with a comment thread, the other for activities whose `comment_thread` is
        null. The schema `Activity` is the union of the schemas of all groups.
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


MOVABLE = {"goal", "project", "task"}
DELETABLE = {"comment", "old_space", "space"}
"""If an activity contains a key of MOVABLE, the records with keys of DELETABLE can be null: if a project is moved to
another space, its activities remain readable after the first space is deleted."""

MANY = 20
"""If recorded responses contain activities with more than this number of schemas under the same key, the schema of this
key allows any activity."""

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
