"""The pages on profiles: their example works as they say, in both languages, and every key is explained."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from fengsui.clock import SystemClock
from fengsui.collectors.poller import Poller
from fengsui.collectors.profiles import schema
from fengsui.collectors.profiles.catalogue import check_profiles
from fengsui.commands.readings import reading_line
from tests.support import synthetic

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = ("profiles.md", "profiles.zh-CN.md")
PORT = 4_194_307_840
BOARDS, ONUS = "1.3.6.1.4.1.99999.2.1.1.1", "1.3.6.1.4.1.99999.2.2.1.1"
OLT = synthetic.device(
    "1.3.6.1.4.1.99999.2.7",
    {
        f"{BOARDS}.5.0.9": 53,
        f"{BOARDS}.6.0.9": 2147483647,
        **{f"{ONUS}.3.{PORT}.{onu}": state for onu, state in enumerate((1, 1, 2))},
    },
    interfaces={PORT: "GPON 0/1/0"},
)


def block(page: str, language: str) -> str:
    text = (HOW_TO / page).read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(name: |cpu_)(.*?)```", text, re.DOTALL)
    assert found is not None
    return found.group(1) + found.group(2)


@pytest.mark.parametrize("page", PAGES)
async def test_the_example_gives_what_the_page_says(page: str, tmp_path: Path) -> None:
    path = tmp_path / "acme-olt.yaml"
    path.write_text(block(page, "yaml"), encoding="utf-8")

    async with synthetic.served(OLT) as agent:
        poller = Poller(SystemClock(), catalogue=check_profiles(path))
        await poller.open()
        poll = await poller.poll(synthetic.target(agent))
        await poller.close()

    assert (poll.profile, poll.problems) == ("acme-olt", ())
    assert [reading_line(reading) for reading in poll.readings] == block(page, "").strip().splitlines()


def keys(model: type[BaseModel]) -> set[str]:
    names = {field.alias or name for name, field in model.model_fields.items()}
    return names.union(*(keys(inner) for field in model.model_fields.values() for inner in models(field.annotation)))


def models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in models(each)]


@pytest.mark.parametrize("page", PAGES)
def test_every_key_that_a_profile_may_have_is_explained(page: str) -> None:
    text = (HOW_TO / page).read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", text))))

    assert sorted(keys(schema.Profile) - words) == []
