"""The settings of an author, and the addresses that the environment or git tells."""

import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
from nexus.core.errors import NexusError, UsageError
from nexus.project import addresses, settings
from nexus.project.addresses import Addresses
from nexus.project.settings import AUTO, Settings


@pytest.mark.parametrize("given", [None, {}])
def test_nothing_set_is_the_defaults(given: object) -> None:
    """Every feature that can do no harm is on; no name, no link and no address is known."""
    chosen = settings.read(given)
    assert chosen == Settings()
    assert (chosen.models, chosen.author, chosen.profiles) == (["models"], "", {})
    assert (chosen.policy, chosen.stylesheet) == (AUTO, AUTO)
    off = {f.name for f in fields(Settings) if getattr(chosen, f.name) is False}
    assert off == {"addresses", "look"}


def test_what_is_set_is_kept() -> None:
    """A lone text stands for a list of one."""
    profiles = {"GitHub": "https://github.com/octo"}
    given = {"author": "Octo Cat", "profiles": profiles, "models": "app", "policy": False}
    wanted = Settings(author="Octo Cat", profiles=profiles, models=["app"], policy=False)
    assert settings.read(given) == wanted


def test_two_sites_share_no_setting() -> None:
    """A list or a mapping of one is not that of another."""
    settings.read({}).models.append("more")
    assert settings.read({}).models == ["models"]


def test_the_parts_of_what_is_published_are_settings() -> None:
    """Each can be switched off by itself."""
    every = {"cards", "copies", "feeds", "metadata", "record", "sharing"}
    assert Settings().parts == every
    for part in every:
        assert settings.read({part: False}).parts == every - {part}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "the settings must be keys and values; "),
        ("author", "the settings must be keys and values; "),
        ({"autor": "A"}, "unknown setting 'autor'; "),
        ({3: "A"}, "unknown setting 3; "),
        ({"author": 3}, "the setting 'author' must be a text; "),
        ({"author": None}, "the setting 'author' must be a text; "),
        ({"html_budget": "1 MB"}, "the setting 'html_budget' must be a number; "),
        ({"transfer_budget": True}, "the setting 'transfer_budget' must be a number; "),
        ({"cards": 1}, "the setting 'cards' must be true or false; "),
        ({"cards": "auto"}, "the setting 'cards' must be true or false; "),
        ({"policy": "always"}, "the setting 'policy' must be true, false or auto; "),
        ({"models": {"a": 1}}, "the setting 'models' must be a list of texts; "),
        ({"models": [1]}, "1 of 'models' cannot be; "),
        ({"file_types": ["zip"]}, "'zip' of 'file_types' cannot be; "),
        ({"file_types": "zip"}, "'zip' of 'file_types' cannot be; "),
        ({"profiles": ["https://a.org"]}, "the setting 'profiles' must be names and addresses; "),
        ({"profiles": {"A": "http://a.org"}}, "'A' of 'profiles' is no https address; "),
        ({"profiles": {"A": "javascript:alert(1)"}}, "'A' of 'profiles' is no https address; "),
        ({"profiles": {"A": "https:"}}, "'A' of 'profiles' is no https address; "),
        ({"profiles": {"A": "https://[a"}}, "'A' of 'profiles' is no https address; "),
        ({"profiles": {"A": None}}, "'A' of 'profiles' is no https address; "),
    ],
)
def test_a_wrong_setting_is_told_with_its_place(given: object, told: str) -> None:
    """It is an error of the configuration, and names the file."""
    with pytest.raises(UsageError) as error:
        settings.read(given)
    assert str(error.value).startswith(f"{told}mkdocs.yml: plugins: nexus")


@pytest.mark.parametrize(
    ("plugins", "given"),
    [
        ("", None),
        ("plugins: [search]", None),
        ("plugins: [search, nexus]", {}),
        ("plugins: {search: {}, nexus: {look: true}}", {"look": True}),
        ("plugins:\n  - nexus:\n      author: A\n  - search", {"author": "A"}),
        ("plugins:\n  - nexus:", {}),
        ("plugins: [!!python/name:os.path , nexus: {author: A}]", {"author": "A"}),
    ],
)
def test_the_settings_stand_under_the_name_of_the_plugin(
    tmp_path: Path, plugins: str, given: object
) -> None:
    """However MkDocs lets its plugins be listed; None where ours is not."""
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"site_name: !ENV NAME\n{plugins}\n")
    assert settings.configured(file) == given


def test_a_configuration_may_inherit(tmp_path: Path) -> None:
    """From a file that inherits itself; what is nearer counts, and a circle ends."""
    (tmp_path / "base").mkdir()
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base/a.yml\nsite_name: Mine\n")
    (tmp_path / "base" / "a.yml").write_text("INHERIT: b.yml\nsite_name: Theirs\n")
    (tmp_path / "base" / "b.yml").write_text("INHERIT: b.yml\nplugins: [nexus]\n")
    read = settings.configuration(tmp_path / "mkdocs.yml")
    assert (read["site_name"], read["plugins"]) == ("Mine", ["nexus"])
    assert settings.configured(tmp_path / "mkdocs.yml") == {}


def test_a_project_without_a_configuration_is_told(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(
        UsageError, match=r"there is no mkdocs\.yml; .*; go to the project's folder"
    ):
        settings.configured(tmp_path / "mkdocs.yml")


@pytest.mark.parametrize(
    ("environment", "site", "repository"),
    [
        ({}, "", ""),
        ({"SITE_URL": "", "GITHUB_REPOSITORY": " "}, "", ""),
        ({"SITE_URL": "https://a.org/x"}, "https://a.org/x/", ""),
        ({"SITE_URL": " https://a.org/ "}, "https://a.org/", ""),
        ({"GITHUB_REPOSITORY": "octo/nexus"}, "https://octo.github.io/nexus/", "octo/nexus"),
        ({"GITHUB_REPOSITORY": "Octo/Nexus"}, "https://octo.github.io/Nexus/", "Octo/Nexus"),
        (
            {"GITHUB_REPOSITORY": "Octo/octo.github.io"},
            "https://octo.github.io/",
            "Octo/octo.github.io",
        ),
        (
            {"GITHUB_REPOSITORY": "octo/nexus", "SITE_URL": ""},
            "https://octo.github.io/nexus/",
            "octo/nexus",
        ),
        (
            {"GITHUB_REPOSITORY": "octo/nexus", "SITE_URL": "https://a.org"},
            "https://a.org/",
            "octo/nexus",
        ),
    ],
)
def test_the_addresses_of_an_environment(
    tmp_path: Path, environment: dict[str, str], site: str, repository: str
) -> None:
    """A fork has its own site; an address of one's own wins; empty counts as unset."""
    where = f"https://github.com/{repository}" if repository else ""
    found = addresses.read(environment, tmp_path)
    assert found == Addresses(site, where)
    assert found.repository_name == repository


@pytest.mark.parametrize(
    ("remote", "repository"),
    [
        ("https://github.com/octo/nexus.git", "octo/nexus"),
        ("https://github.com/octo/nexus", "octo/nexus"),
        ("git@github.com:octo/nexus.git", "octo/nexus"),
        ("ssh://git@github.com/octo/nexus.js.git", "octo/nexus.js"),
        ("https://gitlab.com/octo/nexus.git", ""),
        ("https://notgithub.com/octo/nexus.git", ""),
        ("/srv/git/nexus.git", ""),
    ],
)
def test_the_remote_of_a_clone_tells_its_repository(
    tmp_path: Path, remote: str, repository: str
) -> None:
    """A clone from GitHub knows its edit links without any setting."""
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "config", "remote.origin.url", remote], check=True)
    assert addresses.read({}, tmp_path).repository_name == repository


def test_a_machine_without_git_has_no_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source archive builds too."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert addresses.read({}, tmp_path) == Addresses()


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({}, "/project/.cache/nexus"),
        ({"NEXUS_CACHE": " "}, "/project/.cache/nexus"),
        ({"NEXUS_CACHE": "/kept"}, "/kept"),
    ],
)
def test_the_cache_is_in_the_project_unless_told_otherwise(
    environment: dict[str, str], folder: str
) -> None:
    """`NEXUS_CACHE` names another folder; empty counts as unset."""
    assert settings.cache_folder(environment, Path("/project")) == Path(folder)


@pytest.mark.parametrize(
    ("configuration", "folders"),
    [
        ("site_name: A", ["docs"]),
        ("docs_dir: pages\ntheme: material", ["pages"]),
        ("theme: {name: material, custom_dir: theme}", ["docs", "theme"]),
    ],
)
def test_the_published_folders_are_those_of_mkdocs(
    tmp_path: Path, configuration: str, folders: list[str]
) -> None:
    """The pages', and the theme's where a site has one of its own."""
    file = tmp_path / "mkdocs.yml"
    file.write_text(configuration)
    assert settings.published_folders(file) == [tmp_path / name for name in folders]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"site_name: A\nnav: [a.md\n", r"not valid YAML: .*; .*mkdocs\.yml:\d; fix the line"),
        (b"site_name: Caf\xe9\n", r"UTF-8.*mkdocs\.yml"),
    ],
)
def test_a_configuration_that_cannot_be_read_is_one_line(
    tmp_path: Path, content: bytes, told: str
) -> None:
    """With the place of the error."""
    (tmp_path / "mkdocs.yml").write_bytes(content)
    with pytest.raises(NexusError, match=told):
        settings.configured(tmp_path / "mkdocs.yml")
