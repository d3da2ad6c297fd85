"""The published test vectors, met by the product and by a stranger who has read only `docs/ledger.md`.

The stranger's side uses the standard library and the signature check of `core.crypto`, nothing else of the product.
"""

import base64
import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from core import crypto
from core.ledger import canonical, entries, notes
from core.ledger.sequencer import Trees, leaf_of

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text())
ENTRIES: list[dict[str, Any]] = VECTORS["entries"]
CHECKPOINT: dict[str, str] = VECTORS["checkpoint"]


@pytest.fixture(autouse=True)
def _their_log(settings: Any) -> None:
    settings.LEDGER_ORIGIN = VECTORS["log"]


class TestProduct:
    """What we compute is what we published."""

    @pytest.mark.parametrize("vector", VECTORS["canonical"], ids=lambda vector: vector["canonical"][:30])
    def test_canonical_form(self, vector: dict[str, Any]) -> None:
        assert canonical.encode(vector["value"]) == vector["canonical"]
        assert canonical.decode(vector["canonical"]) == vector["value"]

    @pytest.mark.parametrize("vector", VECTORS["not_canonical"], ids=lambda vector: vector["why"])
    def test_what_is_not_canonical(self, vector: dict[str, str]) -> None:
        with pytest.raises(canonical.NotCanonical):
            canonical.decode(vector["text"])

    @pytest.mark.parametrize("vector", ENTRIES, ids=lambda vector: f"{vector['kind']}")
    def test_entry(self, vector: dict[str, Any]) -> None:
        at = datetime.fromisoformat(vector["at"])
        columns = (
            vector["stream_kind"],
            UUID(vector["stream"]),
            vector["version"],
            vector["kind"],
            vector["header"],
        )
        envelope = entries.envelope(*columns, vector["actor"], at)
        commit = entries.commit(bytes.fromhex(vector["salt"]), vector["body"])
        digest = entries.entry_hash(envelope, commit, bytes.fromhex(vector["prev_hash"]))
        leaf = leaf_of(0, *columns, vector["actor"], at, commit, digest)
        assert envelope == vector["envelope"]
        assert (commit.hex(), digest.hex()) == (vector["body_commit"], vector["hash"])
        assert (leaf.sha256.hex(), leaf.sm3.hex()) == (vector["leaf_sha256"], vector["leaf_sm3"])

    @pytest.mark.parametrize("vector", VECTORS["trees"], ids=lambda vector: f"size {vector['size']}")
    def test_tree(self, vector: dict[str, Any]) -> None:
        trees = Trees()
        for each in ENTRIES[: vector["size"]]:
            trees.sha256.append(bytes.fromhex(each["leaf_sha256"]))
            trees.sm3.append(bytes.fromhex(each["leaf_sm3"]))
        assert (trees.sha256.root().hex(), trees.sm3.root().hex()) == (vector["sha256"], vector["sm3"])
        assert trees.sha256.peaks().hex() == vector["frontier_sha256"]

    @pytest.mark.parametrize("tree", ["", "_sm3"])
    def test_checkpoint(self, tree: str) -> None:
        key = notes.read_key(CHECKPOINT["verifier" + tree])
        head = notes.verified(CHECKPOINT["note" + tree], [key])
        last = VECTORS["trees"][-1]
        assert (head.size, head.root.hex()) == (last["size"], last["sm3" if tree else "sha256"])


class TestStranger:
    """What a stranger computes from the document is the same."""

    def hashed(self, alg: str, data: bytes) -> bytes:
        return crypto.digest(data, alg)

    def root(self, alg: str, leaves: list[bytes]) -> bytes:
        if len(leaves) < 2:
            return leaves[0] if leaves else self.hashed(alg, b"")
        cut = 1
        while cut * 2 < len(leaves):
            cut *= 2
        return self.hashed(alg, b"\x01" + self.root(alg, leaves[:cut]) + self.root(alg, leaves[cut:]))

    def test_envelope_hash_and_leaves(self) -> None:
        heads: dict[str, bytes] = {}
        for each in ENTRIES:
            said = {name: each[name] for name in ("actor", "at", "kind", "stream", "stream_kind", "version")}
            whole = said | {"format": 1, "log": VECTORS["log"], "header": json.loads(each["header"])}
            envelope = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            commit = hashlib.sha256(bytes.fromhex(each["salt"]) + each["body"].encode()).digest()
            before = heads.get(each["stream"], bytes(32))
            digest = hashlib.sha256(envelope + commit + before).digest()
            assert (before.hex(), digest.hex()) == (each["prev_hash"], each["hash"])
            heads[each["stream"]] = digest
            for alg in ("sha256", "sm3"):
                assert self.hashed(alg, b"\x00" + envelope + commit + digest).hex() == each[f"leaf_{alg}"]

    def test_roots(self) -> None:
        for tree in VECTORS["trees"]:
            for alg in ("sha256", "sm3"):
                leaves = [bytes.fromhex(each[f"leaf_{alg}"]) for each in ENTRIES[: tree["size"]]]
                assert self.root(alg, leaves).hex() == tree[alg]

    @pytest.mark.parametrize("tree", ["", "_sm3"])
    def test_checkpoint(self, tree: str) -> None:
        text, _, signature = CHECKPOINT["note" + tree].partition("\n\n")
        origin, size, root, at = text.split("\n")
        name, key_id, typed = CHECKPOINT["verifier" + tree].split("+", 2)
        key = base64.b64decode(typed)
        raw = base64.b64decode(re.fullmatch(rf"— {re.escape(origin)} (\S+)\n", signature)[1])  # type: ignore[index]
        assert raw[:4].hex() == key_id == hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8]
        assert crypto.verify(crypto.ED25519, key[1:], (text + "\n").encode(), raw[4:])
        assert (name, int(size), at) == (origin, 5, "at 2026-11-23T12:00:00.000000Z")
        assert base64.b64decode(root).hex() == VECTORS["trees"][5]["sm3" if tree else "sha256"]
