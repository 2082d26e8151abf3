"""An order arrives as it was given."""

from fengsui.inventory.job_order import Order


def test_an_order_is_one_line_and_arrives_as_it_was_given() -> None:
    keys = (bytes(range(32)), b"\n" * 32)
    order = Order("1", "sqlite://", keys, "/x", "text/csv", None, ("sites",), None, "cli:a", 1.5, True, False)
    line = order.to_line()
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")
    assert Order.from_line(line) == order
