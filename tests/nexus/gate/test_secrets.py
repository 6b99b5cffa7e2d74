"""Secrets of public formats, planted in the notations in which people write them."""

import random
import uuid
from base64 import b64encode
from collections.abc import Iterator
from hashlib import md5, sha256
from pathlib import Path

import pytest
from nexus.core import crew, files
from nexus.core.cache import Cache
from nexus.gate import assignments, commands, credentials, readable, search, tokens, values

from tests.nexus.gate.secret_formats import NOTATIONS, TOKENS, filled

DICE = random.Random(20261129)
PLANTED = {
    name: [filled(template, DICE) for _ in range(3)]
    for name, template in {**TOKENS, **NOTATIONS}.items()
}


def is_found(text: str) -> bool:
    """Tell whether any engine finds a secret in a text."""
    engines = (tokens.found, assignments.found, commands.found, tokens.known)
    return any(next(iter(engine(text)), None) is not None for engine in engines)


def test_there_are_hundreds_of_kinds() -> None:
    """No kind is there twice, and each value differs from the next."""
    assert len(PLANTED) == len(TOKENS) + len(NOTATIONS) > 600
    assert len({text for texts in PLANTED.values() for text in texts}) > 2.8 * len(PLANTED)


@pytest.mark.parametrize("before", ["", "Some prose.\n\n"])
def test_a_planted_secret_is_found(before: str) -> None:
    """At the very start of a file, and within it: 99 of 100 of all that are planted."""
    missed = [
        name
        for name, texts in PLANTED.items()
        for text in texts
        if not is_found(before + text + "\n")
    ]
    assert len(missed) <= 0.01 * 3 * len(PLANTED), missed


def harmless() -> dict[str, str]:
    """Texts that look random, and are no secrets, by what they are."""
    some = DICE.randbytes
    return {
        "checksums": "\n".join(f"{sha256(some(9)).hexdigest()}  a{n}.txt" for n in range(200)),
        "digests": "\n".join(f"package==1.{n} --hash=sha256:{some(32).hex()}" for n in range(200)),
        "identifiers": "\n".join(
            f"INSERT INTO t VALUES ('{uuid.UUID(bytes=some(16))}');" for _ in range(200)
        ),
        "pictures": "\n".join(
            f'<img src="data:image/png;base64,{b64encode(some(900)).decode()}">' for _ in range(50)
        ),
        "commits": "\n".join(f"{some(20).hex()} Say what changed" for _ in range(200)),
        "integrity": "\n".join(
            f'"integrity": "sha512-{b64encode(some(64)).decode()}"' for _ in range(200)
        ),
        "etags": "\n".join(f'ETag: "{md5(some(9)).hexdigest()}"' for _ in range(200)),
        "columns": "\n".join(
            f"  password_{n} varchar(255) NOT NULL DEFAULT ''," for n in range(200)
        ),
        "logins with a word": "\n".join(
            f'"auth": "{b64encode(f"dana{n}:password".encode()).decode()}"' for n in range(200)
        ),
        "stored digests": "\n".join(
            f"('dana{n}', 'pbkdf2_sha256$600000${some(9).hex()}${b64encode(some(32)).decode()}')"
            for n in range(200)
        ),
    }


@pytest.mark.parametrize(("what", "text"), harmless().items())
def test_what_only_looks_random_is_no_secret(what: str, text: str) -> None:
    """Not one of hundreds of lines."""
    found = [
        *tokens.found(text),
        *assignments.found(text),
        *commands.found(text),
        *tokens.known(text),
    ]
    assert found == []
    assert text.count("\n") >= 49


@pytest.mark.parametrize(
    "line",
    [
        "SECRET_KEY = 'your-secret-key-goes-here-123'",
        "DB_PASSWORD=changeme123",
        "password = 'P@ssw0rd123!'",
        "PASSWORD = os.environ['DB_PASSWORD_2']",
        "password: ${DB_PASSWORD_2}",
        "password: {{ vault_db_password_2 }}",
        "SECRET_KEY = config('SECRET_KEY')",
        "token = request.headers['X-Token-2']",
        "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
        "git clone https://ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@github.com/a/b",
        "postgres://USER:PASSWORD@HOST:5432/NAME",
        "postgresql://scott:tiger@localhost/test",
        "PASSWORD 'md5b5f5ba1a423792b526f799ae4eb3d59e'",
        "password_encryption = 'scram-sha-256'",
        "text = 'DB_PASSWORD=' + secrets.token_urlsafe(24) + '\\n'",
        "csrftoken = 'KbyUmhTLMpYj7CD2di7JKP1P3qmLlkPt'",
        "TOKEN_LIFETIME = timedelta(minutes=5)",
        "user = User(username='dana', password=password1)",
        "the token `eyJhbGciOi...` is sent as `Authorization: Bearer <token>`",
        "curl -H 'Authorization: Bearer your-access-token-goes-here' https://example.org",
        "a key begins with `-----BEGIN PRIVATE KEY-----` and ends alike",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "User.objects.create_superuser('admin', 'dana@shop.test', 'your-password')",
        "live_streaming_configuration_of_the_server_in_the_cloud",
        "https://hooks.zapier.com/hooks/catch/123456/your_hook",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-0000-0000-000000000000",
        "https://open.feishu.cn/open-apis/bot/v2/hook/00000000-0000-0000-0000-000000000000",
        f"AAAA1234567:APA91b{'x' * 140}",
        f"https://discord.com/api/webhooks/123456789012345678/{'x' * 68}",
        "'password' => 'required|min:8|confirmed'",
        "Password::min(8)->letters()->mixedCase()",
        '<img src="http://[::1]:5173/@imagetools/f0b2f404b13f052c604e632f2fb60381bf61a520">',
        "postgresql://tokens_user:somePassword@db:5432/tokens",
        "postgres://<your_user>:<your_password>@localhost:5432/<your_db>",
        "SuperTokens `localhost:3567`",
        '"secretKey": "JBSWY3DPEHPK3PXP",',
        'pass\n    elif status == "USER_ID_ALREADY_LINKED_WITH_PRIMARY_USER_ID_ERROR":',
        "| `Tokens.init` | [index.ts:34](https://example.org/blob/8353a9a70d8b17/a.ts#L34) |",
        "regexp_match(rolpassword, '^SCRAM-SHA-256\\$(.*):(.*)\\$(.*):(.*)$')",
        'jwt-secret = "@rsa.jwk.pub"',
        "id_token_encrypted_response_enc: 'A128CBC-HS256'",
        "key: 'token'\n  value: '^(abc123|def456)$'",
        "client_secret: '$pbkdf2-sha512$310000$c8p78n7pUMln0jzvd4aK4Q$JNRBzwAo0ek5qKn50cFzzvE9RXV'",
        '"token": "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE2NjgxODg0Mzd9.WSytcouNMQe44ZzOQit2AQsqTKFD5mIv"',
        "password_hash = '$2b$12$KIXQ9Z0c8e1mC1a0cQ9r3u2hJ8iZVh1eZ1m0Uu6rQe9yq5o8cQd1K'",
    ],
)
def test_what_stands_for_a_secret_passes(line: str) -> None:
    """Placeholders, variables, code, digests, and what is about secrets."""
    assert not is_found(f"{line}\n")


def test_what_an_author_names_as_harmless_passes(tmp_path: Path) -> None:
    """A value below `placeholders` is one, wherever it is; any other is none."""
    (tmp_path / "a.txt").write_text("password = 'k7Lw93bQzz'\npassword = 'x8Mz04cRyy'\n")
    found = [error.where for error in credentials.errors(tmp_path, ["k7Lw93bQzz"])]
    assert [where.rpartition(":")[2] for where in found] == ["2"]


def test_a_file_is_searched_again_only_if_something_was_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or if it is another, has another ending, or other texts are known to be harmless."""
    searched: list[str] = []
    texts = readable.texts

    def noted(content: bytes, name: str) -> Iterator[tuple[str, bool]]:
        searched.append(name)
        return texts(content, name)

    monkeypatch.setattr(readable, "texts", noted)
    site, cache = tmp_path / "site", Cache(tmp_path / "cache")
    files.write(site / "a.txt", b"nothing\n")
    files.write(site / "b.txt", b"password = 'k7Lw93bQzz'\n")

    def told(*harmless: str) -> tuple[int, list[str]]:
        searched.clear()
        return len(list(credentials.errors(site, harmless, cache))), list(searched)

    assert told() == (1, ["a.txt", "b.txt"])
    assert told() == (1, ["b.txt"])
    (site / "a.txt").rename(site / "a.html")
    files.write(site / "b.txt", b"nothing else\n")
    assert told() == (0, ["a.html", "b.txt"])
    assert told() == (0, [])
    assert told("nothing") == (0, ["a.html", "b.txt"])


@pytest.mark.parametrize(("before", "line"), [("", 1), ("\u0130" * 40 + "\n", 2), ("\n\n\n", 4)])
def test_a_secret_is_told_at_its_line(tmp_path: Path, before: str, line: int) -> None:
    """At the very start, and behind a letter that becomes longer when it is made small."""
    (tmp_path / "a.txt").write_text(f"{before}password = 'k7Lw93bQzz'\n", encoding="utf-8")
    assert [error.where.rpartition(":")[2] for error in credentials.errors(tmp_path)] == [str(line)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("(k7w9z!x2#q5@v8^b3&n6*m1-p4_r0=t$y%)", True),
        ("(k7w9z, x2q5v8, b3n6m1, p4r0, t6y1)", False),
        ("(aaaa!aaaa#aaaa@aaaa^aaaa&aaaa*1)", False),
    ],
)
def test_a_key_may_look_like_code(*, value: str, expected: bool) -> None:
    """Where it is too long and too mixed to be any."""
    assert values.is_made(value) is expected


@pytest.mark.parametrize("value", ["kLw#bQzzxPv!", "4821#5930!77"])
def test_a_password_may_lack_digits_or_letters(value: str) -> None:
    """Signs between them tell it from a word and from a number."""
    assert values.is_made(value)


@pytest.mark.parametrize("body", ["qvpxpslwzb", "19283746501"])
def test_letters_alone_are_no_token_and_digits_neither(body: str) -> None:
    """What stands behind the beginning of one is made of both."""
    assert not values.is_random(body)
    assert values.is_random(f"{body[:5]}7x{body[5:]}")


def test_a_word_with_a_number_is_a_password_in_settings_alone() -> None:
    """In code it is the name of a variable."""
    assert is_found("DB_PASSWORD=Sunflower42\n")
    assert not is_found("user = User(name=name, password=Sunflower42)\n")


def test_kinds_in_the_name_of_a_file_are_told_in_one_order(tmp_path: Path) -> None:
    """Sets have another order in each process: here it is that of the alphabet."""
    names = ("AWS access key", "Google API key", "Netlify token", "npm token", "Stripe key")
    (tmp_path / "-".join(PLANTED[name][0] for name in names)).touch()
    told = [error.what for error in credentials.errors(tmp_path)]
    assert len(told) > 3
    assert told == sorted(told)


def test_of_words_that_stand_for_a_secret_no_half_is_left() -> None:
    """The longer one counts: what would be left looks like a password."""
    assert not values.is_made("tokens_users_keys_tests_x1!")


def test_a_token_may_begin_with_a_sign() -> None:
    """Its beginning is a text, no expression."""
    assert is_found(f"pdus+_0XBPWQQ_{uuid.UUID(bytes=DICE.randbytes(16), version=4)}\n")


def test_many_files_are_searched_as_few_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Side by side, in their order, with the same errors; what is known to be harmless stays so."""
    for number in range(50):
        secret = "password = 'k7Lw93bQzz'\n" if number % 7 == 0 else "nothing\n"
        files.write(
            tmp_path / f"{number:02}.txt", f"{number}\n{secret}token = 'x8Rt5vN2qq'\n".encode()
        )
    (tmp_path / "AKIAQ3EGQ7Z4DMXWK5TN.bin").write_bytes(b"\0")
    few = list(map(str, credentials.errors(tmp_path, ["x8Rt5vN2qq"])))
    monkeypatch.setattr(search, "_MANY", 0)
    monkeypatch.setattr(crew, "processors", lambda: 2)
    monkeypatch.setattr(search, "_found", None)
    assert list(map(str, credentials.errors(tmp_path, ["x8Rt5vN2qq"]))) == few
    assert len(few) == 9
