"""The fixture `empty`: one company, set up, with its owner (who never logged in) and nothing else."""

from mockserver.seed.document import Fixture, Person


def write() -> Fixture:
    owner = Person(
        name="Olivia Owner",
        email="owner@example.com",
        role="owner",
        logged_in=False,
        token="opk_owner",
        read_only_token="opk_owner_readonly",
    )
    return Fixture(people=[owner])
