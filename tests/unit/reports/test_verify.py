"""Holding a report against the database."""

import copy
import json
from typing import Any

import pytest

from fengsui.reports.boundaries import Boundaries, shipped_boundaries
from fengsui.reports.checksum import checksum_of
from fengsui.reports.figures import figures_of
from fengsui.reports.form import Form
from fengsui.reports.forms import Report
from fengsui.reports.names import without_equipment
from fengsui.reports.read import read_report
from fengsui.reports.verify import Verdict, differences_between, verify
from fengsui.reports.words import Language
from tests.support.months import remembered


def october() -> dict[str, Any]:
    return figures_of(remembered())


def verified(content: bytes, now: dict[str, Any] | None = None, boundaries: Boundaries | None = None) -> Verdict:
    return verify(content, read_report(content, "x"), now or october(), boundaries or shipped_boundaries())


def made(form: Form, figures: dict[str, Any] | None = None) -> bytes:
    return Report(figures or october(), shipped_boundaries()).made(form, Language.ZH)


def places(verdict: Verdict) -> list[str]:
    return [each.place for each in verdict.differences]


@pytest.mark.parametrize("form", Form)
def test_a_report_is_what_the_database_says(form: Form) -> None:
    verdict = verified(made(form))
    assert (verdict.good, verdict.equal, verdict.exact, verdict.altered, verdict.differences) == (
        True, True, True, False, (),
    )  # fmt: skip


@pytest.mark.parametrize("form", Form)
def test_a_report_without_names_of_equipment_is_held_against_one_without(form: Form) -> None:
    assert verified(made(form, without_equipment(october()))).good


def test_a_figure_that_was_altered_in_the_file_is_named() -> None:
    document = json.loads(made(Form.JSON))
    document["figures"]["summary"]["end"]["connected"] = 87
    next(each for each in document["figures"]["counties"] if each["code"] == "620922")["state"] = "covered"
    verdict = verified(json.dumps(document).encode())
    assert (verdict.good, verdict.equal, verdict.altered) == (False, True, True)
    assert places(verdict) == ["counties 620922 state", "summary end connected"]
    assert (verdict.differences[0].file, verdict.differences[0].database) == ("covered", "uncovered")


def test_figures_altered_together_with_their_checksum_differ_from_the_database() -> None:
    document = json.loads(made(Form.JSON))
    document["figures"]["summary"]["end"]["connected"] = 87
    document["checksum"]["value"] = checksum_of(document["figures"])
    verdict = verified(json.dumps(document).encode())
    assert (verdict.good, verdict.equal, verdict.altered) == (False, False, False)
    assert places(verdict) == ["summary end connected"]


@pytest.mark.parametrize("form", [Form.HTML, Form.CSV])
def test_a_text_that_was_altered_around_true_figures_is_not_exact(form: Form) -> None:
    content = made(form).replace(b"83/87", b"87/87")
    verdict = verified(content)
    assert (verdict.good, verdict.equal, verdict.altered, verdict.exact) == (False, True, False, False)


def test_a_pdf_that_was_altered_is_not_exact() -> None:
    content = made(Form.PDF)
    assert verified(content + b"\n% one more line").exact is False
    assert verified(content).exact is True


def test_a_json_that_was_laid_out_anew_is_the_same_report() -> None:
    assert verified(json.dumps(json.loads(made(Form.JSON)), sort_keys=True, indent=8).encode()).good


def test_a_report_that_was_corrected_since_differs_in_what_was_declared_and_says_so() -> None:
    corrected = copy.deepcopy(october())
    penetration = next(each for each in corrected["ratios"] if each["figure"] == "household_penetration")
    penetration["numerator"] += 1000
    corrected["evidence"]["reports"]["corrected"] = 1
    verdict = verified(made(Form.XLSX), corrected)
    assert (verdict.good, verdict.altered, verdict.declared) == (False, False, True)
    assert places(verdict) == ["evidence reports corrected", "ratios household_penetration numerator"]
    assert not verified(made(Form.XLSX), {**corrected, "month": "2026-09"}).declared


def test_of_a_pdf_only_that_it_differs_can_be_said() -> None:
    verdict = verified(made(Form.PDF), {**october(), "month": "2026-09"})
    assert (verdict.good, verdict.equal, verdict.own, verdict.differences) == (False, False, None, ())


def test_another_map_makes_another_file_of_the_same_figures() -> None:
    fewer = Boundaries(shipped_boundaries().areas[:50], "an approved map")
    verdict = verified(made(Form.HTML), boundaries=fewer)
    assert (verdict.equal, verdict.exact) == (True, False)


@pytest.mark.parametrize(
    ("file", "database", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"b": 1}, ["a", "b"]),
        ({"a": [1]}, {"a": [2]}, ["a"]),
        ({"a": [{"code": "1", "x": 1}]}, {"a": [{"code": "1", "x": 2}, {"code": "2", "x": 1}]}, ["a 1 x", "a 2"]),
        ({"a": [{"code": "1"}, {"code": "1"}]}, {"a": []}, ["a"]),
        ({"a": True}, {"a": 1}, ["a"]),
        ({"a": {"b": None}}, {"a": None}, ["a"]),
        ([], {}, [""]),
    ],
)
def test_differences_are_told_by_their_place(file: Any, database: Any, found: list[str]) -> None:
    assert [each.place for each in differences_between(file, database)] == found
