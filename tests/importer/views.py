"""Responses to the queries that read a company's lists and records, without the data that an import loses."""

from __future__ import annotations

import json
from typing import Any, Final

import httpx

Json = Any

NOT_COMPARED: Final = frozenset(
    {
        "avatar_url",
        "avatar_blob_id",
        "blob",
        "completed_at",
        "milestones_ordering_state",
        "notification",
        "notifications",
        "subscription_list",
        "tasks_kanban_state",
        "tasks_ordering_state",
        "task_statuses",
        "status_id",
        "updated_at",
    }
)
"""Keys that are not compared: ids of records, times of edits, and the data that an import loses according to
docs/import.md. Examples of lost data are the content of files (`blob`) and the time at which a check was completed
(`completed_at`)."""


def views(client: httpx.Client) -> dict[str, list[Json]]:
    """Return responses by query, such as `get_space Product`.

    These keys contain names instead of ids, because the imported company has other ids.
    """
    return Views(client).read()


class Views:
    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.seen: dict[str, list[Json]] = {}

    def read(self) -> dict[str, list[Json]]:
        company = self.get("get_companies")["companies"][0]
        flags: dict[str, Any] = dict.fromkeys(["include_people", "include_owners", "include_admins"], True)
        self.get("get_company", id=company["id"], include_members_access_levels=True, **flags)
        self.get("get_people", include_suspended=True, include_manager=True, include_account=True)
        for space in self.get("get_spaces", include_access_levels=True, include_members=True)["spaces"]:
            self._space(space)
        goals = self.get("get_goals", include_champion=True, include_reviewer=True, include_space=True)["goals"]
        for goal in goals:
            self._goal(goal)
        projects = self.get("get_projects", include_archived=True, include_goal=True, include_space=True)["projects"]
        for project in projects:
            self._project(project)
        self.get("get_work_map")
        return self.seen

    def get(self, endpoint: str, name: str = "", **params: Any) -> Json:
        query = {key: str(value).lower() if value is True else value for key, value in params.items()}
        response = self._client.get(endpoint, params=query)
        body = response.json() if response.status_code == 200 else {"status": response.status_code}
        self._keep(f"{endpoint} {name}".strip(), comparable(body))
        return body

    def _keep(self, key: str, body: Json) -> None:
        """Add a response to the list of this key. Queries of records with the same name have the same key."""
        self.seen[key] = sorted([*self.seen.get(key, []), body], key=dumped)

    def _comments(self, kind: str, name: str, id: str) -> None:
        self.get("get_comments", f"{kind} {name}", entity_type=kind, entity_id=id)

    def _space(self, space: Json) -> None:
        name, id = space["name"], space["id"]
        self.get("get_space", name, id=id, include_members=True, include_members_access_levels=True)
        tools = self.get("list_space_tools", name, space_id=id)["tools"]
        self.get("spaces/list_tasks", name, space_id=id)
        found = self.get("get_discussions", name, space_id=id, include_author=True, include_my_drafts=True)
        for one in (*found["discussions"], *found["my_drafts"]):
            title = f"{name}/{one['title']}"
            self.get("get_discussion", title, id=one["id"], include_author=True, include_reactions=True)
            self._comments("message", title, one["id"])
        for hub in tools["resource_hubs"]:
            self._nodes(name, resource_hub_id=hub["id"])

    def _nodes(self, name: str, **place: str) -> None:
        found = self.get("list_resource_hub_nodes", name, **place, include_comments_count=True)
        for node in (*found["nodes"], *found["draft_nodes"]):
            path = f"{name}/{node['name']}"
            if node["folder"]:
                self._nodes(path, folder_id=node["folder"]["id"])
                continue
            kind = node["type"]
            id = node[kind]["id"]
            self.get(f"get_resource_hub_{kind}", path, id=id, include_author=True, include_reactions=True)
            self._comments(f"resource_hub_{kind}", path, id)

    def _goal(self, goal: Json) -> None:
        name, id = goal["name"], goal["id"]
        self.get("get_goal", name, id=id, include_access_levels=True, include_retrospective=True, include_privacy=True)
        self.get("goals/list_access_members", name, goal_id=id)
        for one in self.get("goals/get_check_ins", name, goal_id=id)["check_ins"]:
            path = f"{name} {one['inserted_at']}"
            self.get(
                "get_goal_progress_update", path, id=one["id"], include_reactions=True, include_acknowledged_by=True
            )
            self._comments("goal_update", path, one["id"])
        for one in self.get("goals/get_discussions", name, goal_id=id)["discussions"]:
            thread = self.get("get_activity", f"{name}/{one['title']}", id=one["id"])["activity"]["comment_thread"]
            self._comments("comment_thread", f"{name}/{one['title']}", thread["id"])

    def _project(self, project: Json) -> None:
        name, id = project["name"], project["id"]
        flags = ["contributors", "contributors_access_levels", "key_resources", "milestones", "access_levels", "goal"]
        flags += ["champion", "reviewer", "space", "last_check_in", "retrospective", "privacy"]
        self.get("get_project", name, id=id, **{f"include_{flag}": True for flag in flags})
        self.get("get_project_retrospective", name, project_id=id, include_author=True, include_reactions=True)
        for one in self.get("get_project_check_ins", name, project_id=id)["project_check_ins"]:
            path = f"{name} {one['inserted_at']}"
            self.get("get_project_check_in", path, id=one["id"], include_reactions=True, include_acknowledged_by=True)
            self._comments("project_check_in", path, one["id"])
        if project["is_archived"]:
            return
        for one in self.get("projects/get_milestones", name, project_id=id)["milestones"]:
            path = f"{name}/{one['title']}"
            self.get("get_milestone", path, id=one["id"], include_comments=True, include_creator=True)
        for one in self.get("tasks/list", name, project_id=id)["tasks"]:
            path = f"{name}/{one['name']}"
            self.get("get_task", path, id=one["id"], include_assignees=True, include_creator=True)
            if one["comments_count"]:
                self._comments("project_task", path, one["id"])
        for one in self.get("project_discussions/list", name, project_id=id)["discussions"]:
            self.get("project_discussions/get", f"{name}/{one['title']}", id=one["id"])
            self._comments("comment_thread", f"{name}/{one['title']}", one["id"])


def comparable(value: Json) -> Json:
    """Return a response without ids and without the keys in NOT_COMPARED. Lists are sorted."""
    if isinstance(value, dict):
        return {key: comparable(inner) for key, inner in value.items() if not _is_not_imported(key, value)}
    if isinstance(value, list):
        return sorted((comparable(item) for item in value), key=dumped)
    if isinstance(value, str) and value.startswith("{"):
        return comparable(json.loads(value))
    return value


def dumped(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


def _is_not_imported(key: str, holder: Json) -> bool:
    return key in NOT_COMPARED or key == "id" or key.endswith(("_id", "_path"))
