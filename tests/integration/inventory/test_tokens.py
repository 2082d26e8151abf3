"""Tokens on SQLite and on PostgreSQL: issued once, found by their text, useless when revoked."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from fengsui.errors import ConflictError, InputError, NotFoundError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.registration import add, remove
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.inventory.tables import TokenRow
from fengsui.inventory.token_text import mint
from fengsui.inventory.tokens import TokenStore
from fengsui.model.principal import Author, Role
from tests.support.registers import BY, TELECOM

LATER = Author("cli:other", BY.at + 60)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[InventoryStore]:
    async with open_inventory(database_url, create=True) as opened:
        await add(opened.db, "carriers", TELECOM, Keyring(bytes(32), "a test"), by=BY, allow_loopback=False)
        yield opened


@pytest.fixture
def tokens(store: InventoryStore) -> TokenStore:
    return TokenStore(store.db)


async def test_a_token_is_found_by_its_text_and_only_its_digest_is_stored(
    store: InventoryStore, tokens: TokenStore
) -> None:
    token, text = await tokens.create("noc", Role.CARRIER, by=BY, carrier="telecom", expires_at=BY.at + 3600)
    assert await tokens.find(text.reveal()) == token
    assert await tokens.find(mint(bytes).reveal()) is None
    assert await tokens.find("fengsui_nonsense") is None
    async with store.db.session() as session:
        (row,) = (await session.execute(select(TokenRow))).scalars().all()
    assert text.reveal().encode() not in bytes(row.digest)
    assert text.reveal() not in str(vars(row))


async def test_a_revoked_token_stays_listed_and_says_so(tokens: TokenStore) -> None:
    _, text = await tokens.create("noc", Role.OPERATOR, by=BY)
    await tokens.revoke("noc", by=LATER)
    (listed,) = await tokens.tokens()
    assert listed.revoked_at == LATER.at
    assert await tokens.find(text.reveal()) == listed
    with pytest.raises(ConflictError, match="revoked before"):
        await tokens.revoke("noc", by=LATER)


async def test_a_name_is_given_once_also_after_its_token_was_revoked(tokens: TokenStore) -> None:
    await tokens.create("noc", Role.OPERATOR, by=BY)
    await tokens.revoke("noc", by=LATER)
    with pytest.raises(ConflictError, match="Choose another"):
        await tokens.create("noc", Role.READER, by=LATER)


async def test_all_faults_of_a_token_are_told_at_once(tokens: TokenStore) -> None:
    with pytest.raises(InputError) as refused:
        await tokens.create("a b", Role.READER, by=BY, carrier="telecon", expires_at=BY.at)
    assert [fault.where for fault in refused.value.faults] == ["NAME", "--carrier", "--expires", "--carrier"]
    assert "Did you mean telecom?" in str(refused.value)
    with pytest.raises(InputError, match="the code of the carrier that the token is for, got nothing"):
        await tokens.create("noc", Role.CARRIER, by=BY)


async def test_a_token_that_is_not_there_is_not_revoked(tokens: TokenStore) -> None:
    await tokens.create("noc", Role.OPERATOR, by=BY)
    with pytest.raises(NotFoundError, match=r"no token 'nok'\. Did you mean noc\?"):
        await tokens.revoke("nok", by=LATER)


async def test_the_last_use_is_noted(tokens: TokenStore) -> None:
    await tokens.create("noc", Role.OPERATOR, by=BY)
    await tokens.note_use({})
    await tokens.note_use({"noc": 5.0, "gone": 6.0})
    assert [token.used_at for token in await tokens.tokens()] == [5.0]


async def test_a_carrier_with_tokens_is_not_removed_under_them(store: InventoryStore, tokens: TokenStore) -> None:
    await tokens.create("noc", Role.CARRIER, by=BY, carrier="telecom")
    with pytest.raises(ConflictError, match=r"1 token \(noc\)"):
        await remove(store.db, "carriers", ["telecom"], by=BY)


async def test_issuing_and_revoking_are_audited_without_the_text(store: InventoryStore, tokens: TokenStore) -> None:
    _, text = await tokens.create("noc", Role.CARRIER, by=BY, carrier="telecom")
    await tokens.revoke("noc", by=LATER)
    told = await AuditStore(store.db).entries(kind="tokens")
    assert [(entry.principal, entry.action.value) for entry in told] == [
        ("cli:other", "changed"),
        ("cli:tester", "added"),
    ]
    assert told[1].after == {"role": "carrier", "carrier": "telecom", "expires_at": None}
    assert text.reveal() not in str(told)
