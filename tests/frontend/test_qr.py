"""The slip's QR code, drawn on the phone: module for module that of the server's own library."""

import json
from pathlib import Path

import segno

from tests.frontend.running import bundled, run

HERE = Path(__file__).parent
ADDRESS = "https://{host}/verify?n=261123-00231&c=7K2M-9QXD"
FULL = [62, 84, 106]
"""Bytes that fill versions 4 to 6 at level M, so that no padding is left to taste."""
QUIET = 4


def test_a_code_of_the_phone_is_the_code_of_the_server(tmp_path: Path) -> None:
    texts = [ADDRESS.format(host="x" * (length - len(ADDRESS.format(host="")))) for length in FULL]
    drawn = json.loads(run(bundled(HERE / "qr.ts", tmp_path), stdin=json.dumps(texts)))
    for text, (mask, rows) in zip(texts, drawn, strict=True):
        right = segno.make(text, error="m", mode="byte", mask=mask, boost_error=False, micro=False)
        assert [list(row) for row in right.matrix_iter(border=QUIET)] == rows
