"""What every test gets: no settings of the machine leak in, and hypothesis does not depend on the machine's speed."""

import os

import pytest
from hypothesis import settings

settings.register_profile("fengsui", deadline=None, print_blob=True)
settings.load_profile("fengsui")


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("FENGSUI_") and not name.startswith("FENGSUI_TEST_"):
            monkeypatch.delenv(name)
