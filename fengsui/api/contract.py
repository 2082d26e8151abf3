"""The contract of the HTTP interface: OpenAPI 3.1 at `/openapi.json`, and the same as a page at `/docs`.

Both are made from the tables that the routes are made from; the page loads nothing from anywhere.
"""

import json
from functools import cache
from html import escape
from typing import Any

from aiohttp import web

from fengsui.api.openapi import openapi_document
from fengsui.api.page import STYLE


class ContractHandlers:
    """Handlers of the contract."""

    async def document(self, _request: web.Request) -> web.Response:
        """`/openapi.json`."""
        return web.Response(body=_document(), content_type="application/json")

    async def page(self, _request: web.Request) -> web.Response:
        """`/docs`."""
        return web.Response(text=render_docs(openapi_document()), content_type="text/html")


@cache
def _document() -> bytes:
    return json.dumps(openapi_document(), ensure_ascii=False).encode()


def render_docs(document: dict[str, Any]) -> str:
    """The contract as HTML: every route with who may use it, its parameters and statuses, and the columns of each kind."""
    routes = "".join(
        _route(method, path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    )
    kinds = "".join(_schema(name, schema) for name, schema in document["components"]["schemas"].items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fengsui 烽燧 API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        f"<h1>Fengsui 烽燧 API</h1><p>{escape(document['info']['description'])}</p>"
        '<p><a href="/openapi.json">/openapi.json</a></p>'
        f"<h2>Routes</h2>{routes}<h2>Schemas</h2>{kinds}</body></html>\n"
    )


def _route(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = "".join(
        f"<li><code>{escape(each['name'])}</code> ({escape(each['in'])}) {escape(each.get('description', ''))}</li>"
        for each in operation.get("parameters", ())
    )
    statuses = "".join(
        f"<li>{escape(status)} {escape(answer['description'])}</li>"
        for status, answer in operation["responses"].items()
    )
    return (
        f"<h3><code>{escape(method.upper())} {escape(path)}</code></h3><p>{escape(operation['summary'])}. "
        f"{escape(operation.get('description', ''))}</p><ul>{parameters}</ul><ul>{statuses}</ul>"
    )


def _schema(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    columns = "".join(
        f"<li><code>{escape(column)}</code> {'(required) ' if column in required else ''}"
        f"{escape(each.get('description', ''))} {escape(' | '.join(map(str, each.get('enum', ()))))}</li>"
        for column, each in schema.get("properties", {}).items()
    )
    return f"<h3>{escape(name)}</h3><ul>{columns}</ul>"
