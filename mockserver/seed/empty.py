"""The fixture `empty`: one company, set up, with its owner (who never logged in) and nothing else."""

from mockserver.seed.document import Fixture, Person


def write() -> Fixture:
    return Fixture(people=[Person(name="Olivia Owner", email="owner@example.com", role="owner", logged_in=False)])
