"""The fixture `empty`: one company, set up, with its owner (who never logged in) and nothing else."""

from mockserver.domain import companies
from mockserver.model.company import Company
from mockserver.seed import typed_tokens
from mockserver.seed.spec import Seeded, WorldSpec
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
    return Seeded(owner_id=person.id, tokens=typed_tokens.of_owner(person.id), faults=typed_tokens.FAULTS)
