"""A report in any of its forms. Pure: the same figures give the same bytes."""

from dataclasses import dataclass

from fengsui.reports.boundaries import Boundaries
from fengsui.reports.checksum import checksum_of
from fengsui.reports.document import document
from fengsui.reports.figures import Figures
from fengsui.reports.form import Form
from fengsui.reports.page import page
from fengsui.reports.sealed import sealed_text
from fengsui.reports.sheets import csv_text
from fengsui.reports.words import Language
from fengsui.reports.workbook import workbook


@dataclass(frozen=True, slots=True)
class Report:
    """A report that can be made in any form.

    Attributes:
        figures: What it says.
        boundaries: What its map is drawn from.
    """

    figures: Figures
    boundaries: Boundaries

    @property
    def checksum(self) -> str:
        """Over its figures."""
        return checksum_of(self.figures)

    def made(self, form: Form, language: Language) -> bytes:
        """The report in a form and a language.

        Raises:
            ConfigError: where the font that a PDF needs is not installed.
        """
        if form is Form.JSON:
            return sealed_text(self.figures).encode()
        if form in _TEXTS:
            return _TEXTS[form](self.figures, self.boundaries, language).encode()
        return _FILES[form](self.figures, self.boundaries, language)


_TEXTS = {Form.HTML: page, Form.CSV: csv_text}
_FILES = {Form.PDF: document, Form.XLSX: workbook}
