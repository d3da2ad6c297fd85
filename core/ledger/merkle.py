"""The Merkle tree (RFC 6962), kept as its compact range: O(log n) hashes stand for all leaves so far.

A leaf is H(0x00 ‖ data), a node H(0x01 ‖ left ‖ right), so a leaf can never be passed off as a node. Two trees over the
same leaves are kept, one with SHA-256 and one with SM3. Source: RFC 6962 section 2.1.
"""

import hashlib
from collections.abc import Callable, Iterable

from core import crypto

Hash = Callable[[bytes], bytes]

HASH_BYTES = 32


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 of `data`."""
    return hashlib.sha256(data).digest()


def sm3(data: bytes) -> bytes:
    """Return the SM3 of `data` (GB/T 32905)."""
    return crypto.digest(data, "sm3")


def leaf_hash(data: bytes, hashed: Hash = sha256) -> bytes:
    """Return the hash of a leaf that holds `data`."""
    return hashed(b"\x00" + data)


def node_hash(left: bytes, right: bytes, hashed: Hash = sha256) -> bytes:
    """Return the hash of a node over two subtrees."""
    return hashed(b"\x01" + left + right)


class Frontier:
    """The compact range of a tree: the roots of its perfect subtrees, the largest first, one per 1-bit of its size."""

    def __init__(self, hashed: Hash, size: int = 0, peaks: bytes = b"") -> None:
        """Take up a tree of `size` leaves from its stored peaks. ValueError if their number does not fit the size."""
        if len(peaks) != size.bit_count() * HASH_BYTES:
            raise ValueError(f"{len(peaks)} bytes cannot be the frontier of {size} leaves")
        self.size = size
        self._hashed = hashed
        self._peaks = [peaks[at : at + HASH_BYTES] for at in range(0, len(peaks), HASH_BYTES)]

    def append(self, leaf: bytes) -> None:
        """Add one leaf, given its leaf hash."""
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self._peaks.pop(), node, self._hashed)
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves in order, given their leaf hashes."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """Return the root of the tree so far; of the empty tree, the hash of nothing."""
        if not self._peaks:
            return self._hashed(b"")
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root, self._hashed)
        return root

    def peaks(self) -> bytes:
        """Return the stored form: the peaks one after the other."""
        return b"".join(self._peaks)

    def copy(self) -> "Frontier":
        """Return an independent frontier of the same tree."""
        return Frontier(self._hashed, self.size, self.peaks())
