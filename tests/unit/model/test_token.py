"""Until when a token opens anything."""

from fengsui.model.principal import Principal, Role
from fengsui.model.token import Token, TokenState

TOKEN = Token("noc", Role.OPERATOR, None, created_at=100.0, expires_at=200.0)


def test_a_token_is_valid_until_the_moment_it_expires() -> None:
    assert TOKEN.state(199.9) is TokenState.VALID
    assert TOKEN.state(200.0) is TokenState.EXPIRED


def test_a_token_without_an_end_does_not_expire() -> None:
    assert Token("noc", Role.OPERATOR, None, created_at=100.0).state(1e12) is TokenState.VALID


def test_a_revoked_token_is_revoked_also_after_its_end() -> None:
    token = Token("noc", Role.OPERATOR, None, created_at=100.0, expires_at=200.0, revoked_at=150.0)
    assert token.state(160.0) is token.state(300.0) is TokenState.REVOKED


def test_whoever_shows_it_asks_in_its_name() -> None:
    token = Token("telecom-noc", Role.CARRIER, "telecom", created_at=100.0)
    assert token.principal == Principal("token:telecom-noc", Role.CARRIER, "telecom")
