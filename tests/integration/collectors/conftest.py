"""Agents that the collectors are tried on: net-snmp's snmpd, and recordings of real equipment."""

from collections.abc import AsyncIterator, Iterator

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors.poller import Poller
from tests.support.recordings import Recordings, served_recordings
from tests.support.snmpd import Snmpd, running_snmpd


@pytest.fixture(scope="session")
def snmpd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snmpd]:
    """A running snmpd."""
    with running_snmpd(tmp_path_factory.mktemp("snmpd")) as agent:
        yield agent


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recordings]:
    """A running snmpsim with every recorded device."""
    with served_recordings(tmp_path_factory.mktemp("snmpsim")) as served:
        yield served


@pytest.fixture
async def poller() -> AsyncIterator[Poller]:
    """An open poller."""
    poller = Poller(SystemClock())
    await poller.open()
    yield poller
    await poller.close()
