"""Whatever ends a build is told with its file and line, as far as anybody says them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from mkdocs.exceptions import Abort, ConfigurationError
from nexus.core.errors import Errors, NexusError
from nexus.mkdocs_plugin import failures
from nexus.mkdocs_plugin.failures import Failure, Log

SAVE = "fix it there, and save"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a page."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# A\n\n--8<-- 'gone.txt'\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: A\ntheme: gone\n")
    return tmp_path


def told(project: Path, error: BaseException, *lines: str) -> list[str]:
    """What is told of an error; MkDocs called these lines errors."""
    log = Log()
    log.errors += lines
    found = failures.errors(error, log, project / "mkdocs.yml", project / "docs")
    return list(map(str, found))


def raised(raise_: Callable[[], object]) -> Exception:
    """The exception that a function raises."""
    with pytest.raises(Exception) as found:  # noqa: PT011 (any)
        raise_()
    return found.value


def test_errors_of_the_plugin_are_told_as_they_are(project: Path) -> None:
    """Each once, however MkDocs wraps them."""
    one, other = NexusError("one", "a.md:1", "fix it"), NexusError("other")
    aborted = Abort("Aborted with a BuildError!")
    aborted.__context__ = Failure(one, Errors([other, one]))
    assert told(project, aborted) == ["one; a.md:1; fix it", "other"]
    assert told(project, Errors([one, other])) == ["one; a.md:1; fix it", "other"]


def test_a_configuration_that_is_no_yaml_has_a_line(project: Path) -> None:
    """MkDocs names the file alone, or nothing."""
    (project / "mkdocs.yml").write_text("site_name: A\nnav: [\n")
    (line,) = told(project, ConfigurationError("MkDocs cannot parse the file"))
    assert line.startswith("this is not valid YAML: ")
    assert "; mkdocs.yml:" in line


def test_a_setting_that_cannot_be_has_a_line(project: Path) -> None:
    """MkDocs tells it in its log, and only that there was something in its exception."""
    words = "Config value 'theme': Unrecognised theme name: 'gone'."
    lines = told(project, Abort("Aborted with 1 configuration errors!"), words)
    assert lines == [f"{words}; mkdocs.yml:2; correct the setting there, and save"]


def test_an_error_in_a_page_has_the_line_of_what_it_quotes(project: Path) -> None:
    """The page is the one that MkDocs names in its log."""
    error = ValueError("Snippet at path 'gone.txt' could not be found")
    lines = told(project, error, f"Error reading page 'index.md': {error}")
    assert lines == [f"{error}; docs/index.md:3; {SAVE}"]


def test_an_error_in_code_has_the_line_that_raised_it(project: Path) -> None:
    """As that of a hook of the author's, or of a template."""
    (project / "hook.py").write_text("def run():\n    return 1 / 0\n")
    code: dict[str, Callable[[], object]] = {}
    file = project / "hook.py"
    exec(compile(file.read_text(), str(file), "exec"), code)
    assert told(project, raised(code["run"])) == [f"division by zero; hook.py:2; {SAVE}"]
    syntax = raised(lambda: compile("def:\n", str(project / "b.py"), "exec"))
    (line,) = told(project, syntax)
    assert line.endswith(f"; b.py:1; {SAVE}")


@pytest.mark.parametrize(
    ("error", "words"),
    [(ValueError("first\n  second"), "first second"), (KeyError(), "KeyError")],
)
def test_an_error_that_says_little_is_told_by_its_kind(
    project: Path, error: Exception, words: str
) -> None:
    """In one line."""
    assert told(project, error) == [words]


def test_an_error_is_told_with_what_it_came_from(project: Path) -> None:
    """Unless it says so itself."""
    error = RuntimeError("the theme cannot be read")
    error.__cause__ = ValueError("line 3")
    assert told(project, error) == ["the theme cannot be read; line 3"]
    error.__cause__ = ValueError("the theme")
    assert told(project, error) == ["the theme cannot be read"]


def test_a_warning_has_the_place_that_it_names(project: Path) -> None:
    """Each once; that of a link is found in its page."""
    link = "Doc file 'index.md' contains a link 'gone.txt', but the target is not found."
    config, docs = project / "mkdocs.yml", project / "docs"
    first, second = failures.notices([link, link, "the schema is large"], config, docs)
    assert (first.what, first.where) == (link, "docs/index.md:3")
    assert first.hint == "correct the link, or add what it leads to"
    assert (second.what, second.where, second.hint) == ("the schema is large", "", "")


@pytest.mark.parametrize(
    ("told", "place", "hint"),
    [
        ("Config value 'theme': 'x' is not installed", "mkdocs.yml:2", "install it with pip, or"),
        ('pages ... not included in the "nav" configuration', "mkdocs.yml:3", "add them to nav"),
        ("'b.md' is included in the 'nav' configuration", "mkdocs.yml:4", "correct the path"),
        ("Doc 'index.md' has a link ''; docs/index.md:3", "docs/index.md:3", "correct the link"),
    ],
)
def test_what_others_say_comes_with_a_place_and_what_to_do(
    project: Path, told: str, place: str, hint: str
) -> None:
    """They say what is wrong, and leave it at that."""
    (project / "mkdocs.yml").write_text("site_name: A\ntheme: gone\nnav:\n  - b.md\n")
    (error,) = failures.notices([told], project / "mkdocs.yml", project / "docs")
    assert error.where == place
    assert place not in error.what
    assert error.hint.startswith(hint)


def of_template(folder: Path, text: str) -> str:
    """What is told of a template in a folder that cannot be filled in."""
    (folder / "main.html").write_text(text)
    templates = Environment(loader=FileSystemLoader(folder), autoescape=True)
    return str(failures.of_template(raised(templates.get_template("main.html").render)))


def test_a_template_of_the_author_is_told_with_its_line(project: Path) -> None:
    """One of a package is a bug to be seen whole, as is what a template calls."""
    assert of_template(project, "{# a #}\n{{ 'b' - 1 }}") == (
        f"TypeError: unsupported operand type(s) for -: 'str' and 'int'; main.html:2; {SAVE}"
    )
    assert of_template(project, "{% extends 'gone.html' %}").startswith("TemplateNotFound: ")
    assert "; main.html:1; " in of_template(project, "{{ nobody.name }}")
    packed = project / "site-packages"
    packed.mkdir()
    assert of_template(packed, "{{ 'b' - 1 }}") == "None"
    assert failures.of_template(raised(lambda: int("a"))) is None


def test_an_error_of_what_a_template_calls_stays_whole(project: Path) -> None:
    """Also where the template is the author's, as one that extends the theme's is."""
    (project / "main.html").write_text("{{ call('a') }}")
    templates = Environment(loader=FileSystemLoader(project), autoescape=True)
    template = templates.get_template("main.html", globals={"call": Path("b").relative_to})
    assert failures.of_template(raised(template.render)) is None
