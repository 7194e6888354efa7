"""A certificate authority for a test, and the certificate of a server on loopback that it has signed."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificate:
    """Made in *folder*: ``authority`` is the file to trust (SSL_CERT_FILE), ``context`` what the server shows.

    host: the address that the certificate is for; another one than the server's makes it a wrong one.
    """

    def __init__(self, folder: Path, host: str = "127.0.0.1") -> None:
        self.authority = folder / "authority.pem"
        chain, key_file = folder / "server.pem", folder / "server.key"
        authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        root = _prepared(issuer, issuer, authority_key.public_key()).add_extension(x509.BasicConstraints(True, None), True)
        root = root.add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), False)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        root = root.add_extension(usage, True)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mail server of a test")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
        own = _prepared(subject, issuer, key.public_key()).add_extension(names, False).add_extension(identifier, False)
        self.authority.write_bytes(root.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        chain.write_bytes(own.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        key_file.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(chain, key_file)


def _prepared(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
    return builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
