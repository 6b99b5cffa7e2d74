"""Passwords that stand where a program or a function takes one, without a name before them.

`mysql -pPASSWORD`, `HTTPBasicAuth("user", "PASSWORD")`: each by the command or the call, and by where
in it the password is. Whether what stands there is a secret is for `values` to say.
"""

import re
from collections.abc import Iterator

from nexus.gate.assignments import KIND
from nexus.gate.marks import Marks
from nexus.gate.values import is_made

_VALUE = r"""["']?(?P<value>[^\s"'`<>]{8,200})"""
_TEXT = r"""["'](?P<value>[^"'\n]{8,200})["']"""
# By a word that must be there: what stands before the password.
_CALLS = {
    "curl": rf"""(?:\s-u\s*|--user[ =]|--proxy-user[ =])["']?[\w.@+-]+:{_VALUE}""",
    "mysql": rf"\bmysql\w*\s[^\n]{{0,200}}?\s-p{_VALUE}",
    "sshpass": rf"\bsshpass\s+-p\s*{_VALUE}",
    "docker login": rf"\bdocker login\s[^\n]{{0,200}}?\s-p[ =]{_VALUE}",
    "mongo": rf"\bmongo\w*\s[^\n]{{0,200}}?\s-p[ =]{_VALUE}",
    "redis-cli": rf"\bredis-cli\s[^\n]{{0,200}}?-a\s+{_VALUE}",
    "sqlcmd": rf"\bsqlcmd\s[^\n]{{0,200}}?-P\s*{_VALUE}",
    "ldap": rf"\bldap\w+\s[^\n]{{0,200}}?-w\s+{_VALUE}",
    "smbclient": rf"""\bsmbclient\s[^\n]{{0,200}}?-U\s*["']?[\w.@-]+%{_VALUE}""",
    "http -a": rf"\bhttps? -a\s+[\w.@+-]+:{_VALUE}",
    "rabbitmqctl": rf"\brabbitmqctl\s+(?:add_user|change_password)\s+\S+\s+{_VALUE}",
    "htpasswd": rf"\bhtpasswd\s+-\w*b\w*\s+\S+\s+\S+\s+{_VALUE}",
    "net user": rf"\bnet user\s+\S+\s+{_VALUE}\s+/add",
    "chpasswd": rf"""\becho\s+["']?[\w.-]+:{_VALUE}["']?\s*\|\s*(?:sudo\s+)?chpasswd""",
    "-pass": rf"-pass(?:in|out)?\s+pass:{_VALUE}",
    "-storepass": rf"-storepass\s+{_VALUE}",
    "-keypass": rf"-keypass\s+{_VALUE}",
    "zip -P": rf"\b(?:un)?zip -P\s*{_VALUE}",
    "7z": rf"\b7z\w?\s[^\n]{{0,200}}?\s-p{_VALUE}",
    "mosquitto": rf"\bmosquitto_\w+\s[^\n]{{0,200}}?-P\s+{_VALUE}",
    " -u ": rf"\s-u\s+[\w.@-]+\s(?:[^\n]{{0,80}}\s)?-p[ =](?=\S*[A-Za-z]){_VALUE}",
    "-password-stdin": rf"\becho\s+{_VALUE}\s*\|[^\n|]{{1,80}}-password-stdin",
    "net use": rf"(?i:\bnet use)\s[^\n]{{0,80}}?/user:\S+\s+{_VALUE}",
    "WIFI:": rf"\bWIFI:[^\n]{{0,80}}?;P:{_VALUE}",
    "wpa_passphrase": rf"\bwpa_passphrase\s+\S+\s+{_VALUE}",
    "snmp-server": rf"\bsnmp-server community\s+{_VALUE}",
    "enable ": rf"\benable (?:password|secret)\s+(?:\d\s+)?{_VALUE}",
    "username ": rf"\busername\s+\S+\s[^\n]{{0,20}}(?:password|secret)\s+(?:\d\s+)?{_VALUE}",
    "chpasswd:": rf"chpasswd:(?:\s+expire: \w+)?\s+list: \|\s+[\w.-]+:{_VALUE}",
    "/root-password": rf"/root-password(?:-again)?\s+password\s+{_VALUE}",
    'send "': r'\bsend(?:line)?\s+(?:--\s+)?"(?P<value>[^"\n\\]{8,200})\\[rn]"',
    "psexec": rf"(?i:\bpsexec)\s[^\n]{{0,200}}?\s-p\s+{_VALUE}",
    "http-basic": rf"\bhttp-basic\.\S+\s+\S+\s+{_VALUE}",
    "gh secret": rf"\bgh secret set\s[^\n]{{0,100}}?(?:--body|-b)[ =]{_VALUE}",
    "put-parameter": rf"\bput-parameter\s[^\n]{{0,200}}?--value[ =]{_VALUE}",
    "vercel env": rf"\becho\s+{_VALUE}\s*\|\s*vercel env add",
    "authtoken": rf"\b(?:add-)?authtoken:?\s+{_VALUE}",
    "machine ": rf"(?m)^machine\s+\S+\s+login\s+\S+\s+password\s+{_VALUE}",
    "requirepass": rf"(?m)^\s*requirepass\s+{_VALUE}",
    "masterauth": rf"(?m)^\s*masterauth\s+{_VALUE}",
    "bindpw": rf"(?m)^\s*bindpw\s+{_VALUE}",
    "rootpw": rf"(?m)^\s*rootpw\s+(?:--\w+\s+)*{_VALUE}",
    "pass": rf"(?m)^[ \t]*pass(?:word|wd)?[ \t]+{_VALUE}[ \t]*$",
    "{PLAIN}": rf"\{{PLAIN\}}{_VALUE}",
    "]:": rf"(?m)^\[[\w.-]+\]:\d+\s+[\w.@+-]+:{_VALUE}",
    " * ": rf"""(?m)^["']?[\w.@-]+["']?\s+\*\s+{_VALUE}["']?(?:\s+\*)?[ \t]*$""",
    "SecureString": rf"ConvertTo-SecureString\s+(?:-String\s+)?{_TEXT}",
    "auth=": rf"""\bauth\s*=\s*\(\s*["'][^"'\n]{{1,80}}["']\s*,\s*{_TEXT}""",
    "Auth(": rf"""\w*Auth\(\s*["'][^"'\n]{{1,80}}["']\s*,\s*{_TEXT}""",
    "login(": rf"""\blogin\(\s*(?:\w+=)?["'][^"'\n]{{1,80}}["']\s*,\s*{_TEXT}""",
    "FTP": rf"""\bFTP(?:_TLS)?\((?:\s*["'][^"'\n]{{0,80}}["']\s*,){{2}}\s*{_TEXT}""",
    "Connection(": rf"""Connection\([^()\n]{{1,99}},\s*["'][^"'\n]{{1,80}}["']\s*,\s*{_TEXT}""",
    "Credentials(": rf"""\bCredentials\((?:\s*["'][^"'\n]{{0,80}}["']\s*,){{3}}\s*{_TEXT}""",
    "send_keys(": rf"""(?i:pass)\w*["'][^\n]{{0,60}}?\.send_keys\(\s*{_TEXT}""",
    ".fill(": rf"""(?i:pass)[^\n]{{0,60}}?\.fill\(\s*{_TEXT}""",
    "fill(": rf"""\bfill\(\s*["'][^"'\n]*(?i:pass)\w*\]?["']\s*,\s*{_TEXT}""",
    "type(": rf"""(?i:pass)[^\n]{{0,60}}?\.type\(\s*{_TEXT}""",
    "hashpw(": rf"\bhashpw\(\s*b?{_TEXT}",
    "Fernet(": rf"\bFernet\(\s*b?{_TEXT}",
    "hmac.new(": rf"\bhmac\.new\(\s*b?{_TEXT}",
    "Serializer(": rf"\b\w*Serializer\(\s*b?{_TEXT}",
    "SessionFactory(": rf"\bSessionFactory\(\s*{_TEXT}",
    "@": r"""["'`][\w.-]+:(?P<value>[^\s"'`<>:@]{8,200})@(?:tcp|unix)?[(/]""",
    "create_": rf"\bcreate_(?:super)?user\(\s*(?:[^,()\n]{{1,80}},\s*){{2}}{_TEXT}",
    "jwt.": rf"\bjwt\.(?:sign|verify|encode|decode)\([^,()\n]{{1,80}},\s*(?:key\s*=\s*)?{_TEXT}",
    "pgp_sym": rf"\bpgp_sym_\w+\([^\n]{{1,200}}?,\s*{_TEXT}",
    "PASSWORD": rf"\bPASSWORD[ \t]*\n\s*{_TEXT}",
    "DENTIFIED": rf"\bIDENTIFIED\s+(?:WITH\s+\w+\s+)?BY\s+{_VALUE}",
    "dentified": rf"\bidentified\s+(?:with\s+\w+\s+)?by\s+{_VALUE}",
    '" "': r'(?m)^"[\w.-]{1,60}" "(?P<value>[^"\s]{8,200})"\s*$',  # PgBouncer's list of users
}
_SHAPES = tuple((word, re.compile(shape)) for word, shape in _CALLS.items())
_MARKS = Marks(_CALLS)


def found(text: str) -> Iterator[tuple[int, str]]:
    """Give where each password of a command or a call is in a text, from 0, and of what kind it is."""
    there = _MARKS.within(text)
    for word, shape in _SHAPES:
        if word in there:
            for call in shape.finditer(text):
                if is_made(call["value"].rstrip(";,)")):
                    yield call.start(), KIND
