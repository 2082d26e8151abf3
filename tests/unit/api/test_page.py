"""The page: the figure with its denominator and unknowns, and nothing from elsewhere."""

import base64
import hashlib
import re

from fengsui.api.page import CONTENT_SECURITY_POLICY, render_page
from tests.support.builders import province


def test_the_page_loads_nothing_from_elsewhere_and_its_style_is_the_one_allowed() -> None:
    page = render_page(province().coverage)
    style = re.search("<style>(.*)</style>", page)

    assert not re.search(r"https?:|src=|<script|@import|url\(", page)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in CONTENT_SECURITY_POLICY


def test_the_figure_comes_with_its_denominator_and_its_unknowns() -> None:
    page = render_page(province().coverage)

    assert "3 of 6 units covered (1 degraded), 1 unknown" in page
