"""The phone draws its QR codes itself: module for module those of the server's own library, in every version."""

import json
import random
from pathlib import Path

import segno

from tests.frontend.running import bundled, run

HERE = Path(__file__).parent
FULL = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213]
"""Bytes that fill versions 1 to 10 at level M, so that no padding is left to taste."""


def test_a_code_of_the_phone_is_the_code_of_the_standard(tmp_path: Path) -> None:
    dice = random.Random(419001)
    texts = ["".join(dice.choices("abcdefghij0123456789/?&=", k=length)) for length in FULL]
    drawn = json.loads(run(bundled(HERE / "qr.ts", tmp_path), stdin=json.dumps(texts)))
    for text, (mask, rows) in zip(texts, drawn, strict=True):
        right = segno.make(text, error="m", mode="byte", mask=mask, boost_error=False, micro=False)
        assert [list(row) for row in right.matrix] == rows


def test_a_usual_address_has_its_small_code(tmp_path: Path) -> None:
    address = "https://sanling.example/verify?n=261123-00231&c=7K2M-9QXD"
    [(_mask, rows)] = json.loads(run(bundled(HERE / "qr.ts", tmp_path), stdin=json.dumps([address])))
    assert len(rows) == 33
