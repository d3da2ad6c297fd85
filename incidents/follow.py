"""一案一码: the code by which a resident follows a matter. 80 bits, keyed, not the incident number.

The code is derived from the matter's UUID under a key of its own, so it can be printed again at any time; the database
holds only its digest, so whoever reads the database cannot open a resident's page.
"""

import base64
import hashlib
from uuid import UUID

from core.crypto import keyed_digest

LENGTH = 16
_ALPHABET = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_LOOKALIKES = str.maketrans("ILOU", "1107")


def follow_code(incident_id: UUID) -> str:
    """The code of a matter: 16 characters of Crockford's base 32, in groups of four."""
    raw = keyed_digest("follow", incident_id.bytes)[:10]
    code = base64.b32encode(raw).decode().translate(_ALPHABET)
    return "-".join(code[i : i + 4] for i in range(0, LENGTH, 4))


def follow_hash(incident_id: UUID) -> bytes:
    """What the database holds of the code."""
    return hash_of_code(follow_code(incident_id))


def hash_of_code(typed: str) -> bytes:
    """The digest of a code as somebody typed it: case, hyphens, spaces and look-alikes do not matter."""
    code = typed.upper().replace("-", "").replace(" ", "").translate(_LOOKALIKES)
    return hashlib.sha256(b"sanling follow code|" + code.encode()).digest()
