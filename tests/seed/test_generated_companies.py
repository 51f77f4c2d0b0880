"""Generated fixtures: their sizes, the consistency of their records, and equal results with equal seeds."""

import os
import subprocess
import sys
import urllib.request
import xml.etree.ElementTree
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from mockserver.domain.goals import goals
from mockserver.domain.projects import projects
from mockserver.model.company.companies import Person
from mockserver.model.documents.resource_hubs import Document
from mockserver.model.feed.activities import Activity, Notification
from mockserver.model.feed.comments import Comment, Reaction
from mockserver.model.goals.goals import Goal
from mockserver.model.projects.projects import Project
from mockserver.model.spaces.spaces import Message, Space
from mockserver.model.tasks.tasks import Task
from mockserver.seed import avatars, export, fixtures
from mockserver.seed.fixture_schema import Fixture
from mockserver.seed.generator import presets, sizes
from mockserver.seed.world_spec import DEFAULT_NOW, WorldSpec
from mockserver.server.settings import Settings
from mockserver.store.database import Database
from tests.support import Server, assert_error

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo() -> Database:
    return fixtures.build(WorldSpec(fixture="demo"))[0]


def test_demo_has_records_of_each_kind(demo: Database) -> None:
    counts = {kind: len(demo.table(kind)) for kind in (Person, Space, Goal, Project, Task)}
    assert counts == {Person: 12, Space: 6, Goal: 20, Project: 25, Task: 200}
    for kind, least in ((Document, 8), (Message, 8), (Comment, 100), (Reaction, 50), (Notification, 300)):
        assert len(demo.table(kind)) >= least, kind


def test_demo_goals_form_a_tree_and_projects_have_all_statuses(demo: Database) -> None:
    today = DEFAULT_NOW.date()
    roots = [goal for goal in demo.all(Goal) if goal.parent_goal_id is None]
    deepest = max(_depth(demo, goal) for goal in demo.all(Goal))
    states = Counter(projects.status(project, today) for project in demo.all(Project))
    assert len(roots) <= 5 and deepest >= 3
    assert set(states) == {
        "on_track", "caution", "off_track", "pending", "outdated", "paused", "achieved", "missed",
    }  # fmt: skip
    assert {"achieved", "outdated", "pending", "on_track"} <= {goals.status(goal, today) for goal in demo.all(Goal)}


def _depth(db: Database, goal: Goal) -> int:
    above = db.get(Goal, goal.parent_goal_id)
    return 1 if above is None else 1 + _depth(db, above)


def test_demo_feed_covers_the_last_three_months(demo: Database) -> None:
    moments = [activity.inserted_at for activity in demo.all(Activity)]
    assert moments == sorted(moments), "an activity is older than the one before it"
    assert timedelta(days=89) < DEFAULT_NOW - moments[0] < timedelta(days=93)
    assert timedelta(0) < DEFAULT_NOW - moments[-1] < timedelta(days=2)
    assert demo.clock.now() == DEFAULT_NOW
    weeks = {(DEFAULT_NOW - moment).days // 7 for moment in moments}
    assert weeks >= set(range(13)), "a week has no activity"


def test_demo_has_no_activities_at_weekends(demo: Database) -> None:
    days = Counter(activity.inserted_at.weekday() for activity in demo.all(Activity))
    assert days[5] + days[6] == 0


@pytest.mark.parametrize(
    ("token", "role"),
    [("opk_owner", "owner"), ("opk_admin", "admin"), ("opk_member", "member"), ("opk_guest", "guest")],
)
def test_well_known_token_belongs_to_a_person_of_its_role(demo_server: Server, token: str, role: str) -> None:
    response = demo_server.send("GET", "/api/external/v1/get_me", {"authorization": f"Bearer {token}"})
    people = demo_server.control("GET", "/people")["people"]
    assert {item["id"]: item["role"] for item in people}[response["me"]["id"]] == role


def test_token_of_suspended_person_returns_401(demo_server: Server) -> None:
    assert_error(
        demo_server.send("GET", "/api/external/v1/get_me", {"authorization": "Bearer opk_suspended"}),
        401,
        "the person of this token is suspended",
    )


@pytest.fixture(scope="module")
def demo_server() -> Iterator[Server]:
    made = Server(Settings(fixture="demo"))
    yield made
    made.close()


def test_each_person_of_demo_has_a_picture(demo_server: Server) -> None:
    owner = {"authorization": "Bearer opk_owner"}
    people = demo_server.send("GET", "/api/external/v1/get_people", owner)["people"]
    assert people
    for person in people:
        picture = demo_server.send("GET", person["avatar_url"], owner)
        assert picture.headers["content-type"] == "image/svg+xml"
        initials = "".join(word[0] for word in person["full_name"].split())
        assert f">{initials}</text></svg>" in picture.content.decode()


def test_picture_of_any_name_is_valid_xml() -> None:
    for name in ("<b> & 'x\"", "X", "مريم الفارسي", "👩‍👩‍👧‍👦 🇺🇳"):
        xml.etree.ElementTree.fromstring(avatars.svg(name))


# --- equal results with equal seeds ----------------------------------------------------------------------------------


def test_stored_demo_equals_the_generated_one() -> None:
    committed = msgspec.json.decode((ROOT / "fixtures/demo.json").read_bytes(), type=Fixture)
    assert committed == presets.generate("demo", 0, None), "run `mockserver fixture write demo -o fixtures/demo.json`"


def test_seed_and_locale_change_the_people() -> None:
    plain, other, german = (
        presets.generate("demo", seed, locale) for seed, locale in ((0, None), (1, None), (0, "de_DE"))
    )
    names = [tuple(person.name for person in item.people) for item in (plain, other, german)]
    assert len(set(names)) == 3
    assert [goal.name for goal in plain.goals] == [goal.name for goal in german.goals], (
        "the locale changed the names of goals"
    )


PRINT = """
import sys, hashlib
from mockserver.seed import avatars, export, fixtures
from mockserver.seed.world_spec import WorldSpec
world, seeded = fixtures.build(WorldSpec(fixture="demo", seed=7))
print(hashlib.sha256(export.text(export.export(world, seeded.owner_id, ()))).hexdigest())
"""


@pytest.mark.extended
def test_export_of_same_seed_is_identical_in_each_process() -> None:
    prints = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            env=os.environ | {"PYTHONHASHSEED": hashes, "PYTHONPATH": str(ROOT), "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for hashes, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(prints) == 1


@pytest.mark.extended
def test_work_map_of_two_servers_is_identical() -> None:
    bodies = []
    for _ in range(2):
        command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--quiet"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            request = urllib.request.Request(url + "/get_work_map", headers={"authorization": "Bearer opk_owner"})
            with urllib.request.urlopen(request) as response:
                bodies.append(response.read())
            process.terminate()
    assert bodies[0] == bodies[1]
    assert len(bodies[0]) > 20_000


def test_history_of_demo_is_relative_to_now() -> None:
    later = DEFAULT_NOW + timedelta(days=400)
    db, _ = fixtures.build(WorldSpec(fixture="demo", now=later))
    last = max(activity.inserted_at for activity in db.all(Activity))
    assert later - timedelta(days=2) < last < later


@pytest.mark.extended
def test_startup_has_the_size_of_its_preset() -> None:
    size = sizes.SIZES["startup"]
    db, _ = fixtures.build(WorldSpec(fixture="startup"))
    counts = [len(db.table(kind)) for kind in (Person, Goal, Project, Task)]
    assert counts == [size.people, size.goals, size.projects, size.tasks]
    assert len(export.text(export.export(db, next(db.all(Person)).id, ()))) > 1_000_000
