"""A Sigstore of the tests: a certificate authority, a certificate log and a signature log.

It signs as GitHub's runner does, so that a verifier that trusts its keys alone goes every step that
it goes for a real site, without a network.
"""

import base64
import json
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

ISSUER = "https://token.actions.githubusercontent.com"
STATEMENT = "application/vnd.in-toto+json"
_NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_SCT = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_GITHUB = "1.3.6.1.4.1.57264.1"


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _public(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, form)


def _sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _der(tag: int, data: bytes) -> bytes:
    size = len(data)
    length = bytes([size]) if size < 128 else bytes([0x81, size])
    return bytes([tag]) + length + data


def _canonical(facts: object) -> bytes:
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()


@dataclass
class Sigstore:
    """The keys of the three services."""

    authority: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    certificates: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    entries: ec.EllipticCurvePrivateKey = field(default_factory=_key)

    def __post_init__(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        built = self._builder(name, self.authority.public_key(), timedelta(days=900))
        built = built.subject_name(name).add_extension(x509.BasicConstraints(True, None), True)
        self.root = built.add_extension(usage, True).sign(self.authority, hashes.SHA256())

    def _builder(
        self, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lives: timedelta
    ) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().issuer_name(issuer).public_key(key).serial_number(7)
        start = _NOW - timedelta(days=1) if lives.days else _NOW - timedelta(minutes=1)
        made = made.not_valid_before(start).not_valid_after(start + lives)
        known = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.authority.public_key())
        identifier = x509.SubjectKeyIdentifier.from_public_key(key)
        return made.add_extension(known, False).add_extension(identifier, False)

    def roots(self) -> str:
        """The roots of trust, as a verifier takes them from a file."""
        span = {"start": "2020-01-01T00:00:00Z"}

        def log(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
            public = {
                "rawBytes": _b64(_public(key)),
                "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                "validFor": span,
            }
            known = {"keyId": _b64(sha256(_public(key)).digest())}
            return {
                "baseUrl": "https://log.test",
                "hashAlgorithm": "SHA2_256",
                "publicKey": public,
                "logId": known,
            }

        raw = _b64(self.root.public_bytes(serialization.Encoding.DER))
        subject = {"organization": "test", "commonName": "Test authority"}
        chain = {"certificates": [{"rawBytes": raw}]}
        authority = {
            "subject": subject,
            "uri": "https://ca.test",
            "certChain": chain,
            "validFor": span,
        }
        return json.dumps(
            {
                "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "tlogs": [log(self.entries)],
                "certificateAuthorities": [authority],
                "ctlogs": [log(self.certificates)],
                "timestampAuthorities": [],
            }
        )

    def certificate(
        self, key: ec.EllipticCurvePrivateKey, repository: str, issuer: str, lives: timedelta
    ) -> x509.Certificate:
        """A certificate for a workflow of a repository, with the promise of the log in it."""
        workflow = f"https://github.com/{repository}/.github/workflows/pages.yml@refs/heads/main"
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        made = self._builder(self.root.subject, key.public_key(), lives).subject_name(x509.Name([]))
        made = made.add_extension(usage, True)
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False)
        names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(workflow)])
        made = made.add_extension(names, True)
        facts = {
            8: issuer,
            12: f"https://github.com/{repository}",
            13: "a" * 40,
            14: "refs/heads/main",
        }
        for number, text in facts.items():
            oid = ObjectIdentifier(f"{_GITHUB}.{number}")
            made = made.add_extension(
                x509.UnrecognizedExtension(oid, _der(0x0C, text.encode())), False
            )

        def with_promise(signature: bytes) -> x509.Certificate:
            promise = b"\0" + sha256(_public(self.certificates)).digest()
            promise += struct.pack("!QH", int(_NOW.timestamp() * 1000), 0) + b"\4\3"
            promise += struct.pack("!H", len(signature)) + signature
            listed = struct.pack("!HH", len(promise) + 2, len(promise)) + promise
            extension = x509.UnrecognizedExtension(_SCT, _der(4, listed))
            return made.add_extension(extension, False).sign(self.authority, hashes.SHA256())

        body = with_promise(b"\0" * 71).tbs_precertificate_bytes
        signed = struct.pack("!BBQH", 0, 0, int(_NOW.timestamp() * 1000), 1)
        signed += sha256(_public(self.authority)).digest() + len(body).to_bytes(3, "big") + body
        return with_promise(_sign(self.certificates, signed + b"\0\0"))

    def bundle(
        self,
        content: bytes,
        repository: str,
        *,
        name: str = "SHA256SUMS",
        issuer: str = ISSUER,
        lives: timedelta = timedelta(minutes=10),
        at: datetime = _NOW,
        kind: str = STATEMENT,
    ) -> dict[str, Any]:
        """The bundle of a statement about a list, as actions/attest writes it."""
        key = _key()
        certificate = self.certificate(key, repository, issuer, lives)
        subject = [{"name": name, "digest": {"sha256": sha256(content).hexdigest()}}]
        payload = _canonical({"_type": "https://in-toto.io/Statement/v1", "subject": subject})
        before = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode()
        signature = _sign(key, before + payload)
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        envelope = {
            "payload": _b64(payload),
            "payloadType": kind,
            "signatures": [{"sig": _b64(signature)}],
        }
        body = _canonical(
            {
                "apiVersion": "0.0.1",
                "kind": "dsse",
                "spec": {
                    "envelopeHash": {
                        "algorithm": "sha256",
                        "value": sha256(_canonical(envelope)).hexdigest(),
                    },
                    "payloadHash": {"algorithm": "sha256", "value": sha256(payload).hexdigest()},
                    "signatures": [{"signature": _b64(signature), "verifier": _b64(pem)}],
                },
            }
        )
        material = {
            "certificate": {"rawBytes": _b64(certificate.public_bytes(serialization.Encoding.DER))},
            "tlogEntries": [self._entry(body, int(at.timestamp()))],
        }
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": material,
            "dsseEnvelope": envelope,
        }

    def _entry(self, body: bytes, second: int) -> dict[str, Any]:
        """The entry of a log that holds one more, with the proof that it is there."""
        other = sha256(b"\0another entry").digest()
        root = sha256(b"\1" + other + sha256(b"\0" + body).digest()).digest()
        known = sha256(_public(self.entries)).digest()
        note = f"log.test - 1\n2\n{_b64(root)}\n"
        signature = _b64(known[:4] + _sign(self.entries, note.encode()))
        promised = {
            "body": _b64(body),
            "integratedTime": second,
            "logID": known.hex(),
            "logIndex": 1,
        }
        return {
            "logIndex": "1",
            "logId": {"keyId": _b64(known)},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(second),
            "inclusionPromise": {
                "signedEntryTimestamp": _b64(_sign(self.entries, _canonical(promised)))
            },
            "inclusionProof": {
                "logIndex": "1",
                "rootHash": _b64(root),
                "treeSize": "2",
                "hashes": [_b64(other)],
                "checkpoint": {"envelope": f"{note}\n\u2014 log.test {signature}\n"},
            },
            "canonicalizedBody": _b64(body),
        }
