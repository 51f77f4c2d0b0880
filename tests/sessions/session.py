"""A random session in the default world of a new server. The server stores its state in a file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from mockserver.model import ids
from mockserver.model.company.companies import Person as PersonRow
from mockserver.server.persistence import open_state
from mockserver.server.settings import Settings
from tests.environments.feed import FeedEnv
from tests.sessions.invariants import check_changes, check_lists, check_same_responses
from tests.sessions.requests import Requests
from tests.support import Company, Person, Server

COPIES_EVERY = 250
"""The number of requests between two comparisons of the world with its copies."""
LISTS_EVERY = 20
QUERIES = 60
"""The number of queries in each comparison of the world with its copies."""
STAGED = (
    *("message", "space_task", "folder", "document", "file", "link", "target", "check", "update", "goal_discussion"),
    *("check_in", "project_discussion", "key_resource", "milestone", "task"),
)
"""Records that are created before the first request, so that each endpoint finds a record."""


class Session:
    """A random session. With the same seed, its requests and responses are the same."""

    def __init__(self, seed: int, server: Server, folder: Path) -> None:
        self.random = Random(seed)
        self.server = server
        self.folder = folder
        self.world = server.app.worlds.default
        owner = self.world.people()[0]
        self.owner = self._person(owner)
        self.requests = Requests(self.random, self.world.db)
        self._populate()

    def _populate(self) -> None:
        for name in ("Ada Stone", "Ben Stone", "Cyd Stone"):
            email = f"{name[:3].lower()}@acme.test"
            self.owner.call("add_company_member", full_name=name, email=email, title="Staff")
        self.owner.call("invite_guest", full_name="Gus Stone", email="gus@acme.test", title="Vendor")
        levels = {"anonymous_access_level": 0, "company_access_level": 70, "space_access_level": 70}
        for name, level in (("Open", 70), ("Closed", 0)):
            space = self.owner.call("create_space", name=name, mission="m", company_permissions=level)["space"]["id"]
            goal = self.owner.call("create_goal", space_id=space, name="Grow", **levels)["goal"]["id"]
            self.owner.call("create_project", space_id=space, name="Launch", goal_id=goal, **levels)
        env = FeedEnv(Company(self.server, self.server.control("GET", "/worlds/default").body))
        for name in STAGED:
            getattr(env, name)

    def play(self, steps: int) -> dict[int, int]:
        """Send requests and check all invariants. Return the number of responses with each status."""
        statuses: dict[int, int] = {}
        for number in range(1, steps + 1):
            if self.random.random() < 0.03:
                self.server.control("POST", "/clock/advance", self.owner.token, hours=self.random.choice([5, 24, 192]))
            status = self.step()
            statuses[status] = statuses.get(status, 0) + 1
            if number % LISTS_EVERY == 0:
                check_lists(self.world, self._someone())
            if number % COPIES_EVERY == 0 or number == steps:
                self.compare_copies(number)
        return statuses

    def step(self) -> int:
        """Send a random request of a random person, and return the status of the response."""
        endpoint, inputs = self.requests.request()
        person = self._someone()
        before = self.world.db.fork()
        try:
            send = person.get if endpoint.kind == "query" else person.post
            response = send(endpoint.name, **inputs)
            check_changes(self.world, before, endpoint.name, endpoint.kind, response)
        except AssertionError as error:
            raise AssertionError(f"{person.id} sent {endpoint.name} {inputs}: {error}") from error
        return response.status

    def compare_copies(self, number: int) -> None:
        """Check that three copies of the world give the same responses as the world.

        The copies are a fork, a world built from an export, and a world loaded from a copy of the state file.
        """
        worlds = self.server.app.worlds
        forked = worlds.fork(self.world)
        exported = self.folder / f"export-{number}.json"
        exported.write_bytes(self.server.control("GET", "/fixture", self.owner.token).content)
        with stateful(self.folder / f"killed-{number}", copy_of=self.folder / "state") as revived:
            loaded = Company(self.server, self.server.control("POST", "/worlds", fixture=str(exported)).body).world
            here = [(self.server, world) for world in (self.world, forked, loaded)]
            check_same_responses(self.random, [*here, (revived, revived.app.worlds.default)], QUERIES)
        worlds.close(forked)
        worlds.close(loaded)

    def _someone(self) -> Person:
        """Return the owner with a probability of 50%. Otherwise, return a random person who is not suspended; with a
        probability of 5%, this person has a read-only token."""
        if self.random.random() < 0.5:
            return self.owner
        people = [row for row in self.world.people() if row.suspended_at is None]
        return self._person(self.random.choice(people), read_only=self.random.random() < 0.05)

    def _person(self, row: PersonRow, *, read_only: bool = False) -> Person:
        return Person(self.server, ids.short(row.id), self.world.derived_token(row, read_only=read_only))


@contextmanager
def stateful(folder: Path, copy_of: Path | None = None) -> Iterator[Server]:
    """Yield a server that stores its default world in a folder.

    The folder must not exist. It is created: empty, or as a copy of the folder `copy_of`.
    """
    if copy_of is None:
        folder.mkdir()
    else:
        shutil.copytree(copy_of, folder)
    settings = Settings(fixture="empty", state=str(folder / "state.json"), fsync="off", fixture_dir="/")
    server = Server(settings)
    with open_state(server.app.worlds, settings) as warnings:
        assert not warnings
        yield server
    server.close()


def run_session(seed: int, steps: int, folder: Path) -> dict[int, int]:
    """Run the session with this seed, and return the number of responses with each status.

    Raises AssertionError with the request that broke an invariant.
    """
    with stateful(folder / "state") as server:
        return Session(seed, server, folder).play(steps)
