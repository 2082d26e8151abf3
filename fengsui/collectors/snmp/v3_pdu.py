"""PDUs of SNMPv3 between our terms and pysnmp's: requests made, answers read. The one place that knows pysnmp's types.

Importing this module loads pysnmp, so only the users of SNMPv3 import it.
"""

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

from pysnmp.proto.api import v2c
from pysnmp.proto.rfc1902 import univ

from fengsui.collectors.session import Value
from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.decode import VarBinds
from fengsui.collectors.snmp.message import Ask
from fengsui.collectors.snmp.oid import encode_oid, index_numbers

_EXCEPTIONS = {
    v2c.NoSuchObject.tagSet: ber.NO_SUCH_OBJECT,
    v2c.NoSuchInstance.tagSet: ber.NO_SUCH_INSTANCE,
    v2c.EndOfMibView.tagSet: ber.END_OF_MIB_VIEW,
}
# An Opaque that holds a float: context tag 0x78 behind the extension octet 0x9f, four octets (net-snmp's convention).
_OPAQUE_FLOAT = b"\x9f\x78\x04"


class Response(NamedTuple):
    """A response PDU; its variable bindings are empty where the error-status is not noError."""

    error_status: int
    error_index: int
    binds: VarBinds


def read_response(request: Any, answer: Any) -> Response | None:
    """Reads the answer to a request; None where it is something else."""
    if answer.tagSet != v2c.ResponsePDU.tagSet or _request_id(answer) != _request_id(request):
        return None
    status = int(v2c.apiPDU.get_error_status(answer))
    index = int(v2c.apiPDU.get_error_index(answer, muteErrors=True))
    binds = _binds(v2c.apiPDU.get_varbinds(answer)) if status == message.NO_ERROR else VarBinds()
    return Response(status, index, binds)


def make_request(ask: Ask) -> Any:
    """Makes the PDU of a GET or GETBULK; each has a request-id of its own."""
    bindings = [(_name(oid), v2c.null) for oid in ask.oids]
    if ask.pdu == message.GET_BULK:
        pdu = v2c.GetBulkRequestPDU()
        v2c.apiBulkPDU.set_defaults(pdu)
        v2c.apiBulkPDU.set_non_repeaters(pdu, 0)
        v2c.apiBulkPDU.set_max_repetitions(pdu, ask.repetitions)
        v2c.apiBulkPDU.set_varbinds(pdu, bindings)
        return pdu
    pdu = v2c.GetRequestPDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_varbinds(pdu, bindings)
    return pdu


def _request_id(pdu: Any) -> int:
    return int(v2c.apiPDU.get_request_id(pdu))


def _name(oid: bytes) -> Any:
    numbers = index_numbers(oid)
    first = min(numbers[0] // 40, 2)
    return v2c.ObjectIdentifier((first, numbers[0] - first * 40, *numbers[1:]))


def _binds(bindings: Sequence[tuple[Any, Any]]) -> VarBinds:
    binds = VarBinds()
    for position, (name, value) in enumerate(bindings):
        binds.oids.append(encode_oid(str(name)))
        binds.values.append(_value(value))
        tag = _EXCEPTIONS.get(value.tagSet)
        if tag is not None:
            binds.exceptions[position] = tag
    return binds


def _value(value: Any) -> Value:
    if isinstance(value, univ.Null):
        return None
    if isinstance(value, univ.Integer):
        return int(value)
    if isinstance(value, univ.ObjectIdentifier):
        return encode_oid(str(value))
    octets = bytes(value)
    if isinstance(value, v2c.Opaque) and len(octets) == 7 and octets.startswith(_OPAQUE_FLOAT):
        number: float = struct.unpack(">f", octets[3:])[0]
        return number
    return octets
