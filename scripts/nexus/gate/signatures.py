"""What a file is by its bytes, whatever its name says.

A picture, a font or a document must begin as its kind does; what is text by its name must be text.
So no archive, database or key passes under a borrowed ending, known here or not: the table of
beginnings only serves to say what a file is.
"""

import codecs
import re

# The kind of a file by its beginning; a number before the bytes is where they stand.
_BEGINNINGS: tuple[tuple[str, int, bytes], ...] = (
    ("a PNG picture", 0, b"\x89PNG\r\n\x1a\n"),
    ("a JPEG picture", 0, b"\xff\xd8\xff"),
    ("a GIF picture", 0, b"GIF87a"),
    ("a GIF picture", 0, b"GIF89a"),
    ("a WebP picture", 8, b"WEBP"),
    ("an AVIF picture", 4, b"ftypavif"),
    ("an icon", 0, b"\0\0\1\0"),
    ("a WOFF2 font", 0, b"wOF2"),
    ("a WOFF font", 0, b"wOFF"),
    ("a TrueType font", 0, b"\0\1\0\0\0"),
    ("an OpenType font", 0, b"OTTO"),
    ("an EOT font", 34, b"LP"),
    ("a PDF document", 0, b"%PDF-"),
    ("WebAssembly", 0, b"\0asm"),
    ("an archive (zip)", 0, b"PK\3\4"),
    ("an archive (zip)", 0, b"PK\5\6"),
    ("an archive (zip)", 0, b"PK\7\x08"),
    ("an archive (gzip)", 0, b"\x1f\x8b"),
    ("an archive (bzip2)", 0, b"BZh"),
    ("an archive (xz)", 0, b"\xfd7zXZ\0"),
    ("an archive (7-Zip)", 0, b"7z\xbc\xaf\x27\x1c"),
    ("an archive (RAR)", 0, b"Rar!\x1a\7"),
    ("an archive (Zstandard)", 0, b"\x28\xb5\x2f\xfd"),
    ("an archive (LZ4)", 0, b"\4\x22\x4d\x18"),
    ("an archive (compress)", 0, b"\x1f\x9d"),
    ("an archive (lzip)", 0, b"LZIP"),
    ("an archive (lzma)", 0, b"\x5d\0\0"),
    ("an archive (cabinet)", 0, b"MSCF"),
    ("an archive (cpio)", 0, b"0707"),
    ("an archive (ar)", 0, b"!<arch>"),
    ("an archive (RPM)", 0, b"\xed\xab\xee\xdb"),
    ("an archive (SquashFS)", 0, b"hsqs"),
    ("an archive (tar)", 257, b"ustar"),
    ("an archive (ISO 9660)", 32769, b"CD001"),
    ("an archive of git", 0, b"PACK"),
    ("an archive of git", 0, b"# v2 git bundle"),
    ("an archive of git", 0, b"# v3 git bundle"),
    ("an index of git", 0, b"DIRC"),
    ("a database (SQLite)", 0, b"SQLite format 3\0"),
    ("a database (DuckDB)", 8, b"DUCK"),
    ("a database (Access)", 4, b"Standard Jet DB"),
    ("a database (Access)", 4, b"Standard ACE DB"),
    ("a database (Redis)", 0, b"REDIS0"),
    ("a database (Realm)", 16, b"T-DB"),
    ("a database (H2)", 0, b"H:2,block"),
    ("a database (Berkeley DB)", 12, b"\x61\x15\6\0"),
    ("a database (Berkeley DB)", 12, b"\x62\x31\5\0"),
    ("a database (LMDB)", 16, b"\xde\xc0\xef\xbe"),
    ("a dump of a database", 0, b"PGDMP"),
    ("a dump of a database (MongoDB)", 0, b"\x6d\xe2\x99\x81"),
    ("a table with its rows (Parquet)", 0, b"PAR1"),
    ("a table with its rows (HDF5)", 0, b"\x89HDF\r\n"),
    ("a table with its rows (Arrow)", 0, b"ARROW1"),
    ("a key store (Java)", 0, b"\xfe\xed\xfe\xed"),
    ("a key store (Java)", 0, b"\xce\xce\xce\xce"),
    ("a key store (KeePass)", 0, b"\3\xd9\xa2\x9a"),
    ("a private key (OpenSSH)", 0, b"openssh-key-v1\0"),
    ("an encrypted disk (LUKS)", 0, b"LUKS\xba\xbe"),
    ("an encrypted file (age)", 0, b"age-encryption.org/"),
    ("an encrypted file (OpenSSL)", 0, b"Salted__"),
    ("an encrypted backup", 0, b"ANDROID BACKUP"),
    ("an office document", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("a mailbox", 0, b"!BDN"),
    ("a program", 0, b"\x7fELF"),
    ("a program", 0, b"MZ"),
    ("a program", 0, b"\xcf\xfa\xed\xfe"),
    ("a program", 0, b"\xca\xfe\xba\xbe"),
    ("a program", 0, b"dex\n"),
    ("a network record", 0, b"\xd4\xc3\xb2\xa1"),
    ("a network record", 0, b"\x0a\x0d\x0d\x0a"),
    ("a pickle of Python", 0, b"\x80\3"),
    ("a pickle of Python", 0, b"\x80\4"),
    ("a pickle of Python", 0, b"\x80\5"),
    ("a Windows registry", 0, b"regf"),
    ("a disk image", 0, b"QFI\xfb"),
    ("a disk image", 0, b"KDMV"),
)
# In DER: a sequence that begins with the version of a private key, or of PKCS #12.
_DER = re.compile(rb"\x30[\x82\x83\x81]..?.?\x02\x01([\x00\x01\x03])[\x30\x02\x04]", re.DOTALL)
_PGP_SECRET = re.compile(rb"[\x94-\x97\xc5].{1,6}[\x03\x04\x06]", re.DOTALL)
# What has an ending of its own must be of its kind.
EXPECTED = {
    ".png": {"a PNG picture"},
    ".jpg": {"a JPEG picture"},
    ".jpeg": {"a JPEG picture"},
    ".gif": {"a GIF picture"},
    ".webp": {"a WebP picture"},
    ".ico": {"an icon", "a PNG picture"},
    ".woff2": {"a WOFF2 font"},
    ".pdf": {"a PDF document"},
    ".gz": {"an archive (gzip)"},
    ".avif": {"an AVIF picture"},
    ".woff": {"a WOFF font"},
    ".ttf": {"a TrueType font"},
    ".otf": {"an OpenType font", "a TrueType font"},
    ".eot": {"an EOT font"},
    ".wasm": {"WebAssembly"},
    ".zip": {"an archive (zip)"},
}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROLS = bytes(byte for byte in range(256) if _CONTROL.match(bytes([byte])))
_RARE = 100
# Beginnings so long and odd that one within a picture is that of another file in it.
_BURIED = (
    ("an archive (tar)", b"ustar\x0000"),
    ("an archive (tar)", b"ustar  \0"),
    ("an archive (bzip2)", b"BZh91AY&SY"),
    ("a program", b"\x7fELF\2\1\1\0"),
    *(
        (what, beginning)
        for what, place, beginning in _BEGINNINGS
        if not place and len(beginning) >= 6 and not beginning.decode("latin-1").isprintable()
        if "picture" not in what
    ),
)
_PNG, _END_OF_PNG = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_END_OF_ZIP = b"PK\5\6"
_ZIP_TAIL = 22 + 65_535


def kind(content: bytes) -> str:
    """Return what bytes are, such as `a database (SQLite)`; empty if they are text, or unknown."""
    for what, place, beginning in _BEGINNINGS:
        begins_texts = beginning.isascii() and beginning.isalnum()
        if content.startswith(beginning, place) and not (begins_texts and is_text(content)):
            return what
    if der := _DER.match(content):
        return "a key store (PKCS #12)" if der[1] == b"\3" else "a private key (DER)"
    if _CONTROL.search(content[:64]) and _PGP_SECRET.match(content):
        return "a private key (OpenPGP)"
    return ""


def is_text(content: bytes) -> bool:
    """Tell whether bytes are text: UTF-8, UTF-16 with its mark, or one byte for each letter.

    A script may hold a few control characters; what is no Unicode may hold none.
    """
    try:
        decoded = content.decode("utf-16" if content.startswith(UTF_16) else "utf-8").encode()
    except UnicodeError:
        return not _CONTROL.search(content)
    # Many times as fast as an expression.
    controls = len(decoded) - len(decoded.translate(None, _CONTROLS))
    return b"\0" not in decoded and controls * _RARE <= len(decoded)


def wrong(content: bytes, ending: str) -> str:
    """Return what a file is if its ending says something else; empty if they agree."""
    found = kind(content)
    expected = EXPECTED.get(ending)
    if expected is None:
        if found:
            return found
        return "" if is_text(content) else "something that is no text"
    if found not in expected:
        return found or f"no {ending[1:].upper()} file"
    return "" if "zip" in found else _hidden(content)


def _hidden(content: bytes) -> str:
    """What lies within a file that is something else before it, or behind its end."""
    # A program may have such a text within it on purpose.
    for what, beginning in _BURIED if kind(content) != "WebAssembly" else ():
        if content.find(beginning, 1) > 0:
            return f"a file with {what} in it"
    behind = content.partition(_END_OF_PNG)[2] if content.startswith(_PNG) else b""
    if what := kind(behind):
        return f"a file with {what} behind its end"
    tail = content[-_ZIP_TAIL:]
    place = tail.rfind(_END_OF_ZIP)
    if place < 0 or len(tail) - place < 22:
        return ""
    comment = int.from_bytes(tail[place + 20 : place + 22], "little")
    return (
        "a file with an archive (zip) behind its end" if place + 22 + comment == len(tail) else ""
    )
