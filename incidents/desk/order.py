"""交办单: the printed order that goes to a department."""

import segno
from django.utils.safestring import SafeString


def qr_of(number: str) -> SafeString:
    """The incident number as a QR code: inline SVG of our own making, hence safe."""
    return SafeString(segno.make(number, error="m").svg_inline(scale=3, border=1))
