"""Maps: points and lines, and what cannot be placed is there all the same."""

import json

from fengsui.inventory.records import Records
from fengsui.inventory.writers.geojson_writer import geojson_text
from tests.support.builders import device, link, site

SITES = [site("a", longitude=103.8, latitude=36.0), site("b", longitude=104.0, latitude=35.5), site("c")]
DEVICES = [device("a1", "a"), device("b1", "b"), device("c1", "c")]
LINKS = [link("ab", "a1 e1", "b1 e1"), link("ac", "a1 e2", "c1 e1"), link("ax", "a1 e3", "gone e1")]
AROUND = Records(sites={each.code: each for each in SITES}, devices={each.name: each for each in DEVICES})


def _features(**given: object) -> dict[str, dict[str, object]]:
    document = json.loads(geojson_text({"sites": SITES, "links": LINKS}, AROUND, **given))  # type: ignore[arg-type] # states
    assert document["type"] == "FeatureCollection"
    return {feature["id"]: feature for feature in document["features"]}


def test_sites_are_points_and_links_lines() -> None:
    found = _features()
    assert found["site:a"]["geometry"] == {"type": "Point", "coordinates": [103.8, 36.0]}
    assert found["link:ab"]["geometry"] == {"type": "LineString", "coordinates": [[103.8, 36.0], [104.0, 35.5]]}
    assert [name for name, feature in found.items() if feature["geometry"] is None] == ["site:c", "link:ac", "link:ax"]
    assert "state" not in str(found["link:ab"]["properties"])


def test_states_are_told_and_what_is_not_known_is_unknown() -> None:
    found = _features(states={("links", "ab"): "up", ("devices", "a1"): "down"})
    assert found["link:ab"]["properties"]["state"] == "up"  # type: ignore[index] # JSON
    assert found["link:ac"]["properties"]["state"] == "unknown"  # type: ignore[index] # JSON
    properties = found["site:a"]["properties"]
    assert isinstance(properties, dict)
    assert (properties["devices_down"], properties["devices_up"]) == (1, 0)
