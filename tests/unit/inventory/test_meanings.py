"""Every column of every kind is explained in Chinese."""

from fengsui.inventory.kinds import FILE_KINDS
from fengsui.inventory.meanings import meaning


def test_no_column_is_missing() -> None:
    texts = [meaning(kind.name, column) for kind in FILE_KINDS.values() for column in kind.columns]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in text) for text in texts)


def test_a_kind_may_mean_something_of_its_own() -> None:
    assert meaning("services", "kind") != meaning("sites", "kind")
