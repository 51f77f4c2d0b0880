"""The tokens of all worlds. A single look-up finds the world and the person of a token."""

from collections.abc import Mapping

from mockserver.model.company.companies import ApiToken, Person
from mockserver.seed.world_spec import NamedToken
from mockserver.server.shard import TOKEN_START, Shard
from mockserver.server.worlds.world import TokenGrant, World, parse_derived_token
from mockserver.store.random_source import RandomSource


class TokenTable:
    """The valid tokens of all worlds. A derived token has no record, and is added to the table when it is first
    used."""

    def __init__(self, worlds: Mapping[bytes, World], random: RandomSource, shard: Shard) -> None:
        """`worlds` maps the token prefix of each world to the world."""
        self._grants: dict[str, TokenGrant] = {}
        self._revoked: set[str] = set()
        """The revoked tokens of all worlds."""
        self._worlds = worlds
        self._random = random
        self._shard = shard

    def get(self, token: str | None) -> TokenGrant | None:
        """Return the world and the person of a token, and whether the token is read-only. Return None if the token is
        unknown or revoked."""
        if token is None:
            return None
        return self._grants.get(token) or self._resolve_derived(token)

    def create(self, world: World, person: Person, *, read_only: bool) -> str:
        """Create and return a token for a person, in addition to the tokens that the person has."""
        token = self._unused_token()
        self.write(world, NamedToken(token, person.id, read_only))
        self._cache(token, TokenGrant(world, person.id, read_only))
        return token

    def revoke(self, token: str) -> bool:
        """Make a token invalid. Returns False if the token was not valid."""
        grant = self.get(token)
        if grant is None:
            return False
        world, db = grant.world, grant.world.db
        row = db.first(ApiToken, token=token)
        if row is None:
            self.write(world, NamedToken(token, grant.person_id, grant.read_only, revoked=True))
        else:
            with db.transaction():
                db.change(row, revoked=True)
        self._add_revoked(token, world)
        world.tokens.discard(token)
        self._grants.pop(token, None)
        return True

    def write(self, world: World, named: NamedToken) -> None:
        """Store the record of a token.

        The id of the record comes from the random source of the server. If the id came from the random source of the
        world, a new token would change the ids of later records.
        """
        db = world.db
        while db.get(ApiToken, id := self._random.uuid()) is not None:
            pass
        row = ApiToken(
            id=id,
            person_id=named.person_id,
            token=named.token,
            read_only=named.read_only,
            revoked=named.revoked,
            inserted_at=db.clock.now(),
        )
        with db.transaction():
            db.put(row)

    def register(self, world: World) -> None:
        """Make the tokens in a world's database valid, except revoked tokens and tokens of other shards."""
        for row in world.db.all(ApiToken):
            if row.revoked:
                self._add_revoked(row.token, world)
            elif self._shard.owns_token(row.token):
                self._cache(row.token, TokenGrant(world, row.person_id, row.read_only))

    def drop(self, world: World) -> None:
        """Remove the tokens of a world from this table."""
        for token in world.tokens:
            self._grants.pop(token, None)
        self._revoked -= world.revoked
        world.tokens.clear()
        world.revoked.clear()

    def _unused_token(self) -> str:
        """Return a random token that does not exist yet.

        After a restart with a state file, the random source returns the same values as before the restart. Therefore,
        values that are existing tokens are skipped.
        """
        while True:
            token = TOKEN_START + self._shard.prefix + self._random.text(32)
            if token not in self._grants and token not in self._revoked:
                return token

    def _resolve_derived(self, token: str) -> TokenGrant | None:
        parsed = parse_derived_token(token)
        if parsed is None:
            return None
        prefix, person_id, read_only = parsed
        world = self._worlds.get(prefix)
        person = world.db.get(Person, person_id) if world else None
        if world is None or person is None or token in world.revoked:
            return None
        if token != world.derived_token(person, read_only=read_only):
            return None  # the token is of another shard, or differs only in the last bits, which are ignored
        grant = TokenGrant(world, person_id, read_only)
        self._cache(token, grant)
        return grant

    def _add_revoked(self, token: str, world: World) -> None:
        self._revoked.add(token)
        world.revoked.add(token)

    def _cache(self, token: str, grant: TokenGrant) -> None:
        self._grants[token] = grant
        grant.world.tokens.add(token)
