"""A server's certificate as its readers need it."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fengsui.clock import SystemClock
from fengsui.collectors.probes.certificate import read_certificate
from tests.support.authority import Authority, der


def test_names_issuer_and_dates_are_read(tmp_path: Path) -> None:
    found = read_certificate(der(Authority(tmp_path).issue("portal.example.cn", "127.0.0.1", days=(-2, 10))))
    assert found is not None
    assert (found.subject, found.issuer) == ("CN=portal.example.cn", "CN=A test's own root")
    assert found.names == ("portal.example.cn", "127.0.0.1")
    assert found.verifies
    days = [round((moment - SystemClock().now()) / 86_400) for moment in (found.not_before, found.not_after)]
    assert days == [-2, 10]


def test_why_it_does_not_verify_stands_with_it(tmp_path: Path) -> None:
    found = read_certificate(der(Authority(tmp_path).issue("a.cn")), "certificate has expired")
    assert found is not None
    assert not found.verifies


@given(st.binary(max_size=300))
def test_any_bytes_are_a_certificate_or_none(data: bytes) -> None:
    assert read_certificate(data) is None


@given(st.data())
def test_a_damaged_certificate_is_read_or_none(data: st.DataObject) -> None:
    raw = bytearray(_WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    found = read_certificate(bytes(raw))
    assert found is None or found.subject.isprintable()


def _whole() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return der(Authority(Path(folder)).issue("portal.example.cn"))


_WHOLE = _whole()
