import re

import pytest

from fengsui.alerts import runbook, runbook_programme, runbook_service
from fengsui.alerts.catalogue import alert_rules
from fengsui.alerts.rule import Runbook

_EVERY = {**vars(runbook), **vars(runbook_programme), **vars(runbook_service)}
PAGES = {name: page for name, page in _EVERY.items() if isinstance(page, Runbook)}


def test_every_page_is_the_page_of_one_rule() -> None:
    used = [rule.runbook for rule in alert_rules()]
    assert sorted(map(id, used)) == sorted(map(id, PAGES.values()))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_everything_in_both_languages(name: str) -> None:
    page = PAGES[name]
    texts = [page.meaning, *page.look, *page.causes]
    assert page.look
    assert page.causes
    for text in texts:
        assert not re.search(r"[\u4e00-\u9fff]", text.en)
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
