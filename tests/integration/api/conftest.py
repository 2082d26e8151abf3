"""The application on a real database, with two carriers that must not see each other's records."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from fengsui.api.source import FixedSource
from fengsui.clock import SystemClock
from fengsui.coverage.availability import Period
from fengsui.coverage.engine import Assessor
from fengsui.coverage.scorecard import Scorecard
from fengsui.coverage.standing import Known
from fengsui.history.eras import Watch
from fengsui.history.incidents import IncidentStore
from fengsui.history.parts import Part, StateRecord
from fengsui.inventory.criteria import load_criteria
from fengsui.inventory.edits import Editor
from fengsui.inventory.importer import import_files
from fengsui.inventory.job_runner import ImportJobs
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.model.incident import Acknowledgement, Cause, CauseKind, CountyVictim, Element, Incident, Loss, Victims
from fengsui.reports.boundaries import shipped_boundaries
from fengsui.reports.gather import ReportSource
from fengsui.reports.library import ReportLibrary
from tests.support.builders import NOW, conditions, incident, scorecards, snapshot
from tests.support.http import asking, gate
from tests.support.past import FixedPast
from tests.support.registers import BY, CORE, CORE_1, COUNTY, COUNTY_1, LAB, LINK, PORTAL, TELECOM, write_register

KEYRING = Keyring(bytes(32), "a test")
MOBILE = {"code": "mobile", "name_zh": "中国移动", "name_en": "China Mobile", "management_prefixes": "10.20.0.0/16"}
OWNED = {"telecom": "telecom", "mobile": "mobile"}
REGISTER = {
    "carriers": [TELECOM, MOBILE],
    "credentials": [
        {**LAB, "carrier": ""},
        {"name": "secret-mobile", "version": "v2c", "community": "a-canary-of-mobile", "carrier": "mobile"},
        {"name": "telecom-lab", "version": "v2c", "community": "a-canary-of-telecom", "carrier": "telecom"},
    ],
    "sites": [
        {**CORE, "carrier": ""},
        {**COUNTY, "carrier": "telecom"},
        {"code": "secret-site", "name": "移动局", "division": "620121", "kind": "exchange", "carrier": "mobile"},
    ],
    "devices": [
        CORE_1,
        COUNTY_1,
        {**CORE_1, "name": "secret-core", "carrier": "mobile", "address": "10.20.9.1", "credential": "secret-mobile"},
        {
            **CORE_1,
            "name": "secret-county",
            "carrier": "mobile",
            "site": "secret-site",
            "role": "county",
            "address": "10.20.9.2",
            "credential": "secret-mobile",
        },
    ],
    "links": [
        LINK,
        {**LINK, "name": "secret-link", "carrier": "mobile", "a_device": "secret-core", "b_device": "secret-county"},
    ],
    "services": [{**PORTAL, "check_dns": ""}],
}


SHARED = "20260921-0000000b"


def shared_incident() -> Incident:
    """A duct in which both carriers have fibres, and by which both lose a county."""
    own, link = Element("link", LINK["name"], "telecom"), Element("link", "secret-link", "mobile")
    core, router = Element("device", "secret-core", "mobile"), Element("device", COUNTY_1["name"], "telecom")
    counties = tuple(
        CountyVictim(code, carrier, Loss.COVER, whole=True, since=NOW - 600)
        for code, carrier in (("620121", "mobile"), ("620122", "telecom"))
    )
    return incident(
        id=SHARED,
        cause=Cause(CauseKind.DUCT, (own, link), duct="G75", together_with=(core,), or_else=(core,)),
        reason=f"port down at {CORE_1['name']} eth1",
        victims=Victims(counties, (core, router)),
        households=7654321,
    )


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite; PostgreSQL for tests that ask for it, since what is tested here is seldom the database."""
    if getattr(request, "param", "sqlite") == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite+aiosqlite:///{tmp_path / 'data' / 'fengsui.db'}"


@pytest.fixture
async def editor(database_url: str, tmp_path: Path) -> AsyncIterator[Editor]:
    async with open_inventory(database_url, create=True) as store:
        paths = write_register(tmp_path, **REGISTER)
        await import_files(paths, store.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
        yield Editor(store.db, KEYRING, allow_loopback=False)


@pytest.fixture
async def client(editor: Editor) -> AsyncIterator[aiohttp.ClientSession]:
    async with asking(FixedSource(snapshot()), gate=gate(), editor=editor) as session:
        yield session


class Scores:
    """Knows both carriers' scorecards."""

    async def scorecard(self, known: Known, period: Period) -> Scorecard:
        return scorecards("telecom", "mobile")


@pytest.fixture
async def whole(editor: Editor, tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """The application as it is served, on what two carriers registered, declared, sent and lived through."""
    network = await InventoryStore(editor.db).network()
    seen = conditions(network, down=("secret-core", "secret-link"))
    coverage = Assessor(network).assess(seen, NOW, None)
    lived = [
        StateRecord((kind, f"secret-{name}", "mobile"), NOW - 1000, Part("down", detail='{"name":"secret"}'))
        for kind, name in (("device", "core"), ("link", "link"))
    ]
    past = FixedPast(Watch(NOW - 2000, NOW + 10**9), coverage, lived)
    jobs = ImportJobs(editor.db, KEYRING, tmp_path / "imports", SystemClock(), allow_loopback=False)
    await jobs.start()
    source = FixedSource(snapshot(network, conditions=seen, coverage=coverage))
    monthly = ReportLibrary(ReportSource(editor.db, 0.2, load_criteria()), shipped_boundaries(), SystemClock())
    incidents = IncidentStore(editor.db)
    await incidents.save([incident("secret-link", "mobile"), shared_incident()])
    await incidents.acknowledge(SHARED, Acknowledgement("secret", NOW - 300, "a secret of mobile"))
    async with asking(
        source, gate=gate(), editor=editor, past=past, scores=Scores(), jobs=jobs, incidents=incidents, monthly=monthly
    ) as session:
        yield session
    await jobs.stop()
