from fengsui.history.statements import chunks


def test_many_names_are_cut_into_pieces_that_fit_a_statement() -> None:
    names = [str(number) for number in range(2500)]
    assert [len(piece) for piece in chunks(names)] == [1000, 1000, 500]
    assert [name for piece in chunks(names) for name in piece] == names


def test_no_names_are_no_pieces() -> None:
    assert chunks([]) == []
