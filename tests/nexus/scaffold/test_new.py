"""`nexus new`: a whole portfolio, or nothing."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
import yaml
from nexus.cli.main import main
from nexus.project import settings

from tests.nexus.scaffold.builders import READMES

SHOP = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with a git that knows no one and nothing of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command that must end with an error; gives its code, and what it says."""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return int(end.value.code or 0), capsys.readouterr().err.splitlines()[-1]


def files(folder: Path) -> list[str]:
    """Give the files of a folder, without those of git."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not path.startswith(".git/"))


def test_a_journal_becomes_a_portfolio(capsys: pytest.CaptureFixture[str]) -> None:
    """With what builds and publishes it, and a first commit; the last lines say what to do next."""
    main(["new", "me", "--from", str(READMES / "journal.md")])
    told = capsys.readouterr()
    assert files(Path("me")) == [
        ".github/workflows/site.yml", ".gitignore", "README.md", "docs/about.md", "docs/index.md",
        "docs/technologies.md", "docs/weeks/index.md", "docs/weeks/week-01/index.md",
        "docs/weeks/week-02/index.md", "mkdocs.yml", "requirements.txt",
    ]  # fmt: skip
    assert told.out.splitlines()[0] == "me is ready. What to do next:"
    assert len(told.out.splitlines()) == 4
    assert "note: journal.md:3: 'ğŸ“Œ' is repaired to '📌'" in told.err
    run = ["git", "-C", "me", "log", "--format=%s"]
    assert subprocess.run(run, capture_output=True, check=True).stdout == b"Begin a portfolio\n"
    status = subprocess.run(
        ["git", "-C", "me", "status", "--short"], capture_output=True, check=True
    )
    assert status.stdout == b""


@pytest.mark.parametrize("name", ["journal", "hub"])
def test_a_portfolio_builds_strictly_without_an_edit(name: str) -> None:
    """And the gate lets it pass."""
    main(["new", "me", "--from", str(READMES / f"{name}.md")])
    command = [sys.executable, "-m", "nexus", "build", "--root", "me"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = "".join(page.read_text() for page in Path("me/site").rglob("*.html"))
    assert "<script>alert" not in pages


def test_settings_hold_what_was_given() -> None:
    """Names and addresses, as YAML that means nothing else."""
    name = 'A: "b" #c\n- !!python/object:x'
    where = "https://github.com/ada/it"
    main(["new", "me", "--name", name, "--repository", f"{where}.git", "--contact", "mailto:a@b.c"])
    known = settings.configured(Path("me/mkdocs.yml"))
    assert isinstance(known, dict)
    assert known["author"] == name
    assert known["profiles"] == {"GitHub": "https://github.com/ada"}


def test_without_a_readme_there_is_a_week_to_write() -> None:
    """With the headings of its sections."""
    main(["new", "me"])
    week = Path("me/docs/weeks/week-01/index.md").read_text()
    assert week.startswith("# Week 1\n\n## Focus areas\n\n## Key learnings\n")
    assert yaml.safe_load(Path("me/.github/workflows/site.yml").read_text())["jobs"]["site"]["uses"]


def test_a_folder_in_use_is_refused_and_nothing_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is in it."""
    Path("me").mkdir()
    Path("me/notes.txt").write_text("mine")
    code, told = refused(["new", "me", "--from", str(READMES / "hub.md")], capsys)
    what = "the folder is not empty: it has notes.txt; me"
    assert (code, told) == (2, f"error: {what}; choose a folder that is empty or not there yet")
    assert files(Path("me")) == ["notes.txt"]


def test_an_empty_folder_and_one_with_git_alone_are_filled() -> None:
    """As GitHub's clone of a new repository is."""
    subprocess.run(["git", "init", "--quiet", "me"], check=True)
    main(["new", "me"])
    assert "mkdocs.yml" in files(Path("me"))


def test_a_portfolio_comes_beside_the_readme_that_it_is_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Into the same repository: no file that is there changes; a second time is refused."""
    Path("README.md").write_text("# Mine\n\n## Week 1\n\nWords.\n")
    Path("app.py").write_text("x = 1\n")
    Path("requirements.txt").write_text("django==5.2\n")
    main(["new", ".", "--from", "README.md"])
    assert "requirements.txt is there already and stays as it is" in capsys.readouterr().err
    assert Path("requirements.txt").read_text() == "django==5.2\n"
    assert Path("README.md").read_text().startswith("# Mine")
    assert "docs/weeks/week-01/index.md" in files(Path())
    code, told = refused(["new", ".", "--from", "README.md"], capsys)
    assert (code, "nexus import" in told) == (2, True)


def test_models_that_are_there_stay_as_they_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Others of that name are refused, and nothing is written."""
    Path("models").mkdir()
    Path("models/shop.py").write_text("MINE = 1\n")
    Path("README.md").write_text("# It\n")
    (tmp_path.parent / "shop.py").write_text(SHOP)
    models = ["--models", str(tmp_path.parent / "shop.py")]
    code, told = refused(["new", ".", "--from", "README.md", *models], capsys)
    assert (code, "there is a file already; models/shop.py" in told) == (2, True)
    assert Path("models/shop.py").read_text() == "MINE = 1\n"
    assert not Path("mkdocs.yml").exists()


def test_a_contact_that_the_site_would_refuse_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Before anything is made."""
    code, told = refused(["new", "me", "--contact", "ada@example.org"], capsys)
    assert (code, "mailto:" in told, Path("me").exists()) == (2, True, False)


class Terminal(StringIO):
    """Where somebody types, and reads."""

    def isatty(self) -> bool:
        """Tell that it is one."""
        return True


def test_a_terminal_is_asked_until_the_answer_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost by a wrong answer; an empty one takes what is offered."""
    shown = Terminal()
    answers = "Ama\n\nme.example\n\nama@example.org\nmailto:ama@example.org\n"
    monkeypatch.setattr(sys, "stdin", Terminal(answers))
    monkeypatch.setattr(sys, "stderr", shown)
    main(["new", "me"])
    known = settings.configured(Path("me/mkdocs.yml"))
    assert isinstance(known, dict)
    assert (known["author"], known["contact"]) == ("Ama", "mailto:ama@example.org")
    assert "profiles" not in known
    assert shown.getvalue().count("Error: ") == 2
    assert "start it with https:// or mailto:" in shown.getvalue()


def test_a_folder_of_other_documents_stays_as_it_is() -> None:
    """The pages lie beside it."""
    Path("docs").mkdir()
    Path("docs/notes.md").write_text("# Mine\n")
    Path("README.md").write_text("# It\n\nWords.\n")
    main(["new", ".", "--from", "README.md"])
    assert [path for path in files(Path()) if path.endswith(".md")] == [
        "README.md", "docs/notes.md", "pages/index.md",
    ]  # fmt: skip
    assert settings.configuration(Path("mkdocs.yml"))["docs_dir"] == "pages"


def test_many_sections_stand_below_one_tab() -> None:
    """More do not fit beside one another."""
    sections = "".join(f"## Part of {n}\n\n{'word ' * 300}\n\n" for n in range(6))
    Path("it.md").write_text(f"# It\n\n{sections}## License\n\nMIT\n")
    main(["new", "me", "--from", "it.md"])
    nav = settings.configuration(Path("me/mkdocs.yml"))["nav"]
    assert [next(iter(item)) for item in nav] == ["Home", "Documentation", "About"]
    assert len(nav[1]["Documentation"]) == 6


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--from", "none.md"], 2, "none.md"),
        (["--from", "picture.png"], 1, "this is no text"),
        (["--models", "none"], 2, "there are no models; none"),
        (["--models", "empty"], 2, "it holds no models; "),
        (["--profile", "GitHub"], 2, "'GitHub' is no profile; write LABEL=https://address"),
    ],
)
def test_a_wrong_argument_is_one_line_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, told: str
) -> None:
    """What is wrong, and what to do."""
    Path("picture.png").write_bytes(b"\x89PNG\0\0\0\1")
    Path("empty").mkdir()
    found = refused(["new", "me", *arguments], capsys)
    assert found[0] == code
    assert told in found[1]
    assert sorted(path.name for path in Path().iterdir()) == ["empty", "picture.png"]


def test_models_are_copied_and_drawn() -> None:
    """On a page of their own; the settings name them where the folder has another name."""
    Path("shop").mkdir()
    Path("shop/__init__.py").write_text(SHOP)
    Path("shop/.env").write_text("PASSWORD=x")
    main(["new", "me", "--models", "shop"])
    assert "shop/__init__.py" in files(Path("me"))
    assert "shop/.env" not in files(Path("me"))
    known = settings.configured(Path("me/mkdocs.yml"))
    assert isinstance(known, dict)
    assert known["models"] == ["shop"]
    assert "```erd\nschema: shop\n" in Path("me/docs/models.md").read_text()


def test_the_workflow_installs_what_models_import() -> None:
    """Beyond what the generator brings; a portfolio that needs nothing else asks for nothing."""
    Path("shop.py").write_text(
        f"import json\nimport click, sqlalchemy\nimport shop_of_mine\n{SHOP}"
    )
    Path("shop_of_mine.py").write_text("")
    Path("plain.py").write_text(SHOP)
    main(["new", "me", "--models", "shop.py", "--models", "shop_of_mine.py"])
    main(["new", "other", "--models", "plain.py"])
    jobs = [
        yaml.safe_load(Path(each, ".github/workflows/site.yml").read_text())["jobs"]["site"]
        for each in ("me", "other")
    ]
    assert [job.get("with") for job in jobs] == [{"requirements": "requirements-models.txt"}, None]
    assert Path("me/requirements-models.txt").read_text() == "click\n"
    assert Path("me/requirements.txt").read_text().endswith("\n-r requirements-models.txt\n")
    assert not Path("other/requirements-models.txt").exists()


def test_home_says_who_writes_as_far_as_that_is_known() -> None:
    """By the fence, which shows what the settings say: below the title, before all else."""
    Path("it.md").write_text("# It\n\nWords.\n")
    main(["new", "me", "--from", "it.md", "--name", "Ama Owusu", "--contact", "mailto:a@b.cd"])
    main(["new", "nobody", "--from", "it.md", "--name", ""])
    home = Path("me/docs/index.md").read_text()
    assert home.partition("# It")[2] == "\n\n```nexus-author\n```\n\nWords.\n"
    for each in ("me", "nobody"):
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        subprocess.run(command, cwd=each, capture_output=True, check=True)
    shown = [Path(each, "site/index.html").read_text() for each in ("me", "nobody")]
    assert '<p class="nx-author__name">Ama Owusu</p>' in shown[0]
    assert [page.count('class="nx-author') > 0 for page in shown] == [True, False]


def test_models_that_cannot_be_read_are_told_and_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The portfolio builds all the same."""
    Path("shop.py").write_text("import sqlalchemy\nraise ValueError('no')\n")
    main(["new", "me", "--models", "shop.py"])
    assert "note: the models in models are not shown yet: " in capsys.readouterr().err
    known = settings.configured(Path("me/mkdocs.yml"))
    assert isinstance(known, dict)
    assert known["models"] == []


def test_without_git_there_is_no_commit_and_a_note(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything else is there."""
    monkeypatch.setenv("PATH", "/nowhere")
    main(["new", "me"])
    assert "note: git is not installed, so there is no first commit" in capsys.readouterr().err
    assert "mkdocs.yml" in files(Path("me"))


def test_a_repository_around_the_folder_gets_no_other_in_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its owner commits there."""
    subprocess.run(["git", "init", "--quiet", "."], check=True)
    main(["new", "me"])
    assert "belongs to a repository already" in capsys.readouterr().err
    assert not Path("me/.git").exists()


def test_the_folder_of_a_readme_may_be_named() -> None:
    """However the name of the file is spelt."""
    Path("it").mkdir()
    Path("it/Readme.md").write_text("# It\n\nWords.\n")
    main(["new", "me", "--from", "it"])
    assert settings.configuration(Path("me/mkdocs.yml"))["site_name"] == "It"
