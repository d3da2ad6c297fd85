"""交办单: the printed order that goes to a department."""

from collections.abc import Sequence

import segno
from django.utils.safestring import SafeString

from incidents.timeline import TimelineLine


def order_in(lines: Sequence[TimelineLine]) -> TimelineLine | None:
    """The last 派遣 of a history: who gave the matter to whom, when, and with what demand; None before the first."""
    return next((line for line in reversed(lines) if line.kind == "assigned"), None)


def qr_of(address: str) -> SafeString:
    """Where the printed page is checked (验真), as a QR code: inline SVG of our own making, hence safe."""
    return SafeString(segno.make(address, error="m").svg_inline(border=1, omitsize=True))
