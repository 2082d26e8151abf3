"""The schemas of a device's verification and a site's connectivity in the contract. Pure."""

from fengsui.api.openapi_parts import Document
from fengsui.model.connectivity import SiteState
from fengsui.model.device import DeviceLifecycle
from fengsui.model.poll import PollOutcome
from fengsui.model.verification import ReasonKind, Verdict

_TIME: Document = {"type": ["string", "null"], "format": "date-time"}
_TEXT: Document = {"type": "string"}
_TEXT_OR_NULL: Document = {"type": ["string", "null"]}
_COUNT: Document = {"type": "integer", "minimum": 0}
_REASON: Document = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": [kind.value for kind in ReasonKind]},
        "expected": _TEXT,
        "got": _TEXT,
        "hint": _TEXT,
        "other": {**_TEXT, "description": "Another device that it is about, where the caller may see that one"},
    },
    "required": ["kind", "expected", "got"],
    "additionalProperties": False,
}
_FACTS: Document = {
    "type": ["object", "null"],
    "description": "What the device said; null where it was not asked",
    "properties": {
        "outcome": {"type": "string", "enum": [outcome.value for outcome in PollOutcome]},
        **dict.fromkeys(("sys_name", "sys_descr", "sys_object_id", "engine_id", "serial"), _TEXT_OR_NULL),
        **dict.fromkeys(("profile", "profile_why"), _TEXT),
        **dict.fromkeys(("interfaces", "interfaces_64_bit", "neighbours"), _COUNT),
    },
}
VERIFICATION: Document = {
    "type": "object",
    "properties": {
        "device": _TEXT,
        "lifecycle": {"type": "string", "enum": [each.value for each in DeviceLifecycle]},
        "verdict": {
            "type": ["string", "null"],
            "enum": [*(each.value for each in Verdict), None],
            "description": "null before the first verification",
        },
        "time": {**_TIME, "description": "Of the verification"},
        "requested": {**_TIME, "description": "Since when another one is waited for; null where none is"},
        "next": {**_TIME, "description": "When a device that is silent is asked again; null for never"},
        "reasons": {"type": "array", "items": _REASON, "description": "Why it was refused"},
        "warnings": {"type": "array", "items": _REASON, "description": "What is worth knowing of it"},
        "facts": _FACTS,
    },
    "required": ["device", "lifecycle", "verdict", "time", "requested", "next", "reasons", "warnings", "facts"],
    "additionalProperties": False,
}
_NAMES: Document = {"type": "array", "items": _TEXT}
CONNECTIVITY: Document = {
    "type": "object",
    "properties": {
        "site": _TEXT,
        "state": {
            "type": "string",
            "enum": [state.value for state in SiteState],
            "description": "unequipped where no device stands at it",
        },
        "reason": {**_TEXT, "description": "What keeps it from being up; empty where it is"},
        "devices": {**_NAMES, "description": "That stand at it"},
        "links": {**_NAMES, "description": "That lead from them to other sites"},
        "evidence": {**_TIME, "description": "Of the newest evidence"},
    },
    "required": ["site", "state", "reason", "devices", "links", "evidence"],
    "additionalProperties": False,
}
