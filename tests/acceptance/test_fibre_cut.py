"""A fibre cut in Longnan at 03:12, repaired at 05:40, is told alike by coverage, changes, as-of, availability and incidents."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from fengsui.alerts.incidents import Damping
from fengsui.clock import ManualClock
from fengsui.coverage.document import summary
from fengsui.coverage.moment import PROVINCE_TIME
from fengsui.database.open import open_database
from fengsui.history.incidents import IncidentStore
from fengsui.history.state_log import StateLog
from fengsui.history.store import HistoryStore
from fengsui.model.network import Network
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import PollOutcome
from fengsui.tasks.board import Board
from fengsui.tasks.incidents import IncidentWatch
from fengsui.tasks.journal import Journal
from fengsui.tasks.recorder import Recorder
from fengsui.tasks.scheduler import Scheduler
from fengsui.tasks.tally import Tally
from fengsui.tasks.upkeep import Assessor
from tests.support.builders import interfaces
from tests.support.cli import fengsui
from tests.unit.coverage.networks import device, link, network
from tests.unit.tasks.test_scheduler import Desk

LANZHOU, WUDU, CHENGXIAN = "620102", "621202", "621221"
MINUTE = 60


def moment(time: str) -> float:
    return datetime.fromisoformat(f"2026-06-15T{time}").replace(tzinfo=PROVINCE_TIME).timestamp()


def longnan() -> Network:
    """Wudu hangs on one fibre from Lanzhou, Chengxian behind it."""
    return network(
        [device("lz-core", LANZHOU, role="core"), device("wd-1", WUDU), device("cx-1", CHENGXIAN)],
        [link("lz-wd", "lz-core", "wd-1"), link("wd-cx", "wd-1", "cx-1")],
    )


class Night:
    """The province from two o'clock to seven, polled every minute, with its history in a database."""

    def __init__(self, history: HistoryStore, states: StateLog, incidents: IncidentStore) -> None:
        self.clock, self.board = ManualClock(now=moment("02:00")), Board(evidence_limit_seconds=180)
        self.board.register(longnan())
        self.journal = Journal(states)
        scheduler = Scheduler(Desk(), Tally(0), self.clock, interval=60, batch_size=100)
        self.incidents = IncidentWatch(incidents, Damping(gather=5, hold=2 * MINUTE))
        self.assessor = Assessor(
            self.board,
            Recorder(history),
            history,
            scheduler,
            self.clock,
            journal=self.journal,
            incidents=self.incidents,
        )
        self.open: dict[str, list[str]] = {}
        self.summaries: dict[str, str] = {}

    async def run(self) -> None:
        await self.journal.restore()
        await self.incidents.restore(self.clock.now())
        while self.clock.now() < moment("07:00"):
            self.poll(cut=moment("03:12") <= self.clock.now() < moment("05:40"))
            await self.assessor.turn(save_every_seconds=10 * MINUTE)
            told = datetime.fromtimestamp(self.clock.now(), PROVINCE_TIME).strftime("%H:%M")
            self.summaries[told] = summary(self.board.coverage)
            self.open[told] = [each.id for each in self.incidents.open]
            await self.clock.advance(MINUTE)
        await self.assessor.save()

    def poll(self, *, cut: bool) -> None:
        now = self.clock.now()
        for name in self.board.network.devices:
            ports = sorted(
                end.interface
                for each in self.board.network.links_of[name]
                for end in (each.a, each.b)
                if end.device == name
            )
            dark = cut and "to-lz-wd" in ports
            table = interfaces(
                len(ports), name=ports, oper_status=["down" if dark and port == "to-lz-wd" else "up" for port in ports]
            )
            self.board.pin(
                DeviceObservation(
                    name, PollOutcome.OK, now, now, next_poll_at=now + 60, interfaces=table, interfaces_at=now
                ),
                (),
            )


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Mapping[str, str]]:
    """The database's URL after that night, and what was told at each minute of it."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('longnan') / 'fengsui.db'}"
    return url, asyncio.run(_night(url))


async def _night(url: str) -> Mapping[str, str]:
    async with open_database(url, create=True) as db:
        night = Night(HistoryStore(db), StateLog(db), IncidentStore(db))
        await night.run()
        assert {time: len(opened) for time, opened in night.open.items() if opened} == {
            time: 1 for time in night.open if "03:13" <= time < "05:42"
        }
        return night.summaries


def told(url: str, *arguments: str) -> Any:
    done = fengsui(*arguments, "--database", url, "-o", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_coverage_tells_it_while_it_lasts(night: tuple[str, Mapping[str, str]]) -> None:
    _, summaries = night
    assert summaries["03:11"] == "3 of 87 units covered, 0 unknown, 0 uncovered, 84 unserved"
    assert summaries["03:12"] == summaries["05:39"] == "1 of 87 units covered, 0 unknown, 2 uncovered, 84 unserved"
    assert summaries["05:40"] == summaries["03:11"]


def test_as_of_tells_what_was_told_at_every_minute(night: tuple[str, Mapping[str, str]]) -> None:
    url, summaries = night
    for time in ("02:00", "03:11", "03:12", "04:30", "05:39", "05:40", "06:59"):
        done = fengsui("coverage", "--as-of", f"2026-06-15T{time}", "--database", url)
        assert done.stdout.startswith(f"2026-06-15T{time}:00+08:00: {summaries[time]}\n")
    counties = {each["code"]: each for each in told(url, "coverage", "--as-of", "2026-06-15T04:30")["counties"]}
    for code in (WUDU, CHENGXIAN):
        assert (counties[code]["state"], counties[code]["reason"]) == ("uncovered", ["lz-wd"])
        assert counties[code]["recorded"] == {"at": "2026-06-14T19:12:00Z", "evidence_at": "2026-06-14T19:12:00Z"}


def test_changes_tell_its_beginning_and_end_with_evidence(night: tuple[str, Mapping[str, str]]) -> None:
    url, _ = night
    changes = told(url, "changes", "--since", "36500d", "--kind", "county", "--name", WUDU)
    whole = [each for each in changes if not each["carrier"]]
    assert [(each["before"], each["after"], each["at"], each["reason"]) for each in whole] == [
        ("uncovered", "covered", moment("05:40"), ""),
        ("covered", "uncovered", moment("03:12"), "lz-wd"),
    ]
    link = told(url, "changes", "--since", "36500d", "--kind", "link", "--name", "lz-wd")
    assert [(each["after"], each["at"], each["evidence_at"]) for each in link[:2]] == [
        ("up", moment("05:40"), moment("05:40")),
        ("down", moment("03:12"), moment("03:12")),
    ]
    assert link[1]["reason"] == "port down at lz-core to-lz-wd"


@pytest.mark.parametrize(("kind", "name"), [("county", WUDU), ("county", CHENGXIAN), ("link", "lz-wd")])
def test_availability_tells_one_outage_of_two_hours_and_twenty_eight_minutes(
    night: tuple[str, Mapping[str, str]], kind: str, name: str
) -> None:
    period = ("--since", "2026-06-15T02:00", "--until", "2026-06-15T06:59")
    (item,) = told(night[0], "availability", "--kind", kind, "--name", name, *period)["items"]
    assert (item["down_seconds"], item["outages"], item["repaired"]) == (148 * MINUTE, 1, 1)
    assert (item["mean_time_to_repair_seconds"], item["longest_outage_seconds"]) == (148 * MINUTE, 148 * MINUTE)
    assert (item["unknown_seconds"], item["availability_ratio"]) == (0, (299 - 148) / 299)


def test_the_carrier_s_availability_adds_its_counties_up(night: tuple[str, Mapping[str, str]]) -> None:
    period = ("--since", "2026-06-15T02:00", "--until", "2026-06-15T06:59")
    (item,) = told(night[0], "availability", "--kind", "carrier", *period)["items"]
    assert (item["name"], item["parts"], item["outages"], item["down_seconds"]) == ("telecom", 3, 2, 296 * MINUTE)


def test_time_that_nobody_watched_is_apart_and_a_table_says_it_in_words(night: tuple[str, Mapping[str, str]]) -> None:
    (item,) = told(
        night[0], "availability", "--kind", "link", "--name", "lz-wd", "--since", "2026-06-15", "--until", "2026-06-15"
    )["items"]
    assert (item["down_seconds"], round(item["unknown_seconds"] / 3600)) == (148 * MINUTE, 19)
    arguments = ("availability", "--since", "2026-06-15T02:00", "--until", "2026-06-15T06:59", "--database", night[0])
    heading, columns, first, *_ = fengsui(*arguments).stdout.splitlines()
    assert heading == "2026-06-15T02:00:00+08:00 to 2026-06-15T06:59:00+08:00"
    assert columns.split()[:3] == ["name", "title", "carrier"]
    assert " ".join(first.split()) == "621202 县621202 50.501 % 2 h 28 min 1 2 h 28 min 2 h 28 min"
    rows = fengsui(*arguments, "-o", "csv").stdout.splitlines()
    assert rows[0].startswith("name,title,carrier,parts,availability_ratio,up_seconds")


def test_what_is_not_recorded_is_said(night: tuple[str, Mapping[str, str]]) -> None:
    done = fengsui("availability", "--kind", "link", "--name", "nothing", "--database", night[0])
    assert done.returncode == 1
    assert done.stderr == "fengsui: nothing is recorded of a link 'nothing' in that period\n"


def test_it_is_one_incident_with_its_victims_that_closed_by_itself(night: tuple[str, Mapping[str, str]]) -> None:
    (incident,) = told(night[0], "incident", "list", "--since", "2026-06-15", "--until", "2026-06-15")
    assert (incident["state"], incident["kind"], incident["cause"]) == ("closed", "link", ["lz-wd"])
    assert (incident["opened"], incident["closed"]) == ("2026-06-14T19:12:00Z", "2026-06-14T21:40:00Z")
    assert (incident["severity"], incident["flaps"], incident["merged_into"]) == ("critical", 0, None)
    assert incident["reason"] == "port down at lz-core to-lz-wd"
    assert [
        (each["county"], each["carrier"], each["lost"], each["whole"], each["since"], each["until"])
        for each in incident["victims"]["counties"]
    ] == [
        (code, "telecom", "cover", True, "2026-06-14T19:12:00Z", "2026-06-14T21:40:00Z") for code in (WUDU, CHENGXIAN)
    ]
    assert told(night[0], "incident", "list", "--open") == []


def test_an_incident_is_shown_to_people_in_words(night: tuple[str, Mapping[str, str]]) -> None:
    (incident,) = told(night[0], "incident", "list")
    shown = fengsui("incident", "show", incident["id"], "--database", night[0]).stdout
    assert "cause:         link lz-wd\n" in shown
    assert "lasted:        2 h 28 min\n" in shown
    assert (
        f"  {WUDU} 武都区 telecom: cut off, by every carrier, 2026-06-15T03:12:00+08:00 to 2026-06-15T05:40:00+08:00\n"
        in shown
    )
    table = fengsui("incident", "list", "--database", night[0]).stdout
    assert "2 counties cut off" in table
    done = fengsui("incident", "acknowledge", incident["id"], "--database", night[0])
    assert (done.returncode, done.stderr) == (
        1, f"fengsui: incident {incident['id']} is closed: there is nothing left to take on\n"
    )  # fmt: skip
    missing = fengsui("incident", "show", "20260615-ffffffff", "--database", night[0])
    assert missing.stderr == "fengsui: no incident '20260615-ffffffff'. Hint: fengsui incident list\n"


def test_the_report_of_the_month_tells_the_same_outage_and_who_was_cut_off(
    night: tuple[str, Mapping[str, str]],
) -> None:
    report = ("report", "monthly", "--month", "2026-06", "--database", night[0])
    done = fengsui(*report, "--format", "json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["figures"]
    counties = {each["code"]: each for each in figures["counties"]}
    for code in (WUDU, CHENGXIAN):
        told = counties[code]
        assert (told["outages"], told["repaired"], told["longest_outage_seconds"]) == (1, 1, 148 * MINUTE)
        assert (told["down_seconds"], told["state"]) == (148 * MINUTE, "covered")
    assert figures["summary"]["availability"]["outages"] == 2
    assert figures["evidence"]["watched_seconds"] == 299 * MINUTE
    for language, words in (("zh", "2 小时 28 分"), ("en", "2 h 28 min")):
        page = fengsui(*report, "--language", language).stdout
        assert page.count(words) >= 3
