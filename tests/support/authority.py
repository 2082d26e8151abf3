"""A certificate authority made for a test, and certificates from it: good, expired, for another name, or self-signed."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "portal.example.cn"
_PEM = serialization.Encoding.PEM
_DER = serialization.Encoding.DER
_PLAIN = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class Authority:
    """A root that signs what it is asked to sign; `file` holds its certificate for those who are to trust it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A test's own root")])
        root = self._build(
            self._name, self._name, self._key, days=(-1, 30), extension=x509.BasicConstraints(True, None)
        )
        self._root = root.sign(self._key, hashes.SHA256())
        self.file = folder / "root.pem"
        self.file.write_bytes(self._root.public_bytes(_PEM))

    def issue(self, *names: str, days: tuple[float, float] = (-1, 30), self_signed: bool = False) -> bytes:
        """Certificate and key in PEM, for these names and addresses, valid between two days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        wanted = x509.SubjectAlternativeName([_general(name) for name in names])
        issuer, signer = (subject, key) if self_signed else (self._name, self._key)
        signed = self._build(subject, issuer, key, days=days, extension=wanted)
        return signed.sign(signer, hashes.SHA256()).public_bytes(_PEM) + key.private_bytes(_PEM, *_PLAIN)

    def server(self, *names: str, days: tuple[float, float] = (-1, 30), self_signed: bool = False) -> ssl.SSLContext:
        """A server's context with such a certificate."""
        file = self._folder / "server.pem"
        file.write_bytes(self.issue(*(names or (HOST,)), days=days, self_signed=self_signed))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _build(
        self,
        subject: x509.Name,
        issuer: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *,
        days: tuple[float, float],
        extension: x509.ExtensionType,
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number()).add_extension(extension, critical=False)
        return builder.not_valid_before(now + timedelta(days[0])).not_valid_after(now + timedelta(days[1]))


def der(pem: bytes) -> bytes:
    """The certificate of a PEM text as a server sends it."""
    return x509.load_pem_x509_certificate(pem).public_bytes(_DER)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
