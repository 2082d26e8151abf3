"""pyasn1, the other reader of BER that ours is held against; it carries no types, so this is its only door in the tests."""

from importlib import import_module
from typing import Any

decoder: Any = import_module("pyasn1.codec.ber.decoder")
encoder: Any = import_module("pyasn1.codec.ber.encoder")
univ: Any = import_module("pyasn1.type.univ")
