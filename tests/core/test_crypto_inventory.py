"""The inventory of algorithms and keys is the one that the code uses (ASVS 11.1)."""

import re
from pathlib import Path

import pytest

from core.crypto import providers, ring
from core.management.commands.rotate_key import KINDS

TEXT = Path("docs/cryptography.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("provider", providers.PROVIDERS.values(), ids=lambda provider: provider.name)
def test_every_algorithm_stands_in_the_inventory(provider: providers.Provider) -> None:
    for name in (provider.name, provider.digest, provider.cipher.name, provider.signature):
        assert f"`{name}`" in TEXT


def test_every_key_file_stands_in_the_inventory() -> None:
    for kind in (*ring.KINDS, "signing"):
        assert f"`{kind}-<kid>.key`" in TEXT
    assert f"`{ring.MASTER}`" in TEXT


def test_every_command_of_the_inventory_exists() -> None:
    commands = re.findall(r"manage\.py rotate_key (\w+)", TEXT)
    assert sorted(commands) == sorted(KINDS)


def test_every_file_of_the_inventory_exists() -> None:
    for path in re.findall(r"`(core/[\w/.]+)`", TEXT):
        assert Path(path).exists(), path
