"""Tokens and keys that are known by how they begin, found by Kingfisher and by a list of our own.

Kingfisher (MongoDB, Apache-2.0) knows the formats of several hundred services by rules that its
makers keep; of the many that come in two parts it wants both. The list has what stays dangerous
alone, or is too new or too local for those rules. Nothing is ever asked of a network.
"""

import base64
import binascii
import json
import re
import time
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from nexus.core.errors import MachineError
from nexus.gate.marks import LONGEST, MOST_LINES, Marks, lines
from nexus.gate.values import is_made, is_random

if TYPE_CHECKING:
    from kingfisher_sdk import Scanner

# What a token is made of behind its beginning, and of how many characters at least.
_BODIES = {"w": "[A-Za-z0-9]", "u": r"[\w-]", "h": "[0-9a-f]", "U": "[A-Z0-9]", "t": r"[\w.=+/-]"}
_TOKENS = {
    "AWS Access Key": "AKIA:U16 ASIA:U16 ABIA:U16 ACCA:U16",
    "Google Token": "AIza:u35 AQ.Ab:u40 GOCSPX-:u24 ya29.:u40 1//0:u40",
    "GitHub Token": "ghp_:w36 gho_:w36 ghu_:w36 ghs_:w36 ghr_:w36 github_pat_:u40",
    "GitLab Token": "glpat-:u20 gldt-:u20 glrt-:u20 glft-:u20 gloas-:u20 glptt-:h40 glcbt-:u20 "
    "glagent-:u40 glsoat-:u20 glimt-:u20 glffct-:u20 glwt-:u20",
    "Stripe Key": "sk_live_:w20 sk_test_:w20 rk_live_:w20 rk_test_:w20 whsec_:w24 sk_org_:u20",
    "npm Token": "npm_:w36",
    "Package Token": "pypi-AgE:u50 rubygems_:h48 cio:w32 oy2:w43 CLOJARS_:w60 dckr_pat_:u27 "
    "dckr_oat_:u30 AKCp:w60 cmVmdGtu:w50 packagist_ort_:h60",
    "SonarQube Token": "sqp_:h40 squ_:h40 sqa_:h40",
    "Language Model Key": "sk-ant-:u40 sk-proj-:u40 sk-svcacct-:u40 sk-admin-:u40 sk-or-v1-:h60 "
    "hf_:w34 r8_:w37 gsk_:w50 xai-:w70 pplx-:w40 tvly-:u24 fc-:h32 jina_:u50 sk-:h32 sk_:h48 sk-lf-:u36 llx-:w40 "
    "pcsk_:u50 nvapi-:u50 csk-:w40 lsv2_pt_:u40 lsv2_sk_:u40 tgp_v1_:u40 voy-:u40 AQVN:u36 crsr_:h60 vck_:w40 rpa_:w40 KGAT_:h32 wandb_v1_:u60 "
    "apify_api_:w30 bb_live_:u27",
    "Cloud Token": "LTAI:w20 AKID:w32 dop_v1_:h60 doo_v1_:h60 dor_v1_:h60 nfp_:w36 rnd_:w28 "
    "sbp_:h40 sb_secret_:u28 pscale_tkn_:u40 pscale_pw_:u40 pscale_oauth_:u40 napi_:w60 HRKU-:u36 "
    "dapi:h32 hvs.:u24 hvb.:u90 pul-:h40 dp.pt.:w40 fm2_:t80 fo1_:u40 t1.:t80 ABSK:t100 vcp_:w24 "
    "cfat_:u40 cfut_:u40 v1.0-:u140 tskey-auth-:u24 tskey-api-:u24 hcloud_:w40 "
    "tskey-client-:u24 dp.st.:t40 dp.sa.:w40 dp.ct.:w40 dp.scim.:w40 dp.audit.:w40 vercel_blob_rw_:u40 "
    "bkct_:w30 bkaj_:w30 GOOG1E:U57 amzn.mws.:u36 bce-v3/:t60 ddp_:w36 ddo_:w36 ddw_:w36 jsrp_:w30 "
    "da2-:w26 dnkey-:u60 SWMTKN-1-:t60 SWMKEY-1-:t40 nfc_:w36 nfo_:w36 nfb_:w36 xau_:w30 AVNS_:u19 dbtc_:u30 dbtu_:u30 "
    "mdb_sa_sk_:u30 cflt:t60 n8n_api_:w40 tr_prod_:w20 tr_dev_:w20 signkey-prod-:h60 signkey-test-:h60",
    "Message Token": "xoxb-:u40 xoxp-:u40 xoxa-:u40 xoxe-:u40 xoxs-:u40 xapp-1-:u60 SG.:t60 "
    "xkeysib-:u60 xsmtpsib-:u60 key-:h32 re_:u30 sk_prod_:u24 pk_prod_:U24 "
    "xoxc-:u40 xoxd-:w40 mlsn.:h60 os_v2_app_:w90 os_v2_org_:w90 testsk_:u30 atsk_:h60",
    "Payment Token": "sq0atp-:u22 sq0csp-:u40 shpat_:h32 shpss_:h32 shpca_:h32 shppa_:h32 "
    "FLWSECK_TEST-:w32 FLWSECK-:w32 CHASECK_:u32 CHASECK-:u32 EZAK:w54 EZTK:w54 duffel_live_:u40 "
    "shippo_live_:h40 rzp_live_:w14 access-production-:u36 access-development-:u36 "
    "access-sandbox-:u36 shpua_:h32 xnd_production_:w30 xnd_development_:w30 Mid-server-:u20 "
    "APP_USR-:u60 polar_oat_:u40",
    "Workplace Token": "ntn_:w40 lin_api_:w40 lin_oauth_:h60 figd_:u40 pat-na1-:u36 pat-eu1-:u36 "
    "tfp_:u40 CFPAT-:u43 ATATT3:t100 ATBB:w32 ATCTT3:t100 PMAK-:u50 sl.:t100 rdme_:w70 ops_eyJ:t100 "
    "ATTA:h60",
    "Monitoring Token": "NRAK-:U27 NRJS-:h19 glsa_:u40 glc_eyJ:t60 sntrys_:t60 sntryu_:h60 "
    "dt0c01.:t80 phx_:w40 sgp_:u40 bkua_:h40 CCIPAT_:u40 CCIPRJ_:u40 "
    "eyJrIjoi:t50 hbp_:w30 pdus+_:t40",
    "Network Token": "EAAC:w80 EAAB:w80 EAAG:w80 EAAI:w80 EAAL:w80 EAAO:w80 EAACEdEose0cBA:w20 "
    "IGQV:w80 IGAA:w80 act.:w50 pina_:w50",
    "Wallet Key": "nsec1:w58 xprv:w100",
}
# JSON Web Tokens with this subject are in every explanation of them.
_EXAMPLE_SUBJECT = "1234567890"
_EXAMPLE_CLAIMS = {"some": "payload"}
# Rules that want no secret: identifiers, public keys, and what `assignments` tells more exactly.
_LEFT_OUT = frozenset(
    f"betterleaks.{rule}" for rule in ("jwt", "jwt-base64", "curl-auth-header", "curl-auth-user")
)
# Between the lines of a key: ends of lines, also spelt, and the markup of a page.
_GAP = r"""\\[rn]|[\s"',+]|<[^>]{0,80}>"""
# With its content, or alone on a line; a sentence may speak of it.
_PRIVATE_KEY = (
    r"(?m)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    rf"(?:(?:{_GAP}|[A-Za-z-]+: .*)*[\w+/=]{{20}}(?:{_GAP})*[\w+/=]{{20}}"
    r"""|["',\\nr]*$(?!\s*["']?[.<…\[*]))"""
)
_NEW = r"(?<![A-Za-z0-9_/+.-])"
# Each token of the list, and each shape that begins with _NEW, lies within one of these.
_WORD = re.compile(r"[\w.=+/~-]{20,}")
# Lines without any; the pages of a site have most of their lines in common.
_HARMLESS: set[str] = set()
_PGPASS = (
    r"(?m)^[\w.*-]{1,80}:(?:\d{4,5}|\*):[\w*-]{1,60}:[\w*-]{1,60}:"
    r"(?=\S*\d)(?=\S*[A-Za-z])[^\s:]{8,80}$"
)
# What needs more than a beginning: by a text that must be there, and the expression.
_SHAPES = {
    "Private Key": ("PRIVATE KEY", _PRIVATE_KEY),
    "PuTTY Key": ("Private-Lines:", r"Private-Lines: \d+\s+[A-Za-z0-9+/]{20}"),
    "JSON Web Key": ('"kty"', r'"kty"[^{}]{0,9000}?"(?:d|k)"\s*:\s*"[\w-]{22,}"'),
    "JSON Web Key ": ('"kty"', r'"(?:d|k)"\s*:\s*"[\w-]{22,}"[^{}]{0,9000}?"kty"'),
    "age Key": ("AGE-SECRET-KEY-", "AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{40}"),
    "Ansible Vault": ("$ANSIBLE_VAULT;", r"\$ANSIBLE_VAULT;[\d.]+;AES256[^\n]*\s+[0-9a-f]{40}"),
    "Password File": (
        ":$",
        r"(?m)^[\w.@-]{1,32}:\$(?:apr1|[156y]|2[abxy]|argon2id?)\$[\w./$,=+]{20,}",
    ),
    "Password File ": ("SHA}", r"(?m)^[\w.@-]{1,32}:\{S?SHA\}[\w+/=]{27,}"),
    "PostgreSQL Password File": (":543", _PGPASS),
    "PostgreSQL Password File ": (":*:", _PGPASS),
    "PostgreSQL Password File  ": (":6432:", _PGPASS),
    "Discord Token": (
        ".",
        _NEW + r"[MNO][ADTjz][\w-]{22,26}\.[\w-]{6}\.(?P<body>[\w-]{38})(?![\w-])",
    ),
    "Discord Webhook": (
        "/api/webhooks/",
        r"discord(?:app)?\.com/api/webhooks/\d{15,}/(?P<body>[\w-]{40,})",
    ),
    "Slack Webhook": (
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/\w+/\w+/(?P<body>\w{16,})",
    ),
    "Teams Webhook": (
        "webhook.office.com/",
        r"webhook\.office\.com/webhookb2/(?P<body>[\w-]{30,}@[\w/-]{60,})",
    ),
    "Token in an Address": (
        "@",
        r"://(?P<body>\w{20,})@(?:[\w.-]*git|bitbucket|codeberg|dev\.azure)",
    ),
    "Mailgun Key": (
        "-",
        _NEW + r"(?P<body>[0-9a-f]{32})-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])",
    ),
    "OpenVPN Key": ("OpenVPN Static", r"BEGIN OpenVPN Static key V1-----\s+[0-9a-f]{32}"),
    "minisign Key": ("minisign", r"minisign encrypted secret key\s+[\w+/=]{100}"),
    "Private Key ": (
        "MII",
        _NEW + r"MII[A-P][\w+/]{2}(?:IBADANBgkqhkiG9w0BAQEFAASC|IBAAKCA)[\w+/=]{60}",
    ),
    "Private Key  ": ("MI", _NEW + r"M[CFIG][\w+/]{2,4}AgEAM[\w+/]{2}GBy[\w+/]{20,}"),
    "Firebase Key": (":APA91b", r"AAAA[\w-]{7}:APA91b(?P<body>[\w-]{100,})"),
    "Zapier Webhook": ("hooks.zapier.com/", r"hooks\.zapier\.com/hooks/catch/(?P<body>\d+/\w{6,})"),
    "Lark Webhook": ("/bot/v2/hook/", r"/open-apis/bot/v2/hook/(?P<body>[0-9a-f-]{36})"),
    "WeCom Webhook": ("qyapi.weixin.qq.com/", r"webhook/send\?key=(?P<body>[0-9a-f-]{36})"),
    "Convex Key": ("|eyJ", r"\b(?:prod|dev|preview):[\w-]+\|eyJ[\w+/=-]{30,}"),
    "Signed Address": ("Signature=", r"[?&;](?:X-Goog-)?Signature=[\w%+/-]{100,}"),
    "Azure Key ": ("+A", _NEW + r"(?:[\w+/]{76}\+ASt\w{6}|\w{42}\+ACR\w{6})"),
    "Azure Key  ": ("A", _NEW + r"(?:\w{42}AzSe\w{6}(?!\w)|[\w+/]{76}ACDb\w{4,6}==)"),
    "Chargebee Key": ("live_", _NEW + r"live_(?=\w*\d)(?=\w*[A-Z])\w{44,}(?!\w)"),
    "Kaggle Key": ('"username"', r'"username"\s*:\s*"[^"]+",\s*"key"\s*:\s*"[0-9a-f]{32}"'),
    "Telegram Token": (":AA", rf"(?:(?<=/bot)|{_NEW})" + r"\d{8,11}:AA[\w-]{32,34}(?![\w-])"),
    "Twilio Key": ("SK", _NEW + r"SK[0-9a-f]{32}(?![\w-])"),
    "Azure Signature": ("sig=", r"[?&;]sig=[\w%+/-]{40,}(?:%3D|=)"),
    "Azure Function Key": ("code=", r"azurewebsites\.net/[^\s\"'<>]*?[?&;]code=[\w%/-]{40,}"),
    "OpenWeather Key": ("appid=", r"[?&;]appid=(?P<body>[0-9a-f]{32})"),
    "Infura Key": ("infura.io/", r"infura\.io/(?:ws/)?v3/(?P<body>[0-9a-f]{32})"),
    "Alchemy Key": ("alchemy.com/", r"\.alchemy\.com/v2/(?P<body>[\w-]{32})"),
    "Twilio Token": ("AC", r"""["']AC[0-9a-f]{32}["'],\s*["'](?P<body>[0-9a-f]{32})["']"""),
    "Yandex Key": ("YC", _NEW + r"YC(?P<body>[\w-]{38})(?![\w-])"),
    "SSH Key": (
        "SSH2 ENC",
        r"-- BEGIN SSH2 ENCRYPTED PRIVATE KEY --[^\n]*\s(?:\w+: .*\s+)*[\w+/]{30}",
    ),
    "Azure Key": ("AccountKey=", r"AccountKey=[\w+/]{80,}={0,2}"),
    "Azure Secret": ("8Q~", _NEW + r"\w{3}8Q~[\w.~-]{31,34}"),
    "Azure Token": ("AZDO", _NEW + r"\w{76}AZDO\w{4}"),
    "PayPal Token": (
        "access_token$",
        r"access_token\$(?:production|sandbox)\$\w{16}\$[0-9a-f]{32}",
    ),
    "Mapbox Token": ("sk.eyJ", _NEW + r"sk\.eyJ[\w-]{50,}\.[\w-]{20,}"),
    "Infisical Token": ("st.", _NEW + r"st\.[0-9a-f-]{24,36}\.[0-9a-f]{32}\.[0-9a-f]{32}"),
    "OpenAI Key": ("T3BlbkFJ", r"sk-[\w-]{18,}T3BlbkFJ[\w-]{18,}"),
    "Airtable Token": ("pat", _NEW + r"pat\w{14}\.[0-9a-f]{64}"),
    "Mailchimp Key": ("-us", _NEW + r"[0-9a-f]{32}-us\d{1,2}(?!\w)"),
    "Terraform Token": (".atlasv1.", r"\w{14}\.atlasv1\.[\w=-]{60,}"),
    "Registry Password": (
        '"auth"',
        r'"auth"\s*:\s*"(?P<basic>[A-Za-z0-9+/]{12,}={0,2})"',
    ),
    "npm Password": (":_auth", r":_auth(?:Token)?\s*=\s*\"?(?!\$)[\w+/=-]{20,}"),
    "Key in Base64": ("LS0tLS1CRUdJTi", r"(?P<pem>LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,})"),
    "JSON Web Token": ("eyJ", _NEW + r"(?P<jwt>eyJ[\w-]{15,}\.eyJ[\w-]{10,}\.[\w-]{20,})"),
}


def found(text: str) -> Iterator[tuple[int, str]]:
    """Give where each token of the list is in a text, from 0, and of what kind it is."""
    # A small part of a page, and of that what was in no text before in which none was found.
    new = lines(text) - _HARMLESS
    words, count = " ".join(set(_WORD.findall("\n".join(new)))), 0
    for kind, prefix, pattern in _prefixes():
        is_there = prefix in words and pattern.search(words)
        place = text.find(prefix) if is_there else -1
        while place >= 0:
            if (token := pattern.match(text, place)) and is_random(token[1]):
                count += 1
                yield place, kind
            place = text.find(prefix, place + 1)
    there = _marks().within(text)
    for kind, mark, shape in _shapes():
        is_word = shape.pattern.startswith(_NEW)
        if (mark in words and shape.search(words)) if is_word else mark in there:
            for match in filter(_is_meant, shape.finditer(text)):
                count += is_word
                yield match.start(), kind
    if not count and len(_HARMLESS) < MOST_LINES:
        _HARMLESS.update(line for line in new if len(line) <= LONGEST)


def known(text: str) -> Iterator[tuple[int, str]]:
    """Give where Kingfisher finds a secret in a text, from 0, and of what kind it is.

    Raises MachineError where it is not installed.
    """
    content = text.encode("utf-8", "replace")
    for finding in _scanner().scan(content):
        if not finding.visible or finding.rule_id in _LEFT_OUT:
            continue
        place = len(content[: finding.location["start_offset"]].decode("utf-8", "replace"))
        if is_random(finding.secret.rpartition(":")[2]):
            yield place, finding.rule_id.rpartition(".")[2].replace("-", " ")


def load() -> None:
    """Load Kingfisher; raises MachineError where it is not installed."""
    _scanner()


@cache
def _scanner() -> "Scanner":
    try:
        from kingfisher_sdk import Rules, Scanner
    except ImportError:
        hint = "install it: pip install kingfisher-secret-scanner"
        raise MachineError("Kingfisher, which finds secrets, is not installed", hint=hint) from None
    # It keeps its compiled rules in the user's cache: reading them is ten times as fast.
    return Scanner(Rules(confidence="low"))


@cache
def _prefixes() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (kind, prefix, re.compile(rf"{_NEW}{re.escape(prefix)}({_BODIES[size[0]]}{{{size[1:]},}})"))
        for kind, listed in _TOKENS.items()
        for prefix, _, size in (entry.rpartition(":") for entry in listed.split())
    )


@cache
def _shapes() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((kind.strip(), mark, re.compile(shape)) for kind, (mark, shape) in _SHAPES.items())


@cache
def _marks() -> Marks:
    return Marks(mark for _, mark, shape in _shapes() if not shape.pattern.startswith(_NEW))


def _is_meant(match: re.Match[str]) -> bool:
    """Tell whether the body of a shape, or what it has in base 64, is a secret; other shapes are."""
    inside = match.groupdict()
    if body := inside.get("body"):
        return is_random(body)
    if basic := inside.get("basic"):
        user, colon, password = _decoded(basic).partition(":")
        return bool(user and colon) and is_made(password)
    if pem := inside.get("pem"):
        return "PRIVATE KEY" in _decoded(pem)
    if jwt := inside.get("jwt"):
        return _is_valid(_decoded(jwt.split(".")[1]))
    return True


def _is_valid(claims: str) -> bool:
    """Tell whether a token with these claims may still open something."""
    try:
        known = json.loads(claims)
    except ValueError:
        return False
    if (
        not isinstance(known, dict)
        or known.get("sub") == _EXAMPLE_SUBJECT
        or known == _EXAMPLE_CLAIMS
    ):
        return False
    ends = known.get("exp")
    return not isinstance(ends, int | float) or ends > time.time()


def _decoded(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "==").decode(
            "latin-1"
        )
    except (binascii.Error, ValueError):
        return ""
