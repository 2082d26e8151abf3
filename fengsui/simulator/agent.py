"""One device's SNMP agent: a datagram and a moment in, an answer or silence out."""

from collections.abc import Iterator

from fengsui.simulator import ber
from fengsui.simulator.ber import END_OF_MIB_VIEW, NO_SUCH_INSTANCE, NO_SUCH_OBJECT, MalformedError
from fengsui.simulator.message import V1, ErrorStatus, Pdu, Request, parse, response, room
from fengsui.simulator.mib import View
from fengsui.simulator.province import COMMUNITY, SimulatedDevice
from fengsui.simulator.world import DeviceStatus


class _NoSuchNameError(Exception):
    """SNMPv1 has no exceptions in variable bindings: the first missing name fails the whole request."""

    def __init__(self, index: int) -> None:
        self.index = index


class Agent:
    """Answers GET, GETNEXT and GETBULK in SNMPv1 and v2c; refuses SET; drops what it cannot read or must not answer."""

    def __init__(self, simulated: SimulatedDevice, status: DeviceStatus, *, community: str = COMMUNITY) -> None:
        self._status = status
        self._view = View(simulated, status)
        self._layout = self._view.layout
        self._largest = simulated.make.largest_answer
        self._community = community.encode()

    def answer(self, datagram: bytes, now: float) -> bytes | None:
        """The answer to a datagram, or None: silent, unreadable, or a wrong community (as agents do)."""
        if not self._status.answers:
            return None
        try:
            request = parse(datagram)
            if request.community != self._community:
                return None
            self._view.look(now)
            return self._respond(request)
        except MalformedError:
            return None

    def _respond(self, request: Request) -> bytes:
        left = room(request, self._largest)
        if request.pdu is Pdu.GET_BULK:
            return response(request, self._bulk(request, left))
        if request.pdu is Pdu.SET:
            error = ErrorStatus.NO_SUCH_NAME if request.version == V1 else ErrorStatus.NO_ACCESS
            return response(request, request.varbinds, error, 1)
        ask = self._get if request.pdu is Pdu.GET else self._get_next
        try:
            varbinds = b"".join(ask(request, oid, index) for index, oid in enumerate(request.oids, 1))
        except _NoSuchNameError as error:
            return response(request, request.varbinds, ErrorStatus.NO_SUCH_NAME, error.index)
        if len(varbinds) > left:
            # RFC 3416, 4.2.1: no variable bindings; RFC 1157 repeats those of the request.
            return response(request, request.varbinds if request.version == V1 else b"", ErrorStatus.TOO_BIG)
        return response(request, varbinds)

    def _get(self, request: Request, oid: bytes, index: int) -> bytes:
        position = self._layout.position(oid)
        if request.version == V1:
            if position is None or self._layout.is_counter64[position]:
                raise _NoSuchNameError(index)
            return self._view.varbind(position)
        if position is not None:
            return self._view.varbind(position)
        return _exception(oid, NO_SUCH_INSTANCE if self._layout.knows_object(oid) else NO_SUCH_OBJECT)

    def _get_next(self, request: Request, oid: bytes, index: int) -> bytes:
        position = self._layout.position_after(oid)
        if request.version == V1:
            # RFC 3584, 4.2.2.1: what v1 cannot carry is passed over.
            while position < len(self._layout) and self._layout.is_counter64[position]:
                position += 1
            if position == len(self._layout):
                raise _NoSuchNameError(index)
        return self._view.varbind(position) if position < len(self._layout) else _exception(oid, END_OF_MIB_VIEW)

    def _bulk(self, request: Request, left: int) -> bytes:
        # RFC 3416, 4.2.3: as many variable bindings as fit, cut anywhere.
        kept = []
        for varbind in self._bulk_varbinds(request):
            left -= len(varbind)
            if left < 0:
                break
            kept.append(varbind)
        return b"".join(kept)

    def _bulk_varbinds(self, request: Request) -> Iterator[bytes]:
        single = min(max(request.first, 0), len(request.oids))
        for oid in request.oids[:single]:
            yield self._get_next(request, oid, 0)
        last = request.oids[single:]
        positions = [self._layout.position_after(oid) for oid in last]
        end, varbind = len(self._layout), self._view.varbind
        for _ in range(max(request.second, 0)):
            if all(position >= end for position in positions):
                yield from (_exception(oid, END_OF_MIB_VIEW) for oid in last)
                return
            for column, position in enumerate(positions):
                if position < end:
                    last[column] = self._layout.oids[position]
                    positions[column] = position + 1
                    yield varbind(position)
                else:
                    yield _exception(last[column], END_OF_MIB_VIEW)


def _exception(oid: bytes, exception: bytes) -> bytes:
    return ber.tlv(ber.SEQUENCE, ber.tlv(ber.OBJECT_IDENTIFIER, oid) + exception)
