"""The compact range is the tree of RFC 6962: the public vectors, and a naive root for everything else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ledger import merkle
from core.ledger.merkle import Frontier, Hash

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Roots of the first 0 to 8 leaves, as published with Certificate Transparency."""


def naive_root(leaves: list[bytes], hashed: Hash) -> bytes:
    """MTH of RFC 6962 section 2.1, as it is written there."""
    if not leaves:
        return hashed(b"")
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return merkle.node_hash(naive_root(leaves[:half], hashed), naive_root(leaves[half:], hashed), hashed)


def test_the_public_vectors_hold() -> None:
    tree = Frontier(merkle.sha256)
    assert tree.root().hex() == ROOTS[0]
    for leaf, root in zip(LEAVES, ROOTS[1:], strict=True):
        tree.append(merkle.leaf_hash(leaf))
        assert tree.root().hex() == root


def test_sm3_is_sm3() -> None:
    assert merkle.sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize("hashed", [merkle.sha256, merkle.sm3])
@given(leaves=st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_compact_range_has_the_naive_root(hashed: Hash, leaves: list[bytes]) -> None:
    tree = Frontier(hashed)
    tree.extend(leaves)
    assert tree.root() == naive_root(leaves, hashed)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40), st.data())
def test_a_stored_frontier_grows_on_as_if_never_stored(leaves: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    first = Frontier(merkle.sha256)
    first.extend(leaves[:cut])
    second = Frontier(merkle.sha256, first.size, first.peaks())
    second.extend(leaves[cut:])
    assert second.root() == naive_root(leaves, merkle.sha256)
    assert first.size == cut


def test_a_copy_grows_alone() -> None:
    tree = Frontier(merkle.sha256, 1, bytes(32))
    tree.copy().append(bytes(32))
    assert (tree.size, tree.peaks()) == (1, bytes(32))


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="frontier"):
        Frontier(merkle.sha256, 3, bytes(32))


def test_a_leaf_is_never_a_node() -> None:
    left, right = bytes(32), b"\1" * 32
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


def test_order_and_number_of_leaves_change_the_root() -> None:
    grown = [Frontier(merkle.sha256) for _ in range(3)]
    for tree, leaves in zip(grown, (b"ab", b"ba", b"abb"), strict=True):
        tree.extend(merkle.leaf_hash(bytes([leaf])) for leaf in leaves)
    assert all(one.root() != two.root() for one, two in pairwise(grown))
