"""The environment: what each variable means, and what is said of every missing or wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Settings, SettingsError, load_settings

BOT, APP, SIGNING = "xoxb-1-2-a", "xapp-1-A-b", "0123456789abcdef0123456789abcdef"
SLACK = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}
EMULATOR = {"SLACK_API_URL": "http://127.0.0.1:8080/api/"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(**environ: str) -> Settings:
    return load_settings(environ, need_slack=False)


def wrong(need_slack: bool = False, **environ: str) -> tuple[str, ...]:
    return wrong_in(environ, need_slack)


def wrong_in(environ: dict[str, str], need_slack: bool = False) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, need_slack=need_slack)
    return caught.value.problems


def test_two_tokens_are_enough() -> None:
    settings = load_settings(SLACK)
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == BOT
    assert settings.slack_app_token is not None
    assert settings.slack_app_token.get_secret_value() == APP
    assert settings.slack_signing_secret is None
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url.get_secret_value() == "sqlite:///meridian.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert (settings.config, settings.public_url, settings.warnings) == (None, None, ())


def test_a_signing_secret_does_in_place_of_the_app_token() -> None:
    settings = load_settings({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING})
    assert settings.slack_signing_secret is not None
    assert settings.slack_signing_secret.get_secret_value() == SIGNING


def test_the_environment_of_this_process_does_not_leak_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "MERIDIAN_PORT", "HOST", "SLACK_API_URL", "SLACK_BOT_TOKEN"):
        monkeypatch.setenv(name, "leaked")
    settings = read()
    assert (settings.port, settings.host, settings.slack_bot_token) == (3000, "127.0.0.1", None)


@pytest.mark.parametrize(
    "written, used",
    [
        ("sqlite:///meridian.db", "sqlite:///meridian.db"),
        ("sqlite:////tmp/m.db?timeout=5", "sqlite:////tmp/m.db?timeout=5"),
        ("postgresql://u:p@h:5432/m", "postgresql+psycopg://u:p@h:5432/m"),
        ("postgres://u@h/m?sslmode=require", "postgresql+psycopg://u@h/m?sslmode=require"),
        ("postgresql+psycopg://u@h/m", "postgresql+psycopg://u@h/m"),
        ("postgresql:///m?host=/run/postgresql", "postgresql+psycopg:///m?host=/run/postgresql"),
    ],
)
def test_postgresql_is_spoken_to_by_psycopg_3(written: str, used: str) -> None:
    assert read(DATABASE_URL=written).database_url.get_secret_value() == used


@pytest.mark.parametrize(
    "written, shown",
    [
        ("sqlite:///meridian.db", "sqlite:///meridian.db"),
        ("postgresql://u:p@h/m", "postgresql+psycopg://u:***@h/m"),
        ("postgresql://u:p%40:x@h/m", "postgresql+psycopg://u:***@h/m"),
        ("postgresql://u:p@q@h/m", "postgresql+psycopg://u:***@h/m"),
        ("postgresql://h/m?user=u&password=p&a=b", "postgresql+psycopg://h/m?user=u&password=***&a=b"),
    ],
)
def test_the_password_of_the_database_is_not_shown(written: str, shown: str) -> None:
    assert read(DATABASE_URL=written).database_shown == shown


def test_a_slash_is_put_where_slack_sdk_needs_one_and_taken_where_links_do_not() -> None:
    settings = read(SLACK_API_URL="http://127.0.0.1:8080/api", MERIDIAN_PUBLIC_URL="https://m.example/x/")
    assert settings.slack_api_url == "http://127.0.0.1:8080/api/"
    assert settings.public_url == "https://m.example/x"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1", "localhost", "meridian.internal"])
def test_hosts(host: str) -> None:
    assert read(MERIDIAN_HOST=host).host == host


def test_the_file_is_meridian_yml_if_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "meridian.yml").touch()
    assert read().config == Path("meridian.yml")
    (tmp_path / "other.yml").touch()
    assert read(MERIDIAN_CONFIG="other.yml").config == Path("other.yml")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_value_may_come_from_a_file(tmp_path: Path, ending: str) -> None:
    (tmp_path / "token").write_bytes(f"{BOT}{ending}".encode())
    settings = read(SLACK_BOT_TOKEN_FILE=str(tmp_path / "token"))
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == BOT


def test_any_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("8080\n")
    (tmp_path / "url").write_text("postgres://h/m\n")
    settings = read(MERIDIAN_PORT_FILE="port", DATABASE_URL_FILE="url")
    assert settings.port == 8080
    assert settings.database_url.get_secret_value() == "postgresql+psycopg://h/m"


def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("8080\n")
    assert read(MERIDIAN_PORT="", MERIDIAN_PORT_FILE="port", DATABASE_URL="").port == 8080


# Variables, and how the one problem begins.
WRONG: list[tuple[dict[str, str], str]] = [
    (
        {"SLACK_BOT_TOKEN": "xoxp-1"},
        "SLACK_BOT_TOKEN does not begin with xoxb-; copy the Bot User OAuth Token",
    ),
    (
        {"SLACK_BOT_TOKEN": APP},
        "SLACK_BOT_TOKEN holds an app-level token (xapp-…); put that into SLACK_APP_TOKEN",
    ),
    ({"SLACK_APP_TOKEN": BOT}, "SLACK_APP_TOKEN holds a bot token (xoxb-…); put that into SLACK_BOT_TOKEN"),
    ({"SLACK_APP_TOKEN": "x"}, "SLACK_APP_TOKEN does not begin with xapp-; make an app-level token"),
    (
        {"SLACK_BOT_TOKEN": "xoxb-1 # mine"},
        "SLACK_BOT_TOKEN holds a space, a line break or a letter outside ASCII; copy",
    ),
    (
        {"SLACK_API_URL": "slack.com/api"},
        "SLACK_API_URL is not a web address; write it whole, such as https://slack.com/api/",
    ),
    (
        {"SLACK_API_URL": "http://slack.com/api/"},
        "SLACK_API_URL would send the token unencrypted; write https://slack.com/api/",
    ),
    (
        {"MERIDIAN_PUBLIC_URL": "meridian"},
        "MERIDIAN_PUBLIC_URL is not a web address; write it whole, such as https://meridian.example.com",
    ),
    (
        {"MERIDIAN_PORT": "http"},
        "MERIDIAN_PORT is not a port: 'http'; write a number from 1 to 65535, such as 3000",
    ),
    ({"MERIDIAN_PORT": "65536"}, "MERIDIAN_PORT is not a port: '65536'; write"),
    ({"MERIDIAN_PORT": "-1"}, "MERIDIAN_PORT is not a port: '-1'; write"),
    ({"MERIDIAN_PORT": "٣"}, "MERIDIAN_PORT is not a port: "),
    (
        {"MERIDIAN_PORT": "tcp://10.0.0.1:3000"},
        "MERIDIAN_PORT was set by Kubernetes for a service named meridian; set it to 3000 yourself",
    ),
    (
        {"MERIDIAN_HOST": "0.0.0.0:80"},
        "MERIDIAN_HOST is not a host: '0.0.0.0:80'; write 127.0.0.1, or 0.0.0.0",
    ),
    ({"MERIDIAN_HOST": "http://x"}, "MERIDIAN_HOST is not a host: 'http://x'; write"),
    (
        {"MERIDIAN_CONFIG": "no.yml"},
        "MERIDIAN_CONFIG names no.yml, which is no file; write the path of the team's meridian.yml",
    ),
    (
        {"DATABASE_URL": "meridian.db"},
        "DATABASE_URL is not a URL; write sqlite:///meridian.db or postgresql://user:password@host/name",
    ),
    (
        {"DATABASE_URL": "mysql://h/m"},
        "DATABASE_URL names mysql, which is not supported; write sqlite:///… or postgresql://…",
    ),
    (
        {"DATABASE_URL": "postgresql+asyncpg://h/m"},
        "DATABASE_URL asks for the driver asyncpg; write postgresql://…, which uses psycopg 3",
    ),
    (
        {"DATABASE_URL": "postgresql://h"},
        "DATABASE_URL names no database; write postgresql://user:password@host:5432/name",
    ),
    (
        {"DATABASE_URL": "postgresql://u:p/q@h/m"},
        "DATABASE_URL cannot be read after the user name; write / ? # @ [ ] in a password as",
    ),
    (
        {"DATABASE_URL": "postgresql://u:p@q/r@h/m"},
        "DATABASE_URL cannot be read after the user name; write / ? # @ [ ] in a password as %2F %3F %23 %40 %5B %5D",
    ),
    (
        {"DATABASE_URL": "postgresql://u:p[q@h/m"},
        "DATABASE_URL cannot be read after the user name; write / ? # @ [ ] in a password as",
    ),
    (
        {"DATABASE_URL": "sqlite://meridian.db"},
        "DATABASE_URL has two slashes; write sqlite:///here.db, or sqlite:////from/the/root.db",
    ),
    (
        {"DATABASE_URL": "sqlite://"},
        "DATABASE_URL keeps nothing after a restart; name a file: sqlite:///meridian.db",
    ),
    (
        {"DATABASE_URL": "sqlite:///:memory:"},
        "DATABASE_URL keeps nothing after a restart; name a file: sqlite:///meridian.db",
    ),
    (
        {"DATABASE_URL": "sqlite:///no/m.db"},
        "DATABASE_URL is in the folder no, which does not exist; create it",
    ),
    (
        {"DATABASE_URL": "sqlite:///."},
        "DATABASE_URL names the folder .; name a file in it: sqlite:///./meridian.db",
    ),
    (
        {"SLACK_BOT_TOKEN": BOT, "SLACK_BOT_TOKEN_FILE": "x"},
        "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set; unset one of them",
    ),
    (
        {"SLACK_BOT_TOKEN_FILE": "no"},
        "SLACK_BOT_TOKEN_FILE names no, which cannot be read (No such file or directory); set SLACK_BOT_TOKEN_FILE to a file that this user may read",
    ),
    (
        {"SLACK_BOT_TOKEN_FILE": "."},
        "SLACK_BOT_TOKEN_FILE names ., which cannot be read (Is a directory); set",
    ),
    (
        {"SLACK_BOT_TOKEN_FILE": "empty"},
        "SLACK_BOT_TOKEN_FILE names empty, which is empty; write the value into the file",
    ),
    (
        {"SLACK_BOT_TOKEN_FILE": "binary"},
        "SLACK_BOT_TOKEN_FILE names binary, which cannot be read (not a text file in UTF-8); set",
    ),
    (
        {"SLACK_BOT_TOKEN_FILE": "large"},
        "SLACK_BOT_TOKEN_FILE names large, which is over 64 KiB; keep one value alone in the file",
    ),
    ({"SLACK_BOT_TOKEN_FILE": "a\0b"}, "SLACK_BOT_TOKEN_FILE names "),
]


@pytest.mark.parametrize("environ, words", WRONG, ids=lambda part: str(part)[:50])
def test_a_wrong_value_is_named_with_the_fix(environ: dict[str, str], words: str, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large").write_text("x" * 70_000)
    found = wrong_in(environ)
    assert len(found) == 1, found
    assert found[0].startswith(words), found


def test_every_problem_is_told_at_once() -> None:
    found = wrong(need_slack=True, MERIDIAN_PORT="x", DATABASE_URL="y", SLACK_API_URL="z")
    assert [problem.split(" ")[0] for problem in found] == [
        "SLACK_API_URL",
        "DATABASE_URL",
        "MERIDIAN_PORT",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]


def test_what_slack_needs_is_named_when_it_is_missing() -> None:
    bot, app = wrong(need_slack=True)
    assert bot.startswith("SLACK_BOT_TOKEN is not set; set it to the Bot User OAuth Token (xoxb-…) from")
    assert app.startswith(
        "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both not set; set SLACK_APP_TOKEN (xapp-…,"
    )


def test_a_token_that_is_wrong_is_not_called_missing_too() -> None:
    assert len(wrong(need_slack=True, SLACK_BOT_TOKEN_FILE="no", SLACK_APP_TOKEN=APP)) == 1
    assert len(wrong(need_slack=True, SLACK_BOT_TOKEN=BOT, SLACK_APP_TOKEN="x y")) == 1


@pytest.mark.parametrize("name, value", [("SLACK_BOT_TOKEN", "test"), ("SLACK_APP_TOKEN", "xoxb-odd")])
def test_a_strange_token_is_a_warning_beside_another_server(name: str, value: str) -> None:
    settings = load_settings({**SLACK, **EMULATOR, name: value})
    assert len(settings.warnings) == 1
    assert settings.warnings[0].startswith(f"{name} ")


@pytest.mark.parametrize(
    "api", ["https://slack.com/api/", "https://www.slack.com/api/", "https://slack-gov.com/api/"]
)
def test_a_strange_token_is_an_error_with_slack_itself(api: str) -> None:
    assert len(wrong(SLACK_API_URL=api, SLACK_BOT_TOKEN="test")) == 1


def test_tokens_are_not_judged_beside_an_address_that_cannot_be_read() -> None:
    assert len(wrong(SLACK_API_URL="localhost:8080", SLACK_BOT_TOKEN="test")) == 1


def test_a_host_that_ends_like_slacks_is_not_slacks() -> None:
    assert len(read(SLACK_API_URL="https://notslack.com/api/", SLACK_BOT_TOKEN="test").warnings) == 1


def test_a_signing_secret_of_another_shape_is_a_warning_only() -> None:
    settings = load_settings({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": "short"})
    assert len(settings.warnings) == 1
    assert settings.warnings[0].startswith("SLACK_SIGNING_SECRET does not look like a signing secret")
