"""Every form of a report."""

import json

import pytest

from fengsui.reports.boundaries import shipped_boundaries
from fengsui.reports.checksum import checksum_of
from fengsui.reports.figures import figures_of
from fengsui.reports.form import Form
from fengsui.reports.forms import Report
from fengsui.reports.words import Language
from tests.support.months import remembered


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("language", Language)
def test_the_same_figures_give_the_same_bytes(form: Form, language: Language) -> None:
    first, second = (Report(figures_of(remembered()), shipped_boundaries()).made(form, language) for _ in range(2))
    assert first == second
    assert len(first) > 1000


def test_json_holds_the_figures_and_their_checksum_and_no_language() -> None:
    report = Report(figures_of(remembered()), shipped_boundaries())
    chinese, english = (report.made(Form.JSON, language) for language in Language)
    assert chinese == english
    document = json.loads(chinese)
    assert document["checksum"] == {"algorithm": "SHA-256", "value": checksum_of(document["figures"])}
    assert report.checksum == document["checksum"]["value"]


def test_each_form_says_what_it_is_on_the_wire_and_whether_a_terminal_can_show_it() -> None:
    assert all("/" in form.media_type for form in Form)
    assert [form for form in Form if form.binary and form.media_type.startswith("text/")] == []
