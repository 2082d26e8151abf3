"""What the nouns share on the command line."""

import json

import pytest
import typer
from typer.testing import CliRunner

from fengsui.commands.inventory import _text, add_remove, add_show, noun, print_record
from fengsui.commands.output import OutputFormat
from fengsui.model.device import DeviceRole


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (None, None),
        ("x", "x"),
        (161, "161"),
        (True, "true"),
        (False, "false"),
        (0.000001, "0.000001"),
        (["10.0.0.0/8", "fd00::/8"], ("10.0.0.0/8", "fd00::/8")),
        (DeviceRole.CORE, "core"),
    ],
)
def test_an_option_is_judged_as_the_text_of_a_file_would_be(given: object, text: object) -> None:
    assert _text(given) == text


def test_one_record_is_printed_as_lines_an_object_or_csv(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"name": "x", "port": 161, "management_prefixes": ("a", "b")}
    print_record(row, OutputFormat.JSON)
    assert json.loads(capsys.readouterr().out) == {"name": "x", "port": 161, "management_prefixes": ["a", "b"]}
    print_record(row, OutputFormat.CSV)
    assert capsys.readouterr().out == "name,port,management_prefixes\nx,161,a b\n"
    print_record(row, OutputFormat.TABLE)
    assert [line.split() for line in capsys.readouterr().out.splitlines()][1:] == [
        ["name", "x"],
        ["port", "161"],
        ["management_prefixes", "a", "b"],
    ]


@pytest.mark.parametrize("output", list(OutputFormat))
def test_a_record_with_a_list_is_printed_in_every_form(
    output: OutputFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    print_record({"code": "telecom", "management_prefixes": ()}, output)
    assert "telecom" in capsys.readouterr().out


def test_a_noun_says_what_its_commands_do() -> None:
    group = noun("Devices.")
    add_show(group, "devices")
    add_remove(group, "devices")
    app = typer.Typer()
    app.add_typer(group, name="device")
    told = CliRunner().invoke(app, ["device", "--help"]).stdout
    assert "Print one device as it is registered" in told
    assert "Remove one or more devices, all or none" in told
