"""Who signed the list of a site: the only module that knows Sigstore.

GitHub's runner signs a statement about the list with a key that lives for minutes. A certificate
says which workflow of which repository ran, and a public log when. All of it lies in the bundle, so
that nobody is asked: the roots of trust come with the package `sigstore`, or from a file.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nexus.core.errors import MachineError, NexusError, UsageError
from nexus.verify.listing import BUNDLE, LIST

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from sigstore.verify import Verifier

_ISSUER = "https://token.actions.githubusercontent.com"
_GITHUB = "https://github.com"
_STATEMENT = "application/vnd.in-toto+json"
_REPOSITORY = "1.3.6.1.4.1.57264.1.12"
_COMMIT = "1.3.6.1.4.1.57264.1.13"
_REF = "1.3.6.1.4.1.57264.1.14"
_HINT = "do not trust this site, unless another repository is the right one"


@dataclass(frozen=True)
class Signer:
    """The workflow that signed, with the commit and the branch that it ran on, and when."""

    workflow: str
    commit: str
    ref: str
    day: str


def signer(content: bytes, bundle: bytes, repository: str, roots: Path | None) -> Signer:
    """Return who signed a list; raises NexusError unless a workflow of the repository did.

    Raises MachineError where Sigstore is not installed.
    """
    try:
        from sigstore.errors import Error
        from sigstore.models import Bundle
        from sigstore.verify import policy
    except ImportError:
        hint = 'install it: pip install "project-nexus[verify]"'
        raise MachineError("Sigstore is not installed", hint=hint) from None
    verifier = _verifier(roots)
    try:
        signed = Bundle.from_json(bundle)
        kind, payload = verifier.verify_dsse(signed, policy.OIDCIssuerV2(_ISSUER))
    except (Error, ValueError, TypeError, KeyError) as error:
        raise NexusError(f"the signature does not hold: {_reason(error)}", BUNDLE, _HINT) from None
    built = _known(signed.signing_certificate).get(_REPOSITORY, "")
    # GitHub's names ignore case, and so does the address of a site.
    if built.lower() != f"{_GITHUB}/{repository}".lower():
        what = f"the signature does not hold: {built or 'another'} made it, not {repository}"
        raise NexusError(what, BUNDLE, _HINT)
    if kind != _STATEMENT or sha256(content).hexdigest() not in _digests(payload):
        raise NexusError("the signature is about another list", LIST, _HINT)
    return _signer(signed.signing_certificate)


def _verifier(roots: Path | None) -> "Verifier":
    from sigstore.models import TrustedRoot
    from sigstore.verify import Verifier

    if roots is None:
        return Verifier.production(offline=True)
    try:
        return Verifier(trusted_root=TrustedRoot.from_file(str(roots)))
    except (OSError, ValueError, LookupError) as error:
        raise UsageError(f"no roots of trust: {_reason(error)}", str(roots)) from None


def _reason(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _digests(payload: bytes) -> list[str]:
    """The digests of what a statement is about, if it calls that by the name of the list."""
    try:
        subjects = json.loads(payload)["subject"]
        return [subject["digest"]["sha256"] for subject in subjects if subject["name"] == LIST]
    except (ValueError, LookupError, TypeError):
        return []


def _signer(certificate: "Certificate") -> Signer:
    from cryptography import x509

    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    (workflow,) = names.get_values_for_type(x509.UniformResourceIdentifier)
    known = _known(certificate)
    return Signer(
        workflow,
        known.get(_COMMIT, ""),
        known.get(_REF, ""),
        certificate.not_valid_before_utc.date().isoformat(),
    )


def _known(certificate: "Certificate") -> dict[str, str]:
    """The texts in the extensions of a certificate, by their numbers."""
    return {item.oid.dotted_string: _text(item.value) for item in certificate.extensions}


def _text(value: Any) -> str:
    """The text in an extension of a certificate, behind its kind and its length in DER (X.690)."""
    raw = bytes(getattr(value, "value", b""))
    # A length of 128 or more has its own length before it.
    start = 2 + (raw[1] & 0x7F if len(raw) > 1 and raw[1] & 0x80 else 0)
    return raw[start:].decode("utf-8", "replace") if raw[:1] == b"\x0c" else ""
