"""Settings from the environment, checked at the start: a line for each that is missing or malformed.

Names and defaults: interfaces.md. Each field's `examples` stand in the line about it. A value is
never repeated in a line, for it may be a secret. No `.env` file is read: what starts Tandem sets
the environment.
"""

import difflib
from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import BadInput

SLACK_API = "https://slack.com/api/"
KEYS, BOT_TOKEN = "TANDEM_ENCRYPTION_KEYS", "SLACK_BOT_TOKEN"
SIGNING, SOCKET = "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"
OAUTH = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
OURS = ("TANDEM_", "SLACK_")
NOT_BUILT = "many workspaces (OAuth) are not built yet; unset it, and set SLACK_BOT_TOKEN instead"


class BadSettings(BadInput):
    """Settings are missing or malformed. `faults` are the lines."""

    def __init__(self, faults: Collection[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def _database_url(text: str) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("is not a database URL") from None
    backend = url.get_backend_name()
    if backend not in {"sqlite", "postgresql", "postgres"}:
        raise ValueError("names a database that Tandem does not know; it knows sqlite and postgresql")
    if backend == "sqlite" and url.database in {None, "", ":memory:"}:
        raise ValueError("names no file; a database in memory would be lost")
    return text


def _fernet_keys(text: Any) -> Any:
    """From a comma-separated text to the keys; anything else is left to the field's own check."""
    if not isinstance(text, str):
        return text
    return tuple(key for key in (part.strip() for part in text.split(",")) if key)


def _valid_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise ValueError(f"key {place} is not a key; `tandem keys new` makes one") from None
    return keys


def _prefix(*prefixes: str) -> Callable[[str], str]:
    def check(token: str) -> str:
        if not token.startswith(prefixes) or token in prefixes or any(map(str.isspace, token)):
            raise ValueError(f"does not look like a token that begins with {prefixes[0]}")
        return token

    return check


def _one_word(secret: str) -> str:
    if any(map(str.isspace, secret)):
        raise ValueError("holds a space or a line break")
    return secret


def _http(address: str) -> str:
    try:
        parts = urlsplit(address)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("is not an http(s) address")
    return address.rstrip("/") + "/"


def _port(text: Any) -> Any:
    if isinstance(text, str) and not (text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise ValueError("is not a number from 1 to 65535")
    return text


def _email(address: str) -> str:
    name, _, host = address.partition("@")
    if not name or not host or "@" in host or any(map(str.isspace, address)):
        raise ValueError("is not an email address")
    return address.lower()


def _upper(text: Any) -> Any:
    return text.upper() if isinstance(text, str) else text


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


class Settings(BaseModel):
    """All settings. Secrets are left out of its `repr`."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="forbid")

    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite:///tandem.db",
        alias="TANDEM_DATABASE_URL",
        examples=["postgresql+psycopg://tandem:password@localhost/tandem"],
        repr=False,
    )
    encryption_keys: Annotated[
        tuple[str, ...], BeforeValidator(_fernet_keys), AfterValidator(_valid_keys)
    ] = Field(
        default=(),
        alias="TANDEM_ENCRYPTION_KEYS",
        examples=["the line that `tandem keys new` prints"],
        repr=False,
    )
    """The first wraps, all unwrap."""
    bot_token: Annotated[str, AfterValidator(_prefix("xoxb-", "xoxe.xoxb-"))] | None = Field(
        default=None, alias="SLACK_BOT_TOKEN", examples=["xoxb-1234-5678-abcdef"], repr=False
    )
    signing_secret: Annotated[str, AfterValidator(_one_word)] | None = Field(
        default=None, alias="SLACK_SIGNING_SECRET", examples=["8f742231b10e8888abcd99yyyzzz85a5"], repr=False
    )
    app_token: Annotated[str, AfterValidator(_prefix("xapp-"))] | None = Field(
        default=None, alias="SLACK_APP_TOKEN", examples=["xapp-1-A0123-4567-abcdef"], repr=False
    )
    api_url: Annotated[str, AfterValidator(_http)] = Field(
        default=SLACK_API, alias="SLACK_API_URL", examples=[SLACK_API]
    )
    """Ends in a slash."""
    installer: Annotated[str, AfterValidator(_email)] | None = Field(
        default=None, alias="TANDEM_INSTALLER", examples=["ana@example.com"]
    )
    """Who is invited to set Tandem up; the workspace's primary owner where it is not set."""
    host: str = Field(default="0.0.0.0", alias="TANDEM_HOST", examples=["0.0.0.0"])  # noqa: S104
    port: Annotated[int, BeforeValidator(_port)] = Field(
        default=3000, ge=1, le=65535, alias="TANDEM_PORT", examples=["3000"]
    )
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)
    ] = Field(default="INFO", alias="TANDEM_LOG_LEVEL", examples=["INFO"])
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = Field(
        default="text", alias="TANDEM_LOG_FORMAT", examples=["json"]
    )
    ignored: tuple[str, ...] = ()
    """What is set and looks like a setting of ours, but is none: a phrase for each."""

    @property
    def socket_mode(self) -> bool:
        return self.app_token is not None


def load(environment: Mapping[str, str], *, require: Collection[str] = ()) -> Settings:
    """The settings. Raises `BadSettings` with a line for each fault; `require` names what must be there.

    An empty variable counts as not set.
    """
    settings, faults = _read(environment)
    faults += _missing(environment, require)
    if faults or settings is None:
        raise BadSettings(faults)
    return settings


def load_to_run(environment: Mapping[str, str]) -> Settings:
    """The settings with all that `run` requires: over Socket Mode no request needs a signature."""
    settings, faults = _read(environment)
    faults += [f"{name}: {NOT_BUILT}, for example xoxb-1234." for name in OAUTH if environment.get(name)]
    faults += _missing(environment, (KEYS, BOT_TOKEN))
    if not environment.get(SOCKET):
        unsigned = _missing(environment, (SIGNING,))
        faults += [f"{line}; or set {SOCKET} for Socket Mode" for line in unsigned]
    if faults or settings is None:
        raise BadSettings(faults)
    return settings


def _read(environment: Mapping[str, str]) -> tuple[Settings | None, list[str]]:
    given = {name: environment[name].strip() for name in _FIELDS if environment.get(name, "").strip()}
    try:
        return Settings.model_validate({**given, "ignored": ignored(environment)}), []
    except ValidationError as error:
        return None, [_line(str(fault["loc"][0]), fault["msg"]) for fault in error.errors()]


def ignored(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What is set and looks like a setting, but is none: a phrase for each, with the name that is near."""
    known = {*_FIELDS, *OAUTH}
    strangers = sorted(name for name in environment if name.startswith(OURS) and name not in known)
    near = {name: difflib.get_close_matches(name, known, n=1, cutoff=0.8) for name in strangers}
    return tuple(f"{name} (is {near[name][0]} meant?)" if near[name] else name for name in strangers)


def _missing(environment: Mapping[str, str], names: Collection[str]) -> list[str]:
    return [_line(name, "is not set") for name in names if not environment.get(name, "").strip()]


def _line(name: str, wrong: str) -> str:
    """`NAME: what is wrong; for example NAME=example`."""
    said = wrong.removeprefix("Value error, ").removeprefix("Input ")
    return f"{name}: {said}; for example {name}={_FIELDS[name]}"


_FIELDS = {
    field.alias: str((field.examples or [""])[0]) for field in Settings.model_fields.values() if field.alias
}
"""Each setting's name, with its example."""
