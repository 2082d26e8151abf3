"""A server's certificate as its readers need it: pure."""

import warnings

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from fengsui.collectors.probes.failure import shown
from fengsui.model.probe import Certificate

_MOST_NAMES = 10


def read_certificate(der: bytes, fault: str = "") -> Certificate | None:
    """The certificate in these bytes, or None where they hold none that can be read.

    Args:
        der: As the server sent it.
        fault: Why it does not verify; empty where it does.
    """
    # What is odd about a server's certificate is its verification's to say, and no warning of this program.
    with warnings.catch_warnings(action="ignore"):
        try:
            return _certificate(x509.load_der_x509_certificate(der), fault)
        except (ValueError, x509.InvalidVersion):  # also of every part that is only read when it is asked for
            return None


def _certificate(found: x509.Certificate, fault: str) -> Certificate:
    return Certificate(
        subject=shown(found.subject.rfc4514_string()),
        issuer=shown(found.issuer.rfc4514_string()),
        not_before=found.not_valid_before_utc.timestamp(),
        not_after=found.not_valid_after_utc.timestamp(),
        names=_names(found),
        fault=fault,
    )


def _names(found: x509.Certificate) -> tuple[str, ...]:
    try:
        names = found.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return ()
    if not isinstance(names, x509.SubjectAlternativeName):
        return ()
    return tuple(shown(str(name.value)) for name in list(names)[:_MOST_NAMES])
