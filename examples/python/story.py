"""A scenario in Python with httpx.

Run `pip install httpx`, start mockserver, then run: python examples/python/story.py
"""

import json
import os
import time
from typing import Any

import httpx

URL = os.environ.get("OPERATELY_URL", "http://127.0.0.1:4000/api/external/v1")
VIEW = 10  # the access level of people who can see the project but not change it


class Operately:
    """A client for one token. It sends queries as GET requests and mutations as POST requests."""

    def __init__(self, token: str) -> None:
        self.http = httpx.Client(base_url=URL, headers={"Authorization": f"Bearer {token}"})

    def query(self, name: str, /, **inputs: Any) -> Any:
        return self.http.get(name, params=inputs).raise_for_status().json()

    def mutate(self, name: str, /, **inputs: Any) -> Any:
        return self.http.post(name, json=inputs).raise_for_status().json()


def rich_text(text: str) -> str:
    """Return rich text as the API requires it: JSON that is encoded as a string."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return json.dumps({"type": "doc", "content": [paragraph]})


def day(date: str) -> dict[str, str]:
    return {"date_type": "day", "value": date, "date": date}


owner, member, eager = Operately("opk_owner"), Operately("opk_member"), Operately("opk_ratelimited")

me = owner.query("get_me")["me"]
reviewer = Operately("opk_admin").query("get_me")["me"]
print(f"I am {me['full_name']}, and {reviewer['full_name']} reviews my project")

space = owner.query("get_spaces")["spaces"][0]
project = owner.mutate(
    "create_project",
    space_id=space["id"],
    name="Launch the new website",
    champion_id=me["id"],
    reviewer_id=reviewer["id"],
    anonymous_access_level=0,
    company_access_level=VIEW,
    space_access_level=VIEW,
)["project"]
print(f"{project['name']} is a new project in {space['name']}")

for name in ("Write the texts", "Take the pictures"):
    inputs = {"type": "project", "id": project["id"], "milestone_id": None, "name": name}
    owner.mutate("tasks/create", **inputs, assignee_id=me["id"], due_date=day("2026-03-31"))
tasks = owner.query("tasks/list", project_id=project["id"])["tasks"]
print("the tasks are:", ", ".join(task["name"] for task in tasks))

owner.mutate(
    "post_project_check_in",
    project_id=project["id"],
    status="on_track",
    description=rich_text("Off to a good start."),
    send_notifications_to_everyone=False,
    subscriber_ids=[],
)
items = owner.query("get_flat_work_map", space_id=space["id"])["work_map"]
shown = next(item for item in items if item["id"] == project["id"])
print(f"the status in the work map is {shown['status']}")

try:
    member.mutate("edit_project_name", project_id=project["id"], name="Mine now")
except httpx.HTTPStatusError as refused:
    print(f"a member cannot rename the project: {refused.response.status_code} {refused.response.json()['message']}")

for _ in range(6):
    answer = eager.http.get("get_me")
wait = float(answer.headers["retry-after"])
print(f"too many requests: {answer.status_code}, repeat after {wait:.0f} s")
time.sleep(wait)
print(f"after this time: {eager.http.get('get_me').status_code}")
