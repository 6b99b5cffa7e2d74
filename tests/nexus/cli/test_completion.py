"""Completion in a shell: what is offered behind `nexus`, as bash itself asks for it."""

import subprocess
import sys
from pathlib import Path

import pytest
from nexus.cli.main import main

from tests.helpers import environment


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a command called nexus, a page, and a week."""
    command = tmp_path / "bin" / "nexus"
    for file, text in {
        command: f"#!{sys.executable}\nfrom nexus.cli.main import main\nmain()\n",
        tmp_path / "mkdocs.yml": "docs_dir: pages\nplugins: [nexus: {weeks_dir: days}]\n",
        tmp_path / "pages" / "index.md": "# A",
        tmp_path / "pages" / "days" / "day-02" / "index.md": "# B",
        tmp_path / "models.py": "",
    }.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    command.chmod(0o755)
    return tmp_path


def offered(project: Path, *words: str) -> list[str]:
    """What bash offers for the last word."""
    script = (
        'PATH="$PWD/bin:$PATH"; eval "$(nexus completion bash)"; '
        'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _nexus_completion nexus 2> /dev/null; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script, "bash", "nexus", *words],
        cwd=project,
        env=environment(PYTHONPATH=":".join(sys.path)),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_bash_completes_commands_options_pages_and_weeks(project: Path) -> None:
    """Each with all that begins as the word does, and nothing else."""
    assert offered(project, "se") == ["serve"]
    assert offered(project, "erd", "models.py", "--tab") == ["--tables"]
    assert offered(project, "export", "models.py", "--format", "d") == ["dbml", "ddl"]
    assert offered(project, "run", "pages/") == ["pages/days/day-02/index.md", "pages/index.md"]
    assert offered(project, "share", "") == ["day-02"]
    assert offered(project, "share", "week-3") == []


@pytest.mark.parametrize(
    ("shell", "registers"),
    [
        ("bash", "complete -o nosort -F _nexus_completion nexus"),
        ("zsh", "compdef _nexus_completion nexus"),
        ("fish", "complete --no-files --command nexus"),
    ],
)
def test_each_shell_gets_a_script_for_the_command(
    capsys: pytest.CaptureFixture[str], shell: str, registers: str
) -> None:
    """It asks the command itself, by the variable that the command listens to."""
    main(["completion", shell])
    script = capsys.readouterr().out
    assert registers in script
    assert f"_NEXUS_COMPLETE={shell}_complete" in script
