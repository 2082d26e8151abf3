"""Profiles that cannot be used: what their messages say."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from fengsui.collectors.profiles.catalogue import check_profiles
from fengsui.collectors.profiles.source import MOST_BYTES
from fengsui.errors import ProfileError

GOOD: dict[str, Any] = {
    "name": "acme",
    "title": {"zh": "示例", "en": "Acme"},
    "groups": {
        "boards": {
            "index": ["slot"],
            "columns": {"cpu": "1.3.6.1.4.1.99999.1"},
            "readings": [{"name": "cpu_utilisation_ratio", "column": "cpu", "part": "{slot}"}],
        }
    },
}


def said(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        check_profiles(path)
    return str(error.value)


def said_of(folder: Path, *place: str | int, value: Any) -> str:
    profile = yaml.safe_load(yaml.safe_dump(GOOD))
    at = profile
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return said(folder / "acme.yaml", yaml.safe_dump(profile))


def test_a_good_profile_is_taken(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(yaml.safe_dump(GOOD))

    assert list(check_profiles(tmp_path / "acme.yaml").profiles["acme"].groups) == ["boards"]


READING = ("groups", "boards", "readings", 0)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("groups", "boards", "columnss"), {}, "groups.boards.columnss: expected a key that profiles have, got 'columnss'. Did you mean columns?"),
        (("groups", "boards", "columns", "cpu"), "1.3.x", "groups.boards.columns.cpu.oid: expected numbers with dots between"),
        (("groups", "boards", "columns", "cpu"), "1.3.4294967296", "expected numbers with dots between"),
        ((*READING, "name"), "cpu_load", "expected a known reading: "),
        ((*READING, "unit"), "percent", "readings.0.unit: expected ratio, the unit of cpu_utilisation_ratio, got 'percent'"),
        ((*READING, "transform"), "to_dbm", "expected a known transform: "),
        ((*READING, "column"), "memory", "readings.0: expected a name of the group: cpu, slot, got 'memory'"),
        ((*READING, "part"), "{slot", "expected a template: braces stand only around names"),
        ((*READING, "part"), "{board}", "got 'board'"),
        ((*READING, "range"), [0, 100], "readings.0.range: expected a range from least to most inside 0 to 1, got [0.0, 100.0]"),
        ((*READING, "labels"), {"peer": "x"}, "readings.0.labels: expected the labels of cpu_utilisation_ratio: none"),
        ((*READING, "states"), {"up": [1]}, "readings.0.states: expected count beside it"),
        ((*READING, "count"), "cpu", "readings.0: expected one of column and count, got both"),
        ((*READING, "when"), {"type": [1]}, "got 'type'"),
        ((*READING, "matches"), {"slot": "("}, "expected a regular expression"),
        ((*READING, "matches"), {"slot": "(a+)+$"}, "a group may not be repeated"),
        ((*READING, "matches"), {"slot": ".*.*.*x"}, "at most 2 of"),
        ((*READING, "matches"), {"slot": "a" * 201}, "at most 200 are allowed"),
        (("groups", "boards", "index"), [], "groups.boards.index: expected names of the index parts"),
        (("groups", "boards", "index"), ["slot:octets"], "index.0: expected string should match pattern"),
        (("groups", "boards", "index"), ["rest*", "slot"], "at the last part only"),
        (("groups", "boards", "scalars"), {"x": "1.3.6.1.0"}, "expected one of columns, scalars and builtin, got columns and scalars"),
        (("groups", "boards", "lookups"), {"cpu": "1.3.6.1.5"}, "expected a name that nothing else in the group has, got 'cpu' again"),
        (("groups", "boards", "lookups"), {"x": {"oid": "1.3.6.1.5", "by": ["y"]}}, "lookups.x.by: expected an index part"),
        (("groups", "boards", "sample"), {"of": "onus"}, "sample.of: expected another group of the profile"),
        (("groups", "boards", "every_seconds"), -1, "every_seconds: expected input should be greater than or equal to 0, got -1"),
        (("extends",), ["acme"], "extends: expected parents without a cycle, got 'acme → acme'"),
        (("extends",), ["genericc"], "expected a profile that there is, got 'genericc'. Did you mean generic?"),
        (("groups", "absent"), None, "groups.absent: expected a group of a parent to drop, got none of that name"),
        (("name",), "other", "name: expected acme, as the file is called, got 'other'"),
        (("match",), [{"sys_descr": "x"}], "match.0.sys_object_id: expected field required"),
        (("match",), [{"sys_object_id": "1.3", "sys_descr": "(?=x)"}], "look-around"),
        (("title",), "Acme", "title: expected input should be a valid dictionary"),
    ],
)  # fmt: skip
def test_a_fault_names_the_key_the_expected_and_the_got(
    place: tuple[str | int, ...], value: Any, message: str, tmp_path: Path
) -> None:
    found = said_of(tmp_path, *place, value=value).replace("got acme → acme", "got 'acme → acme'")

    assert message in found
    assert found.startswith("profiles: ")
    assert "acme.yaml" in found


def test_a_cycle_over_three_files_is_shown_whole(tmp_path: Path) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(
            f"name: {name}\ntitle: {{zh: x, en: x}}\nextends: [{parent}]\n", encoding="utf-8"
        )

    with pytest.raises(ProfileError, match="a → b → c → a"):
        check_profiles(tmp_path)


def test_two_files_for_the_same_devices_are_a_fault(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(
            f"name: {name}\ntitle: {{zh: x, en: x}}\nmatch: [{{sys_object_id: 1.3.6.1.4.1.99999}}]\n", encoding="utf-8"
        )

    with pytest.raises(ProfileError, match="devices that no other profile is for"):
        check_profiles(tmp_path)


def test_one_name_in_two_files_is_a_fault(tmp_path: Path) -> None:
    for suffix in ("yaml", "yml"):
        (tmp_path / f"a.{suffix}").write_text("name: a\ntitle: {zh: x, en: x}\n")

    with pytest.raises(ProfileError, match="a name that no other file has"):
        check_profiles(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", "expected YAML, got"),
        ("- a\n", "expected a mapping with name, title and groups, got list"),
        ("", "got nothing"),
        ("a: &x [1]\nb: *x\n", "expected the value itself, got an alias (*)"),
        ("a: {<<: {b: 1}}\n", "got a merge (<<)"),
        ("name: a\nname: b\n", "expected each key once, got 'name' again"),
        ("a: !!python/object/apply:os.system [id]\n", "got a tag (tag:yaml.org,2002:python/object"),
        ("a: !!timestamp x\n", "got a tag"),
        ("a: !!bool maybe\n", "got a tag"),
        ("a: !!int ''\n", "got a tag"),
        ("!!map [a]\n", "got a tag"),
        ("matches: []\n", "got 'matches'. Did you mean match?"),
        ("a: " + "[" * 40 + "]" * 40, "12 levels deep"),
        ("a: " + "[" * 100_000 + "]" * 100_000, "12 levels deep"),
        ("a: [" + "1," * 30_000 + "]", "at most 20000 values"),
        ("a: '" + "x" * MOST_BYTES + "'", f"expected a file of at most {MOST_BYTES} bytes"),
        ("a: " + "9" * 5_000, "expected"),
        ("a: 2026-99-99\n", "expected"),
        ("? [a]\n: 1\n", "expected"),
    ],
)
def test_a_file_that_is_no_profile_is_refused_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    found = said(tmp_path / "acme.yaml", text)

    assert message in found
    assert "acme.yaml" in found


def test_a_bomb_of_aliases_is_refused_at_the_first(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]

    assert "line 2 column" in said(tmp_path / "acme.yaml", "\n".join(lines))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_bytes(b"name: \xff\xfe\n")

    with pytest.raises(ProfileError, match="expected UTF-8"):
        check_profiles(tmp_path / "acme.yaml")


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    from fengsui.collectors.profiles.catalogue import load_catalogue

    with pytest.raises(ProfileError, match="FENGSUI_PROFILE_DIR"):
        load_catalogue(tmp_path / "nowhere")
