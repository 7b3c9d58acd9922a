"""What the environment says: tokens, addresses, the database. Every problem is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.config.database_url import DatabaseUrlError, read_database_url, without_password
from bot.config.encryption import read_keys
from bot.config.environment import Unreadable, Wrong, look_up
from bot.config.values import is_web_address

SLACK_API_URL = "https://slack.com/api/"
DATABASE_URL = "sqlite:///meridian.db"
CONFIG_FILE = "meridian.yml"
HOST, PORT = "127.0.0.1", 3000

T = TypeVar("T")


class SettingsError(Exception):
    """The environment cannot be used; `problems` has a sentence for each, with the fix."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseModel):
    """The environment, checked, as `load_settings` read it. Secrets and the database's password never show in its repr.

    `slack_api_url` ends with `/`, `public_url` does not; `database_url` names its driver.
    `warnings` are sentences for the log at start.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK_API_URL
    database_url: SecretStr = SecretStr(DATABASE_URL)
    config: Path | None = None
    host: str = HOST
    port: int = PORT
    public_url: str | None = None
    encryption_keys: tuple[SecretStr, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def database_shown(self) -> str:
        """The database's URL with its password as ***."""
        return without_password(self.database_url.get_secret_value())


def load_settings(environ: Mapping[str, str], need_slack: bool = True) -> Settings:
    """The settings in `environ`, with `NAME_FILE` for any of them.

    Raises SettingsError with all problems, each naming the variable and the fix.
    Without `need_slack` (check, export, oncall …) Slack's tokens may be absent.
    """
    reader = _Reader(environ)
    given_api = reader.get("SLACK_API_URL", _api_url)
    # A wrong address may have meant another server: its tokens are not judged by Slack's shape.
    strict = "SLACK_API_URL" not in reader.named or _is_slacks_own(given_api or "")
    settings = Settings(
        slack_bot_token=reader.slack_token("SLACK_BOT_TOKEN", _bot_token_problem, strict),
        slack_app_token=reader.slack_token("SLACK_APP_TOKEN", _app_token_problem, strict),
        slack_signing_secret=reader.slack_token("SLACK_SIGNING_SECRET", _signing_secret_problem, False),
        slack_api_url=given_api or SLACK_API_URL,
        database_url=reader.get("DATABASE_URL", _database_url) or SecretStr(DATABASE_URL),
        config=reader.get("MERIDIAN_CONFIG", _config) or _default_config(),
        host=reader.get("MERIDIAN_HOST", _host) or HOST,
        port=PORT if (port := reader.get("MERIDIAN_PORT", _port)) is None else port,
        public_url=reader.get("MERIDIAN_PUBLIC_URL", _public_url),
        encryption_keys=reader.get("MERIDIAN_ENCRYPTION_KEY", read_keys) or (),
    )
    if need_slack:
        reader.problems += _missing_slack(settings, reader.named)
    if reader.problems:
        raise SettingsError(tuple(reader.problems))
    return settings.model_copy(update={"warnings": tuple(reader.warnings)})


class _Reader:
    """Values by name, and what was wrong with them. `named` are those that were given at all."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []
        self.warnings: list[str] = []
        self.named: set[str] = set()

    def get(self, name: str, read: Callable[[str], T]) -> T | None:
        """The value as `read` makes it; None when it is not set, or wrong and noted."""
        try:
            value = look_up(self._environ, name)
        except Unreadable as error:
            self.named.add(name)
            self.problems.append(f"{error.what}; {error.instead}")
            return None
        if value is None:
            return None
        self.named.add(name)
        try:
            return read(value.strip())
        except Wrong as wrong:
            self.problems.append(f"{name} {wrong}")
            return None

    def slack_token(self, name: str, problem: Callable[[str], str | None], strict: bool) -> SecretStr | None:
        """A secret of Slack's. One that looks strange is a problem when `strict`, else a warning."""
        value = self.get(name, _one_word)
        if value and (wrong := problem(value)):
            # Emulators hand out tokens of their own; and Slack has not promised what its secrets look like.
            (self.problems if strict else self.warnings).append(f"{name} {wrong}")
        return SecretStr(value) if value else None


def _missing_slack(settings: Settings, named: set[str]) -> list[str]:
    missing = []
    if settings.slack_bot_token is None and "SLACK_BOT_TOKEN" not in named:
        missing.append(
            "SLACK_BOT_TOKEN is not set; set it to the Bot User OAuth Token (xoxb-…) from your app's page on "
            "api.slack.com, OAuth & Permissions"
        )
    if not named & {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}:
        missing.append(
            "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both not set; set SLACK_APP_TOKEN (xapp-…, scope "
            "connections:write) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP; both are on your app's "
            "page on api.slack.com, Basic Information"
        )
    return missing


def _one_word(value: str) -> str:
    if re.fullmatch(r"[!-~]+", value):
        return value
    raise Wrong("holds a space, a line break or a letter outside ASCII; copy it again, alone")


def _bot_token_problem(value: str) -> str | None:
    if value.startswith("xoxb-"):
        return None
    if value.startswith("xapp-"):
        return "holds an app-level token (xapp-…); put that into SLACK_APP_TOKEN and the xoxb-… token here"
    return "does not begin with xoxb-; copy the Bot User OAuth Token from OAuth & Permissions"


def _app_token_problem(value: str) -> str | None:
    if value.startswith("xapp-"):
        return None
    if value.startswith("xoxb-"):
        return "holds a bot token (xoxb-…); put that into SLACK_BOT_TOKEN and the xapp-… token here"
    return "does not begin with xapp-; make an app-level token with connections:write under Basic Information"


def _signing_secret_problem(value: str) -> str | None:
    if re.fullmatch(r"[0-9a-f]{32}", value):
        return None
    return "does not look like a signing secret (32 of 0-9 and a-f); compare it with Basic Information"


def _is_slacks_own(api: str) -> bool:
    host = urlsplit(api).hostname or ""
    return any(host == own or host.endswith(f".{own}") for own in ("slack.com", "slack-gov.com"))


def _api_url(value: str) -> str:
    url = _url(value, SLACK_API_URL).rstrip("/") + "/"
    if _is_slacks_own(url) and url.startswith("http:"):
        raise Wrong(f"would send the token unencrypted; write {SLACK_API_URL}")
    return url


def _public_url(value: str) -> str:
    return _url(value, "https://meridian.example.com").rstrip("/")


def _url(value: str, example: str) -> str:
    if not is_web_address(value):
        raise Wrong(f"is not a web address; write it whole, such as {example}")
    return value


def _database_url(value: str) -> SecretStr:
    try:
        return SecretStr(read_database_url(value))
    except DatabaseUrlError as error:
        raise Wrong(str(error)) from error


def _config(value: str) -> Path:
    path = Path(value)
    if not path.is_file():
        raise Wrong(f"names {value}, which is no file; write the path of the team's {CONFIG_FILE}")
    return path


def _default_config() -> Path | None:
    path = Path(CONFIG_FILE)
    return path if path.is_file() else None


def _host(value: str) -> str:
    if _is_ip(value) or re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", value):
        return value
    raise Wrong(f"is not a host: {value!r}; write {HOST}, or 0.0.0.0 for every interface, without a port")


def _is_ip(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _port(value: str) -> int:
    if value.startswith("tcp://"):
        # Docker and Kubernetes set NAME_PORT for a linked service called NAME.
        raise Wrong(
            f"was set by Kubernetes for a service named meridian; set it to {PORT} yourself, "
            "or set enableServiceLinks: false"
        )
    if re.fullmatch(r"[0-9]{1,5}", value) and int(value) <= 65535:
        return int(value)
    raise Wrong(f"is not a port: {value!r}; write a number from 1 to 65535, such as {PORT}")
