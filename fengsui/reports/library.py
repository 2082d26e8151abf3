"""The reports of the running service: each is worked out when it is asked for, one at a time, beside the event loop."""

import asyncio

from fengsui.clock import Clock
from fengsui.reports.boundaries import Boundaries
from fengsui.reports.figures import figures_of
from fengsui.reports.form import Form
from fengsui.reports.forms import Report
from fengsui.reports.gather import ReportSource
from fengsui.reports.month import parse_month
from fengsui.reports.names import without_equipment
from fengsui.reports.words import Language


class ReportLibrary:
    """Monthly reports from one database.

    Args:
        source: Where they are read from.
        boundaries: What their maps are drawn from.
        clock: Tells which months are over.
    """

    def __init__(self, source: ReportSource, boundaries: Boundaries, clock: Clock) -> None:
        self._source = source
        self._boundaries = boundaries
        self._clock = clock
        # A report of a large province takes a second or two of a processor.
        self._making = asyncio.Lock()

    async def made(self, month: str, form: Form, language: Language, *, equipment: bool) -> bytes:
        """The report of a month in a form and a language.

        Args:
            month: As it was given.
            form: Of the answer.
            language: Of its words.
            equipment: False to leave the names of links, devices and sites out.

        Raises:
            UsageError: where it is no month that is over.
            NotKeptError: where nobody watched in it, or retention has cut it off.
            ConfigError: where the font that a PDF needs is not installed.
            DatabaseError: where the database fails.
        """
        wanted = parse_month(month, self._clock.now(), what="month")
        async with self._making:
            material = await self._source.gather(wanted)

            def make() -> bytes:
                figures = figures_of(material)
                return Report(figures if equipment else without_equipment(figures), self._boundaries).made(
                    form, language
                )

            return await asyncio.to_thread(make)
