"""Pinging in a network of its own: forged, foreign, late and second answers, errors, silence, by either kind of socket."""

import pytest

from fengsui.collectors.ping.sockets import SocketKind
from tests.support.ping import staged

TARGET = "127.0.0.7"
KINDS = pytest.mark.parametrize("kind", [kind.value for kind in SocketKind])


@KINDS
def test_either_kind_of_socket_pings_both_families(kind: str) -> None:
    told = staged("plain", kind)
    assert set(told["kinds"].values()) == {kind}
    assert [len(result["trips"]) for result in told["results"].values()] == [2, 2]
    assert all(0 <= trip < 1 for result in told["results"].values() for trip in result["trips"])


@KINDS
def test_of_many_answers_only_the_right_one_counts_and_once(kind: str) -> None:
    told = staged("forged", kind)
    result = told["results"][TARGET]
    assert (result["sent"], len(result["trips"]), result["duplicates"]) == (2, 2, 2)
    # A wrong identifier and a cut header never reach us: the kernel's filter, or the kernel, drops them.
    checksum = {"checksum": 2} if kind == "raw" else {}
    assert told["ignored"] == {"token": 4, "source": 2, "sequence": 2, "duplicate": 2, **checksum}


@KINDS
def test_answers_after_their_time_are_late(kind: str) -> None:
    told = staged("late", kind)
    assert (told["results"][TARGET]["trips"], told["ignored"], told["replies"]) == ([], {"late": 2}, 0)


@KINDS
def test_silence_is_an_outcome(kind: str) -> None:
    told = staged("silent", kind)
    assert (told["sent"], told["replies"], told["ignored"]) == (2, 0, {})


@KINDS
def test_errors_about_our_echoes_are_counted_by_reason_and_others_are_not(kind: str) -> None:
    told = staged("unreachable", kind)
    assert told["results"][TARGET]["unreachable"] == {"host_unreachable": 2, "prohibited": 2}
    assert told["unreachable"] == {"host_unreachable": 2, "prohibited": 2}
    assert told["ignored"] == {"source": 2, "token": 2}


@KINDS
def test_what_this_machine_cannot_send_is_lost_with_the_reason(kind: str) -> None:
    told = staged("down", kind)
    assert told["results"][TARGET] == {
        "sent": 2, "trips": [], "duplicates": 0, "unreachable": {"no_route": 2},
    }  # fmt: skip
    assert told["sent"] == 0
