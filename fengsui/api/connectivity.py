"""Whether a site is connected, over HTTP: from the picture of this moment, with what the caller may see of it."""

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError
from fengsui.api.records import scope_of
from fengsui.api.source import SnapshotSource
from fengsui.coverage.document import utc_text
from fengsui.inventory.edits import Editor, missing
from fengsui.model.connectivity import SiteConnectivity, SiteState
from fengsui.state.sites import site_states


class ConnectivityHandlers:
    """Handler of a site's connectivity.

    Args:
        source: Gives the picture.
        editor: Knows which sites a caller may see; None where the application has no inventory.
    """

    def __init__(self, source: SnapshotSource, editor: Editor | None) -> None:
        self._source = source
        self._editor = editor

    async def site(self, request: web.Request) -> web.Response:
        """`/api/v1/sites/{key}/connectivity`: a carrier learns what its own equipment says of the site."""
        if self._editor is None:
            raise ProblemError(503, "Service Unavailable", "this server has no inventory")
        scope, code = scope_of(principal_of(request)), request.match_info["key"]
        if not code.isprintable():
            raise missing("sites", code)
        await self._editor.find(scope, "sites", code)
        picture = self._source.snapshot()
        if code not in picture.network.sites:  # registered a moment ago
            return web.json_response(_document(SiteConnectivity(code, SiteState.UNKNOWN, "not looked at yet")))
        found = site_states(picture.network, picture.conditions, sites=[code], carrier=scope.carrier)[code]
        return web.json_response(_document(found))


def _document(found: SiteConnectivity) -> dict[str, object]:
    return {
        "site": found.site,
        "state": found.state.value,
        "reason": found.reason,
        "devices": list(found.devices),
        "links": list(found.links),
        "evidence": None if found.evidence_at is None else utc_text(found.evidence_at),
    }
