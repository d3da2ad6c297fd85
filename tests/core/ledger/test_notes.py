"""A checkpoint is a signed note that foreign tools can read."""

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import crypto
from core.ledger import notes
from core.ledger.notes import Head, Key, NoteRefused

AT = datetime(2026, 11, 23, 4, 5, 6, 789, UTC)
HEAD = Head("sanling.demo", 12345, hashlib.sha256(b"root").digest(), AT)


@pytest.fixture(params=["ed25519", "sm2"])
def signer(request: pytest.FixtureRequest, keys: Path) -> crypto.Signer:
    return crypto.signers(keys)[request.param == "sm2"]


def key(signer: crypto.Signer, origin: str = HEAD.origin) -> Key:
    return Key(origin, signer.algorithm, signer.public_key)


def test_a_note_reads_back_for_who_knows_the_key(signer: crypto.Signer) -> None:
    assert notes.verified(notes.sign(HEAD, signer), [key(signer)]) == HEAD


def test_the_text_is_the_published_format(signer: crypto.Signer) -> None:
    lines = notes.sign(HEAD, signer).split("\n")
    root = base64.b64encode(HEAD.root).decode()
    assert lines[:5] == ["sanling.demo", "12345", root, "at 2026-11-23T04:05:06.000789Z", ""]
    assert lines[5].startswith("— sanling.demo ")
    assert lines[6:] == [""]


def test_the_key_id_of_ed25519_is_that_of_the_standard(keys: Path) -> None:
    signer = crypto.signers(keys)[0]
    expected = hashlib.sha256(b"sanling.demo\n\x01" + signer.public_key).digest()[:4]
    assert key(signer).key_id == expected
    signature = notes.sign(HEAD, signer).splitlines()[-1].split(" ")[2]
    assert base64.b64decode(signature)[:4] == expected


def test_a_key_line_reads_back(signer: crypto.Signer) -> None:
    assert notes.read_key(key(signer).verifier()) == key(signer)


@pytest.mark.parametrize("line", ["", "name", "name+00000000+AAAA", "name+zz+!!", "a+b+c+d"])
def test_a_line_that_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(NoteRefused):
        notes.read_key(line)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12345", "12346"),
        ("sanling.demo\n12345", "sanling.dem0\n12345"),
        ("at 2026", "at 2027"),
        ("\n\n", "\nmore\n\n"),
    ],
)
def test_a_changed_text_is_refused(signer: crypto.Signer, old: str, new: str) -> None:
    note = notes.sign(HEAD, signer).replace(old, new, 1)
    with pytest.raises(NoteRefused):
        notes.verified(note, [key(signer), key(signer, "sanling.dem0")])


def test_a_changed_signature_is_refused(signer: crypto.Signer) -> None:
    text, _, line = notes.sign(HEAD, signer).rpartition(" ")
    raw = bytearray(base64.b64decode(line))
    raw[-1] ^= 1
    with pytest.raises(NoteRefused, match="does not hold"):
        notes.verified(f"{text} {base64.b64encode(raw).decode()}\n", [key(signer)])


def test_an_unknown_key_has_not_signed(signer: crypto.Signer) -> None:
    with pytest.raises(NoteRefused, match="no known key"):
        notes.verified(notes.sign(HEAD, signer), [key(signer, "another")])


def test_lines_of_unknown_witnesses_are_ignored(signer: crypto.Signer) -> None:
    witness = "— witness " + base64.b64encode(b"idid" + bytes(64)).decode()
    assert notes.verified(notes.sign(HEAD, signer) + witness + "\n", [key(signer)]) == HEAD


@pytest.mark.parametrize(
    "note", ["", "one line", "a\nb\nc\nd\n\n", "x\n01\nAAAA\nat 2026-11-23T04:05:06.000000Z\n\n— x AAAA\n"]
)
def test_other_text_is_no_checkpoint(note: str) -> None:
    with pytest.raises(NoteRefused):
        notes.read(note)
