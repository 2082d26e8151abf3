"""The report as JSON: its figures with their checksum beside them. Pure."""

import json

from fengsui.reports.checksum import ALGORITHM, checksum_of
from fengsui.reports.figures import Figures


def sealed_text(figures: Figures) -> str:
    """The figures and their checksum; the same in every language."""
    seal = {"algorithm": ALGORITHM, "value": checksum_of(figures)}
    return json.dumps({"checksum": seal, "figures": figures}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
