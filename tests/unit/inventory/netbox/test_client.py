"""What cannot be a NetBox instance is not asked; against a double it is met in tests/integration/inventory/test_netbox.py."""

import pytest

from fengsui.errors import UsageError
from fengsui.inventory.netbox.client import read_netbox


@pytest.mark.parametrize("url", ["", "netbox.example.cn", "ftp://127.0.0.1", "http://", "file:///etc/passwd"])
def test_what_is_no_url_is_misuse(url: str) -> None:
    with pytest.raises(UsageError, match="--url"):
        read_netbox(url, "token", prefix_role="management")
