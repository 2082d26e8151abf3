"""A text that must not be seen: printing, logging or formatting it shows stars."""

MASK = "***"
"""What stands in listings, messages and logs in the place of a secret; no secret itself."""


class Secret:
    """Holds a secret text; only `reveal()` gives it out."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself: for the wire and the cipher, never for a log, an error or an answer."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret('{MASK}')"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a Secret is not pickled: it would leave the process in the clear")
