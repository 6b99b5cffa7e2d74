"""What is kept between builds: by content, whole, and never out of date."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nexus.core import cache as module
from nexus.core.cache import Cache, Pack, address


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """A cache in a folder that is not there yet."""
    return Cache(tmp_path / "deep" / "cache")


def test_what_was_put_is_got_back(cache: Cache) -> None:
    """An entry belongs to its key, an empty one too."""
    assert cache.get(["key"]) is None
    cache.put(["key"], b"")
    cache.put(["other"], b"\0content")
    assert (cache.get(["key"]), cache.get(["other"])) == (b"", b"\0content")


def test_an_entry_is_made_once(cache: Cache) -> None:
    """The second time the kept one is given."""
    made = iter([b"first", b"second"])
    assert [cache.get_or_make("key", lambda: next(made)) for _ in range(2)] == [b"first", b"first"]


@pytest.mark.parametrize(
    "damage",
    [b"", b"short", b"\0" * 40, None],
    ids=["emptied", "cut", "overwritten", "one bit turned"],
)
def test_a_damaged_entry_is_made_anew(cache: Cache, damage: bytes | None) -> None:
    """A checksum tells; the entry is good again afterwards."""
    cache.put("key", b"content")
    (file,) = cache.folder.glob("[!.]*")
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if damage is None else damage)
    assert cache.get("key") is None
    assert cache.get_or_make("key", lambda: b"content") == b"content"
    assert cache.get("key") == b"content"


def test_an_entry_is_written_whole_or_not_at_all(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the last step fails, neither an entry nor a temporary file is left, nor is it an error."""

    def refuse(*_: object) -> None:
        raise OSError("the disk is full")

    cache.put("old", b"content")
    monkeypatch.setattr(Path, "replace", refuse)
    assert cache.get_or_make("key", lambda: b"content") == b"content"
    assert {file.name for file in cache.folder.iterdir()} == {".gitignore", address("old")}


def test_many_writers_leave_one_whole_entry(cache: Cache) -> None:
    """Whoever reads meanwhile gets one writer's whole content, never a mixture."""
    contents = {bytes([number]) * 100_000 for number in range(8)}
    cache.put("key", min(contents))
    with ThreadPoolExecutor(8) as pool:
        written = [pool.submit(cache.put, "key", content) for content in contents]
        read = [pool.submit(cache.get, "key") for _ in range(32)]
    assert {entry.result() for entry in read} <= contents
    assert all(done.result() is None for done in written)
    assert len(list(cache.folder.glob("[!.]*"))) == 1


def test_another_program_has_other_entries(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edited generator does not take what its predecessor made."""
    cache.put("key", b"content")
    monkeypatch.setattr(module, "_program", lambda _: "edited")
    assert cache.get("key") is None


def test_an_address_is_a_plain_name_that_the_key_decides() -> None:
    """Equal keys have equal addresses; keys that only look alike have not."""
    assert address(["a", 1]) == address(["a", 1])
    assert address(["../a"]).isalnum()
    assert len({address(key) for key in (["a", "b"], ["ab"], "ab", ["a", ["b"]], None)}) == 5


def packed(cache: Cache) -> Pack[str]:
    """Open the pack of that cache."""
    return Pack(cache, "words", str)


def test_a_pack_gives_back_what_was_made_from_the_same_key(tmp_path: Path) -> None:
    """An entry of another key, and one that was not saved, count as missing."""
    cache = Cache(tmp_path)
    pack = packed(cache)
    pack.put("a", ["key", 1], "one")
    assert packed(cache).get("a", ["key", 1]) is None
    pack.save()
    assert packed(cache).get("a", ["key", 1]) == "one"
    assert packed(cache).get("a", ["key", 2]) is None
    assert packed(cache).get("b", ["key", 1]) is None


def test_a_pack_forgets_what_is_no_longer_asked_for(tmp_path: Path) -> None:
    """So the file holds what the last run needed."""
    cache = Cache(tmp_path)
    pack = packed(cache)
    for name in ("a", "b"):
        pack.put(name, 1, name)
    pack.save()
    assert pack.addresses.keys() == {"a", "b"}
    again = packed(cache)
    assert again.all(pack.addresses) == ["a", "b"]
    again.get("b", 1)
    again.save()
    assert packed(cache).all(pack.addresses) is None
    assert packed(cache).all(again.addresses) == ["b"]


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    """Nothing is wrong with one that is there, or can be made; what cannot be made is named."""
    assert Cache(tmp_path / "a" / "b").lacking() == ""
    (tmp_path / "file").write_bytes(b"")
    cache = Cache(tmp_path / "file" / "kept")
    assert cache.lacking().startswith("nothing is kept between builds")
    assert cache.get_or_make("key", lambda: b"content") == b"content"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may all")
def test_a_folder_of_another_account_is_told(tmp_path: Path) -> None:
    """With what to do; what is made is made anew each time."""
    tmp_path.chmod(0o500)
    told = Cache(tmp_path / "kept").lacking()
    tmp_path.chmod(0o700)
    assert told.startswith("nothing is kept between builds, as the folder cannot be written; ")
    assert told.endswith("; let this user write it, or name another with NEXUS_CACHE")
