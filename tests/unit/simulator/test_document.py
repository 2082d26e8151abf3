import yaml

from fengsui.simulator.document import inventory_document, inventory_yaml
from tests.support.province import the_province


def test_the_document_holds_every_kind_in_the_form_of_the_import() -> None:
    document = inventory_document(the_province())
    assert list(document) == ["carriers", "credentials", "sites", "devices", "links"]
    assert document["carriers"][0] == {
        "code": "telecom",
        "name_zh": "中国电信甘肃公司",
        "name_en": "China Telecom Gansu",
        "management_prefixes": ["127.20.0.0/16"],
    }
    assert document["credentials"] == [{"name": "demo", "version": "v2c", "community": "fengsui-demo"}]
    link = next(link for link in document["links"] if link["name"] == "telecom-wudu-wen")
    assert (link["carrier"], link["a"]["device"], link["b"]["device"], link["medium"], link["tier"]) == (
        "telecom", "telecom-county-wudu", "telecom-county-wen", "fibre", "county",
    )  # fmt: skip


def test_its_yaml_reads_back_as_the_same_with_codes_as_text() -> None:
    province = the_province()
    document = yaml.safe_load(inventory_yaml(province))
    assert document == inventory_document(province)
    assert {type(site["division"]) for site in document["sites"]} == {str}


def test_its_yaml_shows_chinese_as_it_is() -> None:
    assert "中国电信甘肃公司" in inventory_yaml(the_province())
