"""The contract of the HTTP interface: OpenAPI 3.1 at `/openapi.json`, and the same as a page at `/docs`.

Both are made from the tables that the routes are made from; the page loads nothing from anywhere.
"""

import json
from collections.abc import Sequence
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
    """The contract as HTML: every route with who may use it, its parameters, body and answers, and the columns of each kind."""
    operations = [
        (method, path, operation) for path, found in document["paths"].items() for method, operation in found.items()
    ]
    index = "".join(
        f'<li><a href="#{escape(path)}">{escape(path)}</a> {escape(" ".join(map(str.upper, found)))}</li>'
        for path, found in document["paths"].items()
    )
    everywhere = _everywhere(operations)
    told = {
        path: f' id="{escape(path)}"' for path in document["paths"]
    }  # the first of a path is what its link leads to
    routes = "".join(
        _route(method, path, operation, everywhere, told.pop(path, "")) for method, path, operation in operations
    )
    kinds = "".join(_schema(name, schema) for name, schema in document["components"]["schemas"].items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fengsui 烽燧 API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        f"<h1>Fengsui 烽燧 API</h1><p>{escape(document['info']['description'])}</p>"
        '<p><a href="/openapi.json">/openapi.json</a></p>'
        f"<ul>{index}</ul><h2>Answers of every route</h2>{_answers(everywhere)}"
        f"<h2>Routes</h2>{routes}<h2>Schemas</h2>{kinds}</body></html>\n"
    )


def _everywhere(operations: Sequence[tuple[str, str, dict[str, Any]]]) -> dict[str, Any]:
    """Refusals that most routes can give, and all that need a token do: they are told once."""
    first = operations[0][2]["responses"] if operations else {}
    needed = [operation["responses"] for _, path, operation in operations if path.startswith("/api/")]
    return {
        status: each for status, each in first.items() if status >= "4" and all(status in found for found in needed)
    }


def _route(method: str, path: str, operation: dict[str, Any], everywhere: dict[str, Any], anchor: str) -> str:
    parameters = "".join(
        f"<li><code>{escape(each['name'])}</code> ({escape(each['in'])}) {escape(each.get('description', ''))} "
        f"{_allowed(each['schema'])}</li>"
        for each in operation.get("parameters", ())
    )
    bodies = "".join(
        f"<li>body <code>{escape(media)}</code> {_named(each.get('schema', {}))}</li>"
        for media, each in operation.get("requestBody", {}).get("content", {}).items()
    )
    own = {status: each for status, each in operation["responses"].items() if status not in everywhere}
    return (
        f"<h3{anchor}><code>{escape(method.upper())} {escape(path)}</code></h3><p>{escape(operation['summary'])}. "
        f"{escape(operation.get('description', ''))}</p><ul>{parameters}{bodies}</ul>{_answers(own)}"
    )


def _answers(answers: dict[str, Any]) -> str:
    items = "".join(
        f"<li>{escape(status)} {escape(answer['description'])} "
        f"{' '.join(_named(each.get('schema', {})) for each in answer.get('content', {}).values())}</li>"
        for status, answer in answers.items()
    )
    return f"<ul>{items}</ul>"


def _allowed(schema: dict[str, Any]) -> str:
    """What a value may be: one of some, or between bounds."""
    words = schema.get("enum") or schema.get("items", {}).get("enum") or ()
    bounds = [
        f"{schema[key]} {what}" for key, what in (("minimum", "or more"), ("maximum", "or less")) if key in schema
    ]
    default = [f"{json.dumps(schema['default'])} unless given"] if "default" in schema else []
    return escape("; ".join(filter(None, [" | ".join(map(str, words)), *bounds, *default])))


def _named(schema: dict[str, Any]) -> str:
    """A link to the schema that is referred to, also as the items of a list; nothing for one without a name."""
    name = (schema.get("$ref") or schema.get("items", {}).get("$ref", "")).rpartition("/")[2]
    return f'<a href="#{escape(name)}">{escape(name)}</a>' if name else ""


def _schema(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    columns = "".join(
        f"<li><code>{escape(column)}</code> {'(required) ' if column in required else ''}"
        f"{escape(each.get('description', ''))} {_named(each)} {_allowed(each)}</li>"
        for column, each in schema.get("properties", {}).items()
    )
    return f'<h3 id="{escape(name)}">{escape(name)}</h3><ul>{columns}</ul>'
