"""What is installed is what was written: the wheel is whole, the locks keep the ranges, the image's recipe is safe."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from bot.sandbox import Sandbox

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")

BUILD_SECONDS = 120  # seen: 3 s; a machine ten times slower and busy besides
RUN_SECONDS = 60  # seen: 2 s
NOBODY = 65534


def normal(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, Version]:
    return {normal(name): Version(version) for name, version in PIN.findall((ROOT / lock).read_text())}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that a build leaves nothing in the work tree."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "bot", source / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    built = subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(source / "dist"),
            str(source),
        ],
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = (source / "dist").glob("*.whl")
    return found


def shipped_files() -> Iterator[str]:
    """Every file of bot/ that a person wrote."""
    for file in sorted((ROOT / "bot").rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pyc":
            yield file.relative_to(ROOT).as_posix()


def test_the_wheel_holds_every_file_of_the_bot(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    lost = sorted(set(shipped_files()) - held)
    assert not lost, f"these are not in the wheel; does .gitignore hide them? {lost}"
    foreign = sorted(name for name in held if not name.startswith(("bot/", "meridian_bot-")))
    assert not foreign, f"these do not belong in the wheel: {foreign}"


def test_the_wheel_holds_the_migrations_and_the_sandbox_page() -> None:
    shipped = set(shipped_files())
    migrations = [name for name in shipped if re.fullmatch(r"bot/store/migrations/versions/\w+\.py", name)]
    pages = [
        name
        for name in shipped
        if name.startswith("bot/sandbox/") and name.endswith((".html", ".js", ".css"))
    ]
    assert migrations, "bot/store/migrations/versions/ holds no migration"
    assert pages, "bot/sandbox/ holds no page to use it with"


def test_the_wheel_installs_the_command_meridian(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        entry_points = ConfigParser()
        entry_points.read_string(archive.read(name).decode())
    assert dict(entry_points["console_scripts"]) == {"meridian": "bot.cli:main"}


def test_the_installed_bot_runs_without_privileges_over_read_only_files(
    wheel: Path, unprivileged: Place
) -> None:
    tree = installed(wheel, unprivileged.folder / "installed")
    python = [*unprivileged.before, str(tree / "bin" / "python")]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*python, *arguments],
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
            cwd=unprivileged.data,
            user=unprivileged.user,
            group=unprivileged.user,
            extra_groups=unprivileged.groups,
        )

    wrote = run("-c", "import bot, pathlib; pathlib.Path(bot.__file__).with_name('written').touch()")
    assert "PermissionError" in wrote.stderr, (
        "these files can be written, so the test below would prove nothing"
    )
    assert str(tree) in wrote.stderr, "another bot than the installed one was imported"
    ran = run("-m", "bot", "--version")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert PROJECT["version"] in ran.stdout
    serves_until_it_is_stopped(python, unprivileged)


def serves_until_it_is_stopped(python: list[str], place: Place) -> None:
    """It is ready beside a Slack, and SIGTERM ends it with 0."""
    log = place.folder / "log"
    with Sandbox() as sandbox, log.open("wb") as out:
        sandbox.channel("incidents", [sandbox.person("ana", id="U0ANA")])
        serving = subprocess.Popen(
            [*python, "-m", "bot", "serve"],
            env=environ(sandbox, place),
            cwd=place.data,
            stdout=out,
            stderr=out,
            user=place.user,
            group=place.user,
            extra_groups=place.groups,
        )
        try:
            assert ready(serving, log), log.read_text()
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(RUN_SECONDS) == 0, log.read_text()
        finally:
            serving.kill()
            serving.wait()
    assert (place.data / "meridian.db").stat().st_size


def environ(sandbox: Sandbox, place: Place) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": "sqlite:///meridian.db",
        "MERIDIAN_CONFIG": str(shutil.copy(str(ROOT / "examples" / "meridian.yml"), str(place.data))),
        "MERIDIAN_PORT": "0",
    }


def ready(serving: subprocess.Popen[bytes], log: Path) -> bool:
    """Whether /readyz says 200 before the bot is dead or the time is over."""
    until = time.monotonic() + RUN_SECONDS
    while serving.poll() is None and time.monotonic() < until:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
        if found and httpx.get(f"{found[0]}/readyz").status_code == 200:
            return True
        time.sleep(0.1)
    return False


@dataclass(frozen=True)
class Place:
    """A folder, one in it that may be written, and how to run there with no more rights than anybody has."""

    folder: Path
    data: Path
    user: int | None = None
    before: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[int, ...] | None:
        return None if self.user is None else ()


@pytest.fixture
def unprivileged(tmp_path: Path) -> Iterator[Place]:
    """Root becomes nobody, where nobody can read this Python; else it loses every capability.

    Root's Python may lie where only root can walk. Anybody else is ordinary already.
    """
    data = tmp_path / "data"
    data.mkdir()
    if os.geteuid() != 0:
        yield Place(tmp_path, data)
    elif all(
        open_to_all(Path(path)) for path in (sys.executable, sys.base_prefix, sysconfig.get_path("purelib"))
    ):
        with tempfile.TemporaryDirectory() as made:  # pytest's own folder is its owner's alone
            folder = Path(made)
            folder.chmod(0o755)
            data = folder / "data"
            data.mkdir()
            os.chown(data, NOBODY, NOBODY)
            yield Place(folder, data, user=NOBODY)
    else:
        setpriv = shutil.which("setpriv")
        if setpriv is None and not os.environ.get("CI"):
            pytest.skip("as root this needs setpriv; install it with `apt-get install util-linux`")
        assert setpriv, "a build that skips this proves nothing: install setpriv (util-linux)"
        yield Place(tmp_path, data, before=(setpriv, "--bounding-set=-all", "--inh-caps=-all"))


def open_to_all(path: Path) -> bool:
    """Whether everybody can walk there, links followed."""
    real = path.resolve()
    return all(at.stat().st_mode & 0o001 for at in (*path.absolute().parents, real, *real.parents))


def installed(wheel: Path, place: Path) -> Path:
    """An environment with the wheel in it, its files without a write bit; libraries are this environment's own."""
    venv.create(place, symlinks=True)
    (site,) = place.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    for path in [*place.rglob("*"), place]:
        if not path.is_symlink():
            path.chmod(0o555 if path.is_dir() else 0o444)
    return place


def test_the_locks_keep_every_range_that_the_project_states() -> None:
    ranges = [Requirement(text) for text in PROJECT["dependencies"]]
    development = [Requirement(text) for text in PROJECT["optional-dependencies"]["dev"]]
    for lock, wanted in (("requirements.txt", ranges), ("requirements-dev.txt", [*ranges, *development])):
        pinned = pins(lock)
        broken = [
            str(need) for need in wanted if not need.specifier.contains(pinned.get(normal(need.name), "0"))
        ]
        assert not broken, f"{lock} is older than pyproject.toml; run `make lock`: {broken}"


def test_what_is_tested_is_what_runs() -> None:
    development, running, building = (
        pins("requirements-dev.txt"),
        pins("requirements.txt"),
        pins("requirements-build.txt"),
    )
    apart = {name for name, version in (running | building).items() if development.get(name) != version}
    assert not apart, f"these versions differ between the locks; run `make lock`: {sorted(apart)}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_nothing_but_pins_is_there(lock: str) -> None:
    text = (ROOT / lock).read_text()
    lines = [line.split(" #")[0].strip(" \\") for line in text.splitlines()]
    odd = [
        line
        for line in lines
        if line and not re.match(r"#|--hash=sha256:[0-9a-f]{64}$|[a-z0-9._-]+==\S+", line)
    ]
    assert not odd, f"{lock} holds more than pins and hashes: {odd[:5]}"
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    bare = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert not bare, f"these have no hash: {bare}"


def test_every_dependency_is_explained() -> None:
    explained = (ROOT / "docs" / "decisions" / "dependencies.md").read_text()
    named = {normal(name) for name in re.findall(r"^\| `([\w.-]+)", explained, re.MULTILINE)}
    needs = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    silent = sorted({normal(Requirement(need).name) for need in needs} - named)
    assert not silent, f"write a line about these in docs/decisions/dependencies.md: {silent}"


def test_the_image_runs_as_nobody_in_particular_and_says_whether_it_lives() -> None:
    recipe = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER 10001", recipe, re.MULTILINE), "the image must not run as root"
    assert "HEALTHCHECK" in recipe
    assert "--require-hashes" in recipe
    assert re.search(r"^VOLUME .*/data", recipe, re.MULTILINE), (
        "the database needs a place that may be written"
    )
