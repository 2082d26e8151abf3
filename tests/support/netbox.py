"""An honest double of NetBox's REST API on loopback: token, pages with `next`, filters that it knows, and its documents' shapes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

TOKEN = "0123456789abcdef0123456789abcdef01234567"
Document = dict[str, Any]


def tenant(slug: str, name: str, number: int = 1) -> Document:
    """A tenant."""
    return {"id": number, "name": name, "slug": slug, "custom_fields": {}}


def site(slug: str, number: int, **custom: Any) -> Document:
    """A site."""
    place = {"latitude": 36.06, "longitude": 103.83}
    return {"id": number, "name": f"{slug} 局", "slug": slug, **place, "custom_fields": custom}


def device(name: str | None, number: int, where: str, address: str | None, **given: Any) -> Document:
    """A device."""
    return {
        "id": number,
        "name": name,
        "role": {"id": 1, "name": "Core", "slug": "core"},
        "tenant": {"id": 1, "name": "Telecom", "slug": "telecom"},
        "site": {"id": 1, "name": where, "slug": where},
        "status": {"value": "active", "label": "Active"},
        "primary_ip": {"id": number, "family": {"value": 4}, "address": address} if address else None,
        "custom_fields": {},
        **given,
    }


def cable(number: int, *ends: tuple[str, str, int], **given: Any) -> Document:
    """A cable between interfaces: device, name and number of each."""
    terminations = [
        [
            {
                "object_type": "dcim.interface",
                "object_id": i,
                "object": {"id": i, "name": name, "device": {"name": owner}},
            }
        ]
        for owner, name, i in ends
    ]
    sides = dict(zip(("a_terminations", "b_terminations"), terminations, strict=True))
    return {"id": number, "type": "smf-os2", "label": "", "tenant": None, **sides, "custom_fields": {}, **given}


def small_province() -> dict[str, list[Document]]:
    """One carrier, two sites, two devices that can be asked and one that cannot, a cable."""
    return {
        "tenancy/tenants": [tenant("telecom", "中国电信")],
        "ipam/prefixes": [
            {"id": 1, "prefix": "10.20.0.0/16", "tenant": {"slug": "telecom"}, "role": {"slug": "management"}}
        ],
        "dcim/sites": [site("lz", 1, fengsui_division="620102"), site("yd", 2, fengsui_division="620121")],
        "dcim/devices": [
            device("lz-1", 1, "lz", "10.20.0.1/24"),
            device("yd-1", 2, "yd", "10.20.0.2/24", role={"slug": "county-router"}),
            device("panel", 3, "yd", None),
        ],
        "dcim/interfaces": [{"id": 11, "speed": 10_000_000}, {"id": 12, "speed": 1_000_000}],
        "dcim/cables": [cable(7, ("lz-1", "eth1", 11), ("yd-1", "eth2", 12))],
    }


@asynccontextmanager
async def netbox(found: dict[str, list[Document]], *, page: int = 1, elsewhere: str = "") -> AsyncIterator[str]:
    """The URL of a running double with these records.

    Args:
        found: Documents by path below `/api`; may be changed while it runs.
        page: Most documents in one page, whatever is asked for, as an instance's MAX_PAGE_SIZE does.
        elsewhere: Origin that the pages point on to, in the place of its own.
    """

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Token {TOKEN}":
            return web.json_response({"detail": "Invalid token"}, status=403)
        path = request.match_info["path"].strip("/")
        if path not in found:
            return web.json_response({"detail": "Not found."}, status=404)
        documents = [each for each in found[path] if _has(each, request)]
        offset, limit = int(request.query.get("offset", 0)), min(page, int(request.query.get("limit", 50)))
        following = request.url.update_query(offset=str(offset + limit), limit=str(limit))
        more = str(following) if offset + limit < len(documents) else None
        if more and elsewhere:
            more = f"{elsewhere}/api/{path}/"
        results = documents[offset : offset + limit]
        return web.json_response({"count": len(documents), "next": more, "previous": None, "results": results})

    application = web.Application()
    application.router.add_get("/api/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _has(document: Document, request: web.Request) -> bool:
    role, tag = request.query.get("role"), request.query.get("tag")
    fits = role is None or (document.get("role") or {}).get("slug") == role
    return fits and (tag is None or tag in [each["slug"] for each in document.get("tags", ())])
