"""The fixture `empty`: one company, set up, with its owner (who never logged in) and nothing else."""

from mockserver.domain import companies
from mockserver.model.company import Company
from mockserver.seed.spec import NamedToken, Seeded, WorldSpec
from mockserver.store.world import World


def build(world: World, spec: WorldSpec) -> Seeded:
    owner = spec.owner
    account = companies.open_account(
        world,
        email=owner.email or "owner@example.com",
        full_name=owner.full_name or "Olivia Owner",
        used=False,
    )
    person = companies.found(
        world, account, name=spec.company.name or "Acme Inc.", title="Founder" if owner.title is None else owner.title
    )
    world.change(world.known(Company, person.company_id), setup_completed=True)
    tokens = NamedToken("opk_owner", person.id), NamedToken("opk_owner_readonly", person.id, read_only=True)
    return Seeded(owner_id=person.id, tokens=tokens)
