"""Writes the pages of docs/reference that follow from the code: commands, settings, metrics, alerts, who may what.

Run by `make reference`; a test compares the pages with what this prints, so that they stay true.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from fengsui.alerts.catalogue import alert_rules
from fengsui.alerts.reference import reference as alerts_page
from fengsui.alerts.rule import Timing
from fengsui.api.authorization import RULES, Opening
from fengsui.cli import app
from fengsui.collectors.profiles.catalogue import load_catalogue
from fengsui.collectors.profiles.reference import profiles_markdown
from fengsui.config import Settings
from fengsui.exporters.reference import metrics_markdown
from fengsui.model.principal import Role
from fengsui.model.probe import PROBE_OUTCOMES
from fengsui.model.problem import PROBLEM_KINDS

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"


def commands_page() -> str:
    """Every command with its arguments and options, from the command line itself."""
    lines = [
        "# Commands",
        "",
        "Made by `make reference` from the command line itself. Exit codes: 0 done, 1 found trouble, 2 misuse; messages go to",
        "standard error. Every listing takes `-o table|json|csv`. Secrets are better given in the environment than as options.",
        "",
    ]
    root = typer.main.get_command(app)
    lines += [
        "## fengsui",
        "",
        "These stand before the name of a command; `--database` and `--data-dir` given after it win over them.",
        "",
        *_options(root),
    ]
    for path, command in _walk(root, ("fengsui",)):
        lines += _section(path, command)
    return "\n".join(lines)


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    children = getattr(command, "commands", {})
    for name in sorted(children):
        yield from _walk(children[name], (*path, name))
    if not children:
        yield path, command


def _section(path: tuple[str, ...], command: Any) -> list[str]:
    lines = [f"## {' '.join(path)}", "", *[line.strip() for line in (command.help or "").strip().splitlines()], ""]
    return [*lines, *_options(command)]


def _options(command: Any) -> list[str]:
    rows = [row for parameter in command.params if (row := _row(parameter)) is not None]
    return ["| option | meaning | default |", "|---|---|---|", *rows, ""] if rows else []


def _row(parameter: Any) -> str | None:
    if parameter.name == "help" or getattr(parameter, "hidden", False):
        return None
    if parameter.param_type_name == "argument":
        name = f"`{(parameter.metavar or parameter.name).upper()}`"
    else:
        name = ", ".join(f"`{spelling}`" for spelling in (*parameter.opts, *parameter.secondary_opts))
    meaning = parameter.help or ""
    if parameter.envvar:
        meaning = f"{meaning} Environment: `{parameter.envvar}`."
    return f"| {name} | {_cell(meaning)} | {_cell(_default(parameter))} |"


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    if value is None or value is False or value == () or not isinstance(value, str | int | float):
        return ""
    return f"`{getattr(value, 'value', value)}`"


def settings_page() -> str:
    """Every setting with its variable, bounds and default."""
    lines = [
        "# Settings",
        "",
        "Made by `make reference`. A setting comes from the command line, else from the environment variable, else from the TOML file",
        "that `FENGSUI_CONFIG` names (lower-case names without the prefix: `poll_interval_seconds = 30`), else from the default. A",
        "variable with the prefix, or a key of the file, that is no setting is refused with the nearest name. `FENGSUI_DEBUG=1` shows",
        "tracebacks.",
        "",
        "| variable | meaning | allowed | default |",
        "|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "`~/.local/share/fengsui`" if name == "data_dir" else _shown(field.default)
        lines.append(
            f"| `FENGSUI_{name.upper()}` | {_cell(field.description or '')} | {_allowed(field.metadata)} | {default} |"
        )
    return "\n".join([*lines, ""])


def _allowed(metadata: list[Any]) -> str:
    parts = []
    for bound in metadata:
        for word, sign in (("ge", "≥"), ("le", "≤")):
            if hasattr(bound, word):
                parts.append(f"{sign} {getattr(bound, word):g}")
        if pattern := getattr(bound, "pattern", None):
            parts.append(" or ".join(f"`{choice}`" for choice in pattern.strip("^()$").split("|")))
    return ", ".join(parts)


def _shown(value: Any) -> str:
    return "" if value is None or value == "" else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def problems_page() -> str:
    """Every word for what can be odd about an agent's answers."""
    lines = [
        "# Problems of agents",
        "",
        "Made by `make reference`. These words stand in `fengsui poll`, in `fengsui device show` and, as the label `kind`, in",
        "`fengsui_poller_problems_total`. A problem is a remark, not an alarm: what could be read was read.",
        "",
        "| kind | meaning | 含义 |",
        "|---|---|---|",
        *(f"| `{kind}` | {english} | {chinese} |" for kind, (english, chinese) in PROBLEM_KINDS.items()),
    ]
    return "\n".join([*lines, ""])


def outcomes_page() -> str:
    """Every word for how a probe of a service can end."""
    lines = [
        "# Outcomes of probes",
        "",
        "Made by `make reference`. These words stand in `fengsui probe`, in `fengsui service list` and, as the label `outcome`, in",
        "`fengsui_prober_probes_total`. Two probes in a row that end otherwise than `up` make a service down; `not_allowed` and",
        "`error` say nothing about the service and do not count.",
        "",
        "| outcome | meaning | 含义 |",
        "|---|---|---|",
        *(f"| `{outcome}` | {english} | {chinese} |" for outcome, (english, chinese) in PROBE_OUTCOMES.items()),
    ]
    return "\n".join([*lines, ""])


def access_page() -> str:
    """Who may use each route, from the table that the gate holds every request against."""
    callers = [*(role.value for role in Role), "without a token"]
    lines = [
        "# Who may use which route",
        "",
        "Made by `make reference` from the table that every request is held against; a test walks every route as every caller and",
        "compares, and a route that is not in the table keeps the server from starting. Which records are seen inside a route is another",
        "question: a carrier gets its own alone ([why](../why/access.md)). `local` is a caller on this machine where the settings let it in.",
        "",
        f"| method | path | {' | '.join(callers)} |",
        f"|---|---|{'---|' * len(callers)}",
    ]
    for (method, path), access in sorted(RULES.items(), key=lambda item: (item[0][1], item[0][0])):
        may = ["yes" if role in access.roles else "" for role in Role]
        opening = {Opening.NOBODY: "", Opening.LOCAL: "local", Opening.EVERYBODY: "yes"}[access.without_token]
        lines.append(f"| {method} | `{path}` | {' | '.join([*may, opening])} |")
    return "\n".join([*lines, ""])


def pages() -> dict[str, str]:
    """The text of each page, by file name."""
    return {
        "access.md": access_page(),
        "alerts.md": alerts_page(alert_rules(), Timing()),
        "commands.md": commands_page(),
        "metrics.md": metrics_markdown(),
        "probe-outcomes.md": outcomes_page(),
        "problems.md": problems_page(),
        "profiles.md": profiles_markdown(load_catalogue()),
        "settings.md": settings_page(),
    }


def main() -> None:
    """Writes every page."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
