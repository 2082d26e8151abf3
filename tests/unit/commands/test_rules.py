from fengsui.alerts.files import AlertFile
from fengsui.commands.rules import Kind


def test_the_command_offers_every_file_that_can_be_written() -> None:
    assert [kind.value for kind in Kind] == [kind.value for kind in AlertFile]
