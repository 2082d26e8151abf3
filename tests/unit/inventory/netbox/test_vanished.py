"""Whose doing a record of an instance was."""

from fengsui.inventory.netbox.vanished import principal_of


def test_the_principal_names_the_user_and_the_instance_without_its_credentials() -> None:
    assert principal_of("https://netbox.example.cn:8443/base", "cli:root") == "cli:root netbox:netbox.example.cn:8443"
    assert principal_of("https://user:word@netbox.example.cn", "cli:root") == "cli:root netbox:netbox.example.cn"
    assert len(principal_of(f"https://{'n' * 300}.cn", "u" * 300)) < 200
