"""Asking a NetBox instance for what is registered there; the one door of pynetbox, and bounded in what it takes.

pynetbox goes wherever the `next` of a page points, and sends the token there: this session asks the one instance alone.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from pynetbox.core.query import ContentError, Request, RequestError

from fengsui.errors import FengsuiError, UsageError

_SECONDS = 60.0
_PAGE = 500
# A page of 500 devices has some 2 MB.
_GREATEST_ANSWER = 64 * 1024 * 1024
_MOST_RECORDS = 500_000
_MOST_REQUESTS = 8000
Document = dict[str, Any]


class NetboxError(FengsuiError):
    """A NetBox instance could not be asked, or answered what cannot be used."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What a NetBox instance holds, as its documents."""

    tenants: list[Document]
    prefixes: list[Document]
    sites: list[Document]
    devices: list[Document]
    interfaces: list[Document]
    cables: list[Document]


def read_netbox(url: str, token: str, *, prefix_role: str, tag: str = "") -> Registered:
    """Everything that is mapped, read page by page.

    Args:
        url: Of the instance, without `/api`.
        token: Of a user who may read.
        prefix_role: Slug of the role of prefixes that equipment is managed in.
        tag: Slug of a tag that sites, devices and cables must have; empty for all.

    Raises:
        UsageError: where the URL is none.
        NetboxError: where it does not answer as NetBox does.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise UsageError("--url: expected the URL of a NetBox instance, such as https://netbox.example.cn")
    ask = _Asking(url, token, _Session(url))
    tagged = {"tag": tag} if tag else {}
    try:
        return Registered(
            tenants=_all(ask, "tenancy/tenants"),
            prefixes=_all(ask, "ipam/prefixes", role=prefix_role),
            sites=_all(ask, "dcim/sites", **tagged),
            devices=_all(ask, "dcim/devices", **tagged),
            interfaces=_all(ask, "dcim/interfaces", cabled="true"),
            cables=_all(ask, "dcim/cables", **tagged),
        )
    except RequestError as error:
        said = {401: "the token is not known", 403: "the token may not read"}.get(error.req.status_code, "")
        raise NetboxError(f"NetBox {_host(url)}: status {error.req.status_code} {said}".rstrip()) from error
    except (requests.RequestException, ContentError) as error:
        raise NetboxError(f"NetBox {_host(url)}: no usable answer ({type(error).__name__}): check --url") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NetboxError(f"NetBox {_host(url)}: an answer is not of NetBox's form ({type(error).__name__})") from error


@dataclass(frozen=True, slots=True)
class _Asking:
    url: str
    token: str
    session: requests.Session


class _Session(requests.Session):
    """Asks one host alone, with patience and without proxies, redirects or boundless answers."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._origin = urlsplit(url)[:2]
        self._asked = 0
        self.trust_env = False  # neither proxies nor a .netrc, which would send another credential

    def request(self, method: Any, url: Any, *arguments: Any, **given: Any) -> requests.Response:
        """One answer, whole and bounded."""
        if urlsplit(str(url))[:2] != self._origin:
            hint = "behind a proxy, NetBox must know the name and scheme that it is asked by"
            raise NetboxError(f"NetBox points to another place ({_host(str(url))!r}), which is not asked: {hint}")
        self._asked += 1
        if self._asked > _MOST_REQUESTS:
            raise NetboxError(f"NetBox has pages without end: {_MOST_REQUESTS} were read")
        given |= {"timeout": _SECONDS, "allow_redirects": False, "stream": True}
        response = super().request(method, url, *arguments, **given)
        content = b""
        for chunk in response.iter_content(1024 * 1024):
            content += chunk
            if len(content) > _GREATEST_ANSWER:
                response.close()
                raise NetboxError(f"NetBox answers with more than {_GREATEST_ANSWER // 1024 // 1024} MiB")
        response._content = content  # noqa: SLF001 - requests has no other way to read a bounded body
        return response


def _all(ask: _Asking, path: str, **filters: str) -> list[Document]:
    request = Request(
        f"{ask.url.rstrip('/')}/api/{path}/", ask.session, filters=filters or None, limit=_PAGE, token=ask.token
    )
    found: list[Document] = []
    for document in request.get():
        if len(found) >= _MOST_RECORDS:
            raise NetboxError(f"NetBox has more than {_MOST_RECORDS} {path}")
        if not isinstance(document, dict):
            raise NetboxError(f"NetBox {_host(ask.url)}: {path} are not lists of objects")
        found.append(document)
    return found


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "")[:100]
