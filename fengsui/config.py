"""Settings: environment (`FENGSUI_…`), then a TOML file, then defaults; all faults at once."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from fengsui.errors import ConfigError

_PREFIX = "FENGSUI_"
# Read by the program's own commands: where the settings are, whether tracebacks are wanted, secrets of a credential.
_NOT_SETTINGS = ("CONFIG", "DEBUG", "COMMUNITY", "AUTH_KEY", "PRIV_KEY")


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "fengsui"


class Settings(BaseSettings):
    """What an administrator can set; the reference in `docs/` lists every one, and a test compares."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(
        default_factory=_default_data_dir, description="Folder for the key, the default database and state"
    )
    database_url: str = Field(default="", description="SQLAlchemy URL; empty for SQLite in the data folder")
    key: SecretStr | None = Field(
        default=None, description="Key that encrypts credentials; empty for the file `key` in the data folder"
    )
    new_key: SecretStr | None = Field(
        default=None,
        description="While the key in FENGSUI_KEY is changed: the one that takes over from it; both decrypt, this one encrypts",
    )
    listen: str = Field(default="127.0.0.1:9850", description="Address and port of the HTTP server")
    authentication: str = Field(
        default="loopback",
        pattern="^(loopback|required)$",
        description="`loopback`: while the server listens on loopback alone, callers on this machine read figures and metrics without a token; `required`: a token for everything but health",
    )
    requests_per_second: Annotated[float, Field(ge=0, le=100_000)] = Field(
        default=20.0, description="Requests a second of one token, or of one address without; 0 for no limit"
    )
    trap_listen: str = Field(
        default="",
        description="Addresses and UDP ports to receive SNMP traps and informs at, with commas between; empty for none",
    )
    allow_loopback: bool = Field(default=False, description="Accept loopback management addresses (demo and tests)")
    poll_interval_seconds: Annotated[float, Field(ge=1, le=3600)] = Field(
        default=60.0, description="How often each device is polled"
    )
    poll_timeout_seconds: Annotated[float, Field(ge=0.05, le=30)] = Field(
        default=2.0, description="Patience for one answer"
    )
    poll_retries: Annotated[int, Field(ge=0, le=10)] = Field(default=2, description="Retransmissions of one request")
    poll_deadline_seconds: Annotated[float, Field(ge=0.5, le=600)] = Field(
        default=20.0, description="Bound on one poll of one device"
    )
    poll_concurrency: Annotated[int, Field(ge=1, le=5000)] = Field(
        default=200, description="Devices polled at the same time"
    )
    agent_packets_per_second: Annotated[float, Field(ge=0, le=100_000)] = Field(
        default=500.0, description="Most packets a second to one agent; 0 for no limit"
    )
    batch_size: Annotated[int, Field(ge=1, le=2000)] = Field(default=100, description="Devices in one task")
    probe_interval_seconds: Annotated[float, Field(ge=0, le=3600)] = Field(
        default=60.0, description="How often each service is probed; 0 for never"
    )
    probe_concurrency: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=20, description="Services probed at the same time"
    )
    probe_ca_file: str = Field(
        default="",
        description="PEM file of authorities that certificates of services may come from, beside the system's",
    )
    evidence_limit_seconds: Annotated[float, Field(ge=0)] = Field(
        default=0.0, description="Age at which evidence stops counting; 0 for three polling intervals"
    )
    backoff_limit_seconds: Annotated[float, Field(ge=1, le=86400)] = Field(
        default=300.0, description="Longest pause between two tries of a silent device"
    )
    ping_count: Annotated[int, Field(ge=0, le=20)] = Field(
        default=3, description="Echoes in one ping; 0 for no ping at all"
    )
    ping_interval_seconds: Annotated[float, Field(ge=0, le=86400)] = Field(
        default=300.0,
        description="How often a device whose agent answers is pinged; 0 to ping only those that are silent",
    )
    ping_spacing_seconds: Annotated[float, Field(ge=0.01, le=60)] = Field(
        default=0.2, description="Pause between two echoes to one device"
    )
    ping_timeout_seconds: Annotated[float, Field(ge=0.01, le=30)] = Field(
        default=1.0, description="Patience for the answer to one echo"
    )
    ping_packets_per_second: Annotated[float, Field(ge=0, le=1_000_000)] = Field(
        default=10_000.0, description="Most echoes a second, to all devices together; 0 for no limit"
    )
    ping_evidence_limit_seconds: Annotated[float, Field(ge=0)] = Field(
        default=0.0, description="Age at which a ping stops counting as evidence; 0 for the same as other evidence"
    )
    ping_loopback: bool = Field(
        default=False, description="Ping loopback addresses too, which this machine answers itself (tests)"
    )
    coverage_target: Annotated[float, Field(ge=0, le=1)] = Field(
        default=1.0, description="Share of coverage units that should be covered"
    )
    report_jump_ratio: Annotated[float, Field(gt=0, le=100)] = Field(
        default=0.3, description="Share by which a carrier's figure may move between two reports without a warning"
    )
    declared_gap_ratio: Annotated[float, Field(gt=0, le=100)] = Field(
        default=0.2, description="Share by which declared and observed subscribers may differ before it is flagged"
    )
    scorecard_file: Path | None = Field(
        default=None, description="CSV with an operator's own weights and limits of the carriers' scorecard"
    )
    incident_hold_seconds: Annotated[float, Field(ge=0, le=86400)] = Field(
        default=0.0,
        description="How long a cause must be up before its incident closes; 0 for two polling intervals",
    )
    incident_reopen_seconds: Annotated[float, Field(ge=0, le=604_800)] = Field(
        default=1800.0, description="How long after closing the same cause goes on as the same incident"
    )
    history_days: Annotated[float, Field(ge=1)] = Field(
        default=400.0,
        description="Days that changes of devices, links and interfaces are kept; those of counties are kept for good",
    )
    audit_days: Annotated[float, Field(ge=30)] = Field(
        default=1100.0, description="Days that the audit of changes to the inventory is kept"
    )
    profile_dir: Path | None = Field(
        default=None,
        description="Folder with an operator's own device profiles (YAML); they replace shipped ones of the same name",
    )
    map_file: Path | None = Field(
        default=None,
        description="GeoJSON file with the boundaries that monthly reports draw, in place of the shipped ones",
    )
    log_format: str = Field(
        default="text", pattern="^(text|json)$", description="`text` for people, `json` for machines"
    )
    log_level: str = Field(
        default="info", pattern="^(debug|info|warning|error)$", description="Least severity that is logged"
    )

    @field_validator("data_dir", "profile_dir", "scorecard_file", "map_file")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser()

    @property
    def url(self) -> str:
        """The database's URL, the default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'fengsui.db'}"

    @property
    def evidence_limit(self) -> float:
        """Seconds after which evidence stops counting."""
        return self.evidence_limit_seconds or 3 * self.poll_interval_seconds

    @property
    def incident_hold(self) -> float:
        """Seconds for which a cause must be up before its incident closes."""
        return self.incident_hold_seconds or 2 * self.poll_interval_seconds

    @property
    def ping_evidence_limit(self) -> float:
        """Seconds after which a ping stops counting."""
        return self.ping_evidence_limit_seconds or self.evidence_limit

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the name is pydantic-settings' own
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code wins over the environment, and that over the file named by FENGSUI_CONFIG."""
        sources = (init_settings, env_settings)
        path = os.environ.get(f"{_PREFIX}CONFIG")
        return (*sources, TomlConfigSettingsSource(settings_cls, Path(path))) if path else sources


def load_settings(**given: Any) -> Settings:
    """Reads the settings; `given` wins over everything, and None in it means not given.

    Raises:
        ConfigError: with every fault, each naming the variable, or the file and the key, and what would be right.
    """
    path = os.environ.get(f"{_PREFIX}CONFIG")
    if path and not Path(path).is_file():
        raise ConfigError(f"FENGSUI_CONFIG names {path!r}, and there is no such file")
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise ConfigError(_explain(error, given, path)) from None
    except ValueError as error:  # TOML that cannot be read
        raise ConfigError(f"FENGSUI_CONFIG {path}: {error}") from None
    _refuse_unknown_variables()
    return settings


def _explain(error: ValidationError, given: Mapping[str, Any], path: str | None) -> str:
    lines = ["settings cannot be used:"]
    for fault in error.errors(include_url=False, include_context=False):
        name = ".".join(map(str, fault["loc"]))
        variable = f"{_PREFIX}{name.upper()}"
        elsewhere = given.get(name) is not None or variable in {known.upper() for known in os.environ}
        where = variable if elsewhere or not path else f"{path}: {name[:80]!r}"
        if fault["type"] == "extra_forbidden":
            lines.append(f"  {where} is no setting of Fengsui.{_did_you_mean(name, Settings.model_fields)}")
            continue
        shown = "" if name in ("key", "new_key") else f", got {str(fault.get('input'))[:80]!r}"
        lines.append(f"  {where}: {fault['msg'].lower()}{shown}")
    return "\n".join(lines)


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    import difflib

    # A key may stand as the variable does, which is the likeliest slip of all.
    close = difflib.get_close_matches(name, sorted(known), n=1) or difflib.get_close_matches(
        name.lower().removeprefix(_PREFIX.lower()), sorted(known), n=1
    )
    return f" Did you mean {close[0]}?" if close else ""


def _refuse_unknown_variables() -> None:
    # pydantic-settings ignores variables it does not know, so a slip of the pen would silently do nothing.
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields} | {
        f"{_PREFIX}{name}" for name in _NOT_SETTINGS
    }
    for name in sorted(os.environ):
        if (
            name.startswith(_PREFIX)
            and name not in known
            and not name.startswith((f"{_PREFIX}SETUP_", f"{_PREFIX}TEST_"))
        ):
            raise ConfigError(f"{name} is no setting of Fengsui.{_did_you_mean(name, known)}")
