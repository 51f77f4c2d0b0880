"""The fixture `empty`: one company as the real server makes it, with its owner and nothing else."""

from mockserver.domain import companies
from mockserver.seed.spec import NamedToken, Seeded, WorldSpec
from mockserver.store.world import World


def build(world: World, spec: WorldSpec) -> Seeded:
    owner = spec.owner
    account = companies.open_account(
        world,
        email=owner.email or "owner@example.com",
        full_name=owner.full_name or "Olivia Owner",
        used=True,
    )
    person = companies.found(
        world, account, name=spec.company.name or "Acme Inc.", title="Founder" if owner.title is None else owner.title
    )
    tokens = NamedToken("opk_owner", person.id), NamedToken("opk_owner_readonly", person.id, read_only=True)
    return Seeded(owner_id=person.id, tokens=tokens)
