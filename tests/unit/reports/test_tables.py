"""The tables of a report in both languages."""

import pytest

from fengsui.reports.figures import figures_of
from fengsui.reports.table import Table
from fengsui.reports.tables import month_words, tables_of, title_of
from fengsui.reports.words import Language
from tests.support.months import remembered

ZH, EN = Language.ZH, Language.EN


def tables(language: Language) -> dict[str, Table]:
    return {table.key: table for table in tables_of(figures_of(remembered()), language)}


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def summary(language: Language) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(tables(language)["summary"])}


@pytest.mark.parametrize("language", Language)
def test_every_row_is_as_wide_as_its_headings_and_says_what_it_is_about(language: Language) -> None:
    for table in tables(language).values():
        for row in table.rows:
            assert len(row) == len(table.columns), table.key
            assert row[0].text.strip(), table.key


def test_both_languages_have_the_same_tables_of_the_same_numbers() -> None:
    chinese, english = tables(ZH), tables(EN)
    assert list(chinese) == list(english)
    for key, table in chinese.items():
        numbers = [[cell.value for cell in row if isinstance(cell.value, int | float)] for row in table.rows]
        assert numbers == [[c.value for c in row if isinstance(c.value, int | float)] for row in english[key].rows]


def test_the_summary_is_a_sentence_a_figure() -> None:
    found = summary(EN)
    assert found["Coverage at the end of the month"] == "83 of 87 units covered (95.402 %)"
    assert found["Of these units"] == "82 covered, 1 degraded, 1 unknown, 1 uncovered, 2 unserved"
    assert found["Change"] == "−2"
    assert found["Time in which nobody watched"] == "2 h 40 min (0.358 %)"
    assert summary(ZH)["月末覆盖"] == "83/87 个单位已覆盖（95.402 %）"


def test_counties_that_lack_cover_come_worst_first_with_their_reason() -> None:
    assert rows(tables(EN)["lacking"]) == [
        ["Guazhou Xian", "620922", "uncovered", "2026-10-30 22:00", "mobile-620922-1, mobile-620922-2"],
        ["Jiayuguan", "620200", "unknown", "2026-10-30 22:00", "telecom-620200"],
        ["Qinzhou Qu", "620502", "degraded (announced work)", "2026-10-20 00:00", "telecom-620502-1"],
    ]


def test_all_counties_are_listed_under_their_prefecture() -> None:
    table = tables(ZH)["counties"]
    assert len(table.groups) == 14
    assert sum(len(group.rows) for group in table.groups) == 87
    assert table.groups[0].title == "兰州市 620100"
    wudu = next(row for row in rows(table) if row[1] == "621202")
    assert wudu == ["武都区", "621202", "正常覆盖", "2/2", "4/4", "0", "99.667 %", "2 小时 40 分", "1", "2 小时 28 分"]


def test_reports_that_did_not_come_are_listed_by_carrier() -> None:
    assert rows(tables(EN)["missing"]) == [
        ["no carrier", "2", "Luqu Xian, Xiahe Xian"],
        ["China Telecom Gansu", "1", "Guazhou Xian"],
    ]


def test_differences_beyond_the_tolerance_come_largest_first() -> None:
    found = rows(tables(EN)["flagged"])
    assert [row[:3] for row in found] == [
        ["Wudu Qu", "621202", "China Mobile Gansu"],
        ["Wudu Qu", "621202", "China Telecom Gansu"],
    ]
    assert {row[-1] for row in found} == {"−45.000 %"}


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    table = tables(EN)["prefectures"]
    assert table.numeric == (False, *[True] * (len(table.columns) - 1))


def test_the_title_names_the_month() -> None:
    assert title_of(figures_of(remembered()), ZH).endswith("2026年10月")
    assert month_words("2026-03", ZH) == "2026年3月"


def test_incidents_tell_what_failed_and_what_was_lost_by_it() -> None:
    table = tables(EN)["incidents"]
    assert table.note.startswith("4 in the month (critical 2, warning 1, felt by no county 1), open at its end 2.")
    assert rows(table)[0] == [
        "2026-10-15 03:12",
        "2 h 28 min",
        "critical",
        "several: telecom-621202-1, telecom-621202-2",
        "China Telecom Gansu",
        "cut off: Wudu Qu",
        "100,000",
    ]
    assert rows(table)[2][1] == "1 d 2 h, lasts"
    assert rows(tables(ZH)["incidents"])[1][5] == "失去冗余：秦州区"
