"""Secrets that are planted, and where one of them came to light."""

import base64
import gzip
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path


def disguises(secret: str) -> list[bytes]:
    """A secret as it is, and in the forms that programs write bytes in."""
    plain = secret.encode()
    return [plain, base64.b64encode(plain).rstrip(b"="), plain.hex().encode(), plain.hex().upper().encode()]


def leaks(said: Mapping[str, str | bytes], secrets: Mapping[str, str]) -> list[str]:
    """Where which secret came to light; texts and secrets go by their names, so that a failing test does not tell them either."""
    return [
        f"{name} in {where}"
        for where, text in said.items()
        for name, secret in secrets.items()
        if any(form in (text.encode() if isinstance(text, str) else text) for form in disguises(secret))
    ]


def files_in(folder: Path, *, but: str = "key") -> dict[str, bytes]:
    """What the files of a folder hold, unpacked where they are; the key's own file aside."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: unpacked(content) for name, content in found.items() if name != but}


def unpacked(content: bytes) -> bytes:
    """What a file holds that is packed by gzip or, as workbooks are, by zip; others as they are."""
    if content.startswith(b"\x1f\x8b"):
        return gzip.decompress(content)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            return b"".join(members.read(name) for name in members.namelist())
    return content
