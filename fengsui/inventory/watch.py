"""What an edit of many records tells of itself while it goes on, and at its end; this one listens to nothing."""

from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.inventory.difference import Difference


class Watch:
    """Is told of an edit's steps."""

    def progress(self, stage: str, done: int, _total: int) -> None:
        """How far a stage is, as a `Progress` of `fengsui.inventory.progress` is told; may come from another thread."""

    async def finish(self, session: AsyncSession, different: Difference, notes: list[str]) -> None:
        """Everything is written, or would have been; what this writes in the session belongs to the same transaction."""


UNWATCHED = Watch()
