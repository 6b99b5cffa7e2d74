"""What a file is by its bytes, and what pictures and documents say of themselves."""

import bz2
import gzip
import io
import lzma
import random
import shutil
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from nexus.gate import (
    active_content,
    archives,
    credentials,
    file_types,
    own_files,
    private_files,
    readable,
    signatures,
)
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

TOKEN = "ghp_" + "aB3" * 12
RANDOM = random.Random(3).randbytes(400)


def database(folder: Path) -> bytes:
    """A database of SQLite with a table."""
    file = folder / "made.db"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE t (a)")
    made.close()
    return file.read_bytes()


def archive(kind: str = "zip", text: str = "x") -> bytes:
    """An archive with one file."""
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as made:
            made.writestr("settings.py", text)
    else:
        with tarfile.open(fileobj=out, mode=f"w:{kind}") as packed:
            entry = tarfile.TarInfo("settings.py")
            entry.size = len(text)
            packed.addfile(entry, io.BytesIO(text.encode()))
    return out.getvalue()


def picture(kind: str, **options: object) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """A PNG picture with one more chunk before its end."""
    made = picture("PNG")
    body = struct.pack(">I", len(data)) + name + data
    return made[:-12] + body + struct.pack(">I", zlib.crc32(name + data)) + made[-12:]


DISGUISED = {
    "rar": b"Rar!\x1a\7\1\0" + RANDOM,
    "7z": b"7z\xbc\xaf\x27\x1c" + RANDOM,
    "xz": b"\xfd7zXZ\0" + RANDOM,
    "zst": b"\x28\xb5\x2f\xfd" + RANDOM,
    "gz": gzip.compress(b"a"),
    "zip": archive(),
    "tar": archive(""),
    "tgz": archive("gz"),
    "tbz": archive("bz2"),
    "dump": b"PGDMP\1\x0e\0" + RANDOM,
    "redis": b"REDIS0011" + RANDOM,
    "keepass": b"\3\xd9\xa2\x9a\x67\xfb\x4b\xb5" + RANDOM,
    "keystore": b"\xfe\xed\xfe\xed\0\0\0\2" + RANDOM,
    "pkcs12": b"\x30\x82\x09\x11\x02\x01\x03\x30" + RANDOM,
    "pkcs8": b"\x30\x82\x04\xbd\x02\x01\x00\x30" + RANDOM,
    "cpio": b"070701" + b"0" * 104 + b"a.txt\0" + b"text " * 900 + b"\0\0",
    "program": b"\x7fELF\2\1\1" + RANDOM,
    "pickle": b"\x80\4\x95" + RANDOM,
    "unknown": RANDOM,
}


@pytest.mark.parametrize(
    "ending",
    [
        *(".csv", ".txt", ".png", ".jpg", ".gif", ".webp", ".ico"),
        *(".pdf", ".woff2", ".ttf", ".svg"),
    ],
)
def test_what_is_something_else_than_its_name_says_is_refused(tmp_path: Path, ending: str) -> None:
    """Archives, databases, keys, programs, and what nobody knows, under every ending."""
    files = {**DISGUISED, "sqlite": database(tmp_path)}
    site = tmp_path / "site"
    site.mkdir()
    for name, content in files.items():
        (site / f"{name}{ending}").write_bytes(content)
    refused = {error.where.partition("/")[2] for error in file_types.errors(site)}
    assert refused == {f"{name}{ending}" for name in files}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", picture("PNG")),
        ("a.jpg", picture("JPEG")),
        ("a.gif", picture("GIF")),
        ("a.webp", picture("WEBP")),
        ("a.ico", picture("ICO")),
        ("a.txt", b""),
        ("a.csv", "caf\xe9;1\r\n".encode("latin-1")),
        ("b.csv", "caf\xe9;1\r\n".encode("utf-16")),
        ("a.py", b"MZ = 'two letters that begin programs'\n"),
        ("a.js", b"const CONTROL = '\x01'; " + b"x = 1; " * 90),
        ("b.txt", b"PACK the bags, BZh and PAR1 and 0707 are words\n"),
    ],
)
def test_what_is_what_its_name_says_passes(tmp_path: Path, name: str, content: bytes) -> None:
    """Text in any encoding, and each kind of picture."""
    (tmp_path / name).write_bytes(content)
    assert list(file_types.errors(tmp_path)) == []
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_the_files_of_every_theme_pass(theme: str, tmp_path: Path) -> None:
    """Their fonts, pictures and scripts, as packages bring them, but what MkDocs never takes."""
    (package,) = [one for one in entry_points(group="mkdocs.themes") if one.name == theme]
    source, folder = Path(str(package.load().__file__)).parent, tmp_path / theme
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".*"))
    kinds = {".py", ".pyc", ".html", ".yml", ".lock", ".mo", ".po"}
    told = [
        str(error)
        for error in (*file_types.errors(folder), *active_content.errors(folder))
        if Path(error.where.partition(":")[0]).suffix not in kinds
    ]
    assert told == []
    assert len(list(folder.rglob("*.*"))) > 20


def test_an_archive_behind_a_picture_is_refused(tmp_path: Path) -> None:
    """A file may be both: one program reads its beginning, another its end."""
    (tmp_path / "a.png").write_bytes(picture("PNG") + archive())
    (error,) = file_types.errors(tmp_path)
    assert error.what == "a file called .png is a file with an archive (zip) behind its end"


BURIED = ("rar", "7z", "xz", "tbz", "tar", "sqlite")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_no_other_file_hides_in_a_picture(tmp_path: Path, kind: str) -> None:
    """Behind its end, or within it."""
    files = {**DISGUISED, "sqlite": database(tmp_path)}
    for name in BURIED:
        made = picture(kind)
        found = signatures.wrong(made + b"\0" + files[name], f".{kind.lower()}")
        assert found.startswith("a file with a"), name
        assert found.endswith(" in it")


@pytest.mark.parametrize("name", ["gz", "zst", "dump", "pkcs12", "pickle"])
def test_whatever_follows_a_png_picture_is_known(name: str) -> None:
    """It says itself where it ends; an icon holds several."""
    found = signatures.wrong(picture("PNG") + DISGUISED[name], ".png")
    assert found.endswith(" behind its end")
    assert signatures.wrong(icon() + picture("PNG"), ".ico") == ""


def test_a_program_of_webassembly_may_know_other_files() -> None:
    """By their beginnings, as one that reads archives does."""
    content = b"\0asm\1\0\0\0" + DISGUISED["7z"]
    assert signatures.wrong(content, ".wasm") == ""


def exif(tag: int, value: "str | bytes") -> Image.Exif:
    """The facts that a camera writes into a picture."""
    made = Image.Exif()
    made[tag] = value
    return made


def png_text(name: str, **kind: bool) -> bytes:
    """A PNG picture with a text."""
    info = PngInfo()
    if kind.pop("international", False):
        info.add_itxt(name, TOKEN, **kind)
    else:
        info.add_text(name, TOKEN, **kind)
    return picture("PNG", pnginfo=info)


SPELT = b"\nexif\n      40\n" + TOKEN.encode().hex().encode() + b"\n"
METADATA = {
    "exif.jpg": picture("JPEG", exif=exif(0x010E, TOKEN)),
    "comment.jpg": picture("JPEG", comment=TOKEN),
    "xp.jpg": picture("JPEG", exif=exif(0x9C9C, TOKEN.encode("utf-16-le"))),
    "xmp.jpg": picture("JPEG", xmp=f"<x:xmpmeta>{TOKEN}</x:xmpmeta>".encode()),
    "iptc.jpg": picture("JPEG")[:2]
    + b"\xff\xed"
    + struct.pack(">H", 60)
    + b"Photoshop 3.0\0"
    + TOKEN.encode().ljust(44, b"\0")
    + picture("JPEG")[2:],
    "behind.jpg": picture("JPEG") + TOKEN.encode(),
    "text.png": png_text("Comment"),
    "packed.png": png_text("Comment", zip=True),
    "itxt.png": png_text("Comment", international=True),
    "packed-itxt.png": png_text("XML:com.adobe.xmp", international=True, zip=True),
    "exif.png": picture("PNG", exif=exif(0x010E, TOKEN)),
    "profile.png": chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(SPELT)),
    "private.png": chunk(b"prVt", TOKEN.encode()),
    "comment.gif": picture("GIF", comment=TOKEN),
    "long.gif": picture("GIF", comment="x" * 239 + " " + TOKEN),
    "exif.webp": picture("WEBP", exif=exif(0x010E, TOKEN)),
    "xmp.webp": picture("WEBP", xmp=TOKEN.encode()),
    "metadata.svg": f"<svg><metadata>{TOKEN}</metadata></svg>".encode(),
    "description.svg": f"<svg><desc>{TOKEN[:9]}<tspan/>{TOKEN[9:]}</desc></svg>".encode(),
}


@pytest.mark.parametrize(("name", "content"), METADATA.items())
def test_a_secret_in_what_a_picture_says_of_itself_is_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    """In each place that a kind of picture has for texts, packed or spelt in any way."""
    (tmp_path / name).write_bytes(content)
    (error,) = credentials.errors(tmp_path)
    assert error.what == "this looks like a secret (GitHub Token)"


def document(*, encrypted: bool = False, script: bool = False, **info: str) -> bytes:
    """A PDF document of one empty page."""
    made = PdfWriter()
    made.add_blank_page(9, 9)
    made.add_metadata({f"/{name}": value for name, value in info.items()})
    if script:
        action = {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
        made.root_object[NameObject("/OpenAction")] = made._add_object(DictionaryObject(action))
    made._add_object(
        DictionaryObject({NameObject("/Secret"): TextStringObject(info.get("Note", ""))})
    )
    if encrypted:
        made.encrypt("a password", algorithm="RC4-128")
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def test_a_secret_in_a_document_is_refused(tmp_path: Path) -> None:
    """In what it says of itself, in two bytes for each letter too, and in any of its objects."""
    (tmp_path / "a.pdf").write_bytes(document(Title=TOKEN))
    (tmp_path / "b.pdf").write_bytes(document(Note=f"\u4e00 {TOKEN}"))
    (tmp_path / "c.pdf").write_bytes(document(Title="A document"))
    found = [(error.what, error.where) for error in credentials.errors(tmp_path)]
    assert [where.rpartition("/")[2] for _, where in found] == ["a.pdf", "b.pdf"]
    assert {what for what, _ in found} == {"this looks like a secret (GitHub Token)"}


def test_a_document_that_runs_something_or_is_closed_is_refused(tmp_path: Path) -> None:
    """By what it does; nobody can look into one with a password, or a damaged one."""
    (tmp_path / "a.pdf").write_bytes(document(script=True))
    (tmp_path / "b.pdf").write_bytes(document(encrypted=True))
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7\n" + RANDOM)
    (tmp_path / "d.pdf").write_bytes(document())
    assert [(error.what, error.where[-5:]) for error in file_types.errors(tmp_path)] == [
        ("a document that runs a script when it is opened", "a.pdf"),
        ("an encrypted document, into which nobody can look", "b.pdf"),
        ("a PDF document that cannot be read", "c.pdf"),
    ]


def test_what_a_document_does_is_told_in_order() -> None:
    """Whatever the order of its objects; each once."""
    made = PdfWriter()
    made.add_blank_page(9, 9)
    for name in ("/Launch", "/JS", "/RichMedia", "/JavaScript", "/EmbeddedFile"):
        made._add_object(DictionaryObject({NameObject("/S"): NameObject(name)}))
    out = io.BytesIO()
    made.write(out)
    assert list(readable.active(out.getvalue())) == [
        *("carries a file", "plays something", "runs a script", "starts a program"),
    ]


@pytest.mark.parametrize("kind", ["zip", "", "gz", "bz2", "xz"])
def test_an_archive_that_is_published_on_purpose_is_looked_into(tmp_path: Path, kind: str) -> None:
    """A secret in one of its files is told with that file's name and line."""
    (tmp_path / "a.zip").write_bytes(archive(kind, f"# a line\npassword = '{TOKEN}'\n"))
    (error,) = [
        error for error in credentials.errors(tmp_path) if ", in settings.py" in error.where
    ]
    assert error.where.endswith("/a.zip, in settings.py:2")


def test_a_file_that_begins_with_zeros_is_no_archive(tmp_path: Path) -> None:
    """As it is, or packed; and what stands behind them is read."""
    (tmp_path / "a.bin").write_bytes(bytes(600) + b"x" * 9)
    (tmp_path / "b.gz").write_bytes(gzip.compress(bytes(600) + b"x" * 9))
    assert list(credentials.errors(tmp_path)) == []
    (tmp_path / "c.gz").write_bytes(gzip.compress(bytes(600) + TOKEN.encode()))
    (error,) = credentials.errors(tmp_path)
    assert error.where.endswith("c.gz, in its content")


def test_a_damaged_archive_is_no_traceback(tmp_path: Path) -> None:
    """Cut anywhere, it is refused, as a secret may be in what cannot be read."""
    whole = archive("gz", "x" * 5_000)
    for size in range(2, len(whole), 7):
        (tmp_path / "a.gz").write_bytes(whole[:size])
        (error,) = credentials.errors(tmp_path)
        assert error.what == "an archive into which nobody can look whole"
    assert signatures.kind(whole) == "an archive (gzip)"


@pytest.mark.parametrize(
    ("place", "value"), [(8, 1), (16, 255), (24, 1)], ids=["encrypted", "wrong sum", "wrong size"]
)
def test_an_archive_that_nobody_can_look_into_is_refused(
    tmp_path: Path, place: int, value: int
) -> None:
    """One that needs a password, or whose list of files is not true."""
    made = bytearray(archive("zip", "some text"))
    made[made.index(b"PK\1\2") + place] ^= value
    (tmp_path / "a.zip").write_bytes(made)
    (error,) = credentials.errors(tmp_path)
    assert error.what == "an archive into which nobody can look whole"


def test_an_archive_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret may stand behind the place where looking ends."""
    monkeypatch.setattr(archives, "_MOST_BYTES", 100)
    for kind in ("zip", "gz", ""):
        (tmp_path / "a").write_bytes(archive(kind, "x" * 101))
        (error,) = credentials.errors(tmp_path)
        assert error.what == "an archive into which nobody can look whole"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_looked_into(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """One file without an archive around it."""
    (tmp_path / "a").write_bytes(pack(f"password = '{TOKEN}'\n".encode()))
    errors = [error for error in credentials.errors(tmp_path) if "in its content" in error.where]
    assert [error.where.rpartition("/")[2] for error in errors] == ["a, in its content:1"]


def packed(name: str, content: str | bytes) -> bytes:
    """An archive with one compressed file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()


def tarred(name: str, more: dict[str, str]) -> bytes:
    """A compressed archive of tar with one file and more in its headers."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as made:
        entry = tarfile.TarInfo(name)
        entry.pax_headers = more
        made.addfile(entry)
    return out.getvalue()


def icon() -> bytes:
    """An icon that is a PNG picture with a packed text."""
    inner = png_text("Comment", zip=True)
    head = struct.pack("<HHHBBBBHHII", 0, 1, 1, 2, 2, 0, 0, 1, 32, len(inner), 22)
    return head + inner


def spoken_gif() -> bytes:
    """A GIF picture with a text that is drawn over it, in two blocks."""
    text = f"{'x' * 240} {TOKEN}".encode()
    blocks = b"".join(bytes([len(text[n : n + 255])]) + text[n : n + 255] for n in (0, 255))
    return picture("GIF")[:-1] + b"\x21\x01\x0c" + bytes(12) + blocks + b"\0;"


def changed_document() -> bytes:
    """A PDF document with a packed text that a later part of the file takes away."""
    stream = zlib.compress(TOKEN.encode())
    head = b"7 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
    made = document()
    return made + head + stream + b"\nendstream\nendobj\n" + made[made.rindex(b"startxref") :]


def letters(form: str) -> str:
    """The token with each of its letters written in another way."""
    return "".join(form.format(ord(letter)) for letter in TOKEN)


DATA = b64encode(png_text("Comment", zip=True)).decode()
HIDDEN = {
    "nested.zip": packed("inner.zip", packed("settings.py", TOKEN)),
    "packed.gz": gzip.compress(packed("settings.py", TOKEN)),
    "picture.docx": packed("word/media/a.png", png_text("Comment", zip=True)),
    "name.tgz": tarred(TOKEN, {}),
    "header.tgz": tarred("a", {"comment": TOKEN}),
    f"{TOKEN}.txt": b"a",
    f"key-{TOKEN}.txt": b"a",
    "a.ico": icon(),
    "text.gif": spoken_gif(),
    "changed.pdf": changed_document(),
    "attribute.svg": f'<svg><g data-key="{letters("&#{};")}"/></svg>'.encode(),
    "picture.svg": f'<svg><image href="data:image/png;base64,{DATA}"/></svg>'.encode(),
    "style.css": f"a{{background:url(data:image/png;base64,{DATA})}}".encode(),
    "unpadded.html": f'<a href="DATA:text/plain;BASE64,{b64encode(TOKEN.encode()).decode().rstrip("=")}">'.encode(),
    "folded.html": f'<a href="data:text/plain;base64,{b64encode(TOKEN.encode()).decode().replace("M2", "M2%0A")}">'.encode(),
    "text.html": f"<p>{TOKEN[:9]}<wbr>{TOKEN[9:]}</p>".encode(),
    "invisible.txt": f"{TOKEN[:9]}\u200b{TOKEN[9:]}".encode(),
    "escaped.md": TOKEN.replace("_", "\\_").encode(),
    "escaped.json": letters("\\u{:04x}").join('""').encode(),
    "escaped.js": letters("\\x{:02x}").join("''").encode(),
    "feed.xml": f"<a>&lt;b&gt;{TOKEN[:9]}&lt;i&gt;{TOKEN[9:]}</a>".encode(),
    "map.json": b'"const apiKey = \\"k7Lw93bQzzT2\\";\\n"',
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_secret_is_found_wherever_it_hides(tmp_path: Path, name: str) -> None:
    """In an archive within another, in names and lists, behind escapes, in pictures within a page."""
    (tmp_path / name).write_bytes(HIDDEN[name])
    assert any("looks like a secret" in error.what for error in credentials.errors(tmp_path))


def test_an_archive_with_a_file_that_its_list_does_not_name_is_refused(tmp_path: Path) -> None:
    """Nobody sees it who opens the archive; it is there all the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in ("a.py", "b.py"):
            made.writestr(name, "some text")
        del made.filelist[0]
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    (tmp_path / "b.tar").write_bytes(archive("") + archive(""))
    found = [error.what for error in credentials.errors(tmp_path)]
    assert found == ["an archive into which nobody can look whole"] * 2


def test_an_archive_within_many_others_is_refused(tmp_path: Path) -> None:
    """Looking ends somewhere."""
    content = packed("a.py", "some text")
    for number in range(6):
        content = packed(f"{number}.zip", content)
    (tmp_path / "a.zip").write_bytes(content)
    (error,) = credentials.errors(tmp_path)
    assert error.what == "an archive into which nobody can look whole"


def test_a_private_file_within_two_archives_is_refused(tmp_path: Path) -> None:
    """By its name."""
    (tmp_path / "a.zip").write_bytes(packed("b.zip", packed("prod.env", "some text")))
    (error,) = private_files.errors(tmp_path)
    assert error.where.endswith("/a.zip, in b.zip, in prod.env")


def test_an_archive_may_list_its_files_in_any_order(tmp_path: Path) -> None:
    """It is whole all the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in ("a.py", "b.py", "c.py"):
            made.writestr(name, "some text of a file")
        made.filelist.reverse()
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    assert list(credentials.errors(tmp_path)) == []


def test_a_file_of_a_pinned_package_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, whatever it seems to hold; one that was changed is read as any other."""
    package, site = tmp_path / "package", tmp_path / "site"
    for folder in (package, site):
        folder.mkdir()
        (folder / "a.mjs").write_text(f"t = '{TOKEN}'")
    monkeypatch.setattr(own_files, "_assets", lambda: {"a.mjs": package / "a.mjs"})
    assert list(credentials.errors(site)) == []
    (site / "a.mjs").write_text(f"t = '{TOKEN}';")
    (error,) = credentials.errors(site)
    assert "(GitHub Token)" in error.what
