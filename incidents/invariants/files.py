"""Photos and recordings: every row has its upload and, once made, its picture; every line about one has its row."""

from collections.abc import Iterator

from incidents.invariants.reading import Problem, found, problems
from incidents.originals import original_path
from incidents.photos import picture_path

_UPLOADS = """
SELECT sha256, min(id::text)
FROM (SELECT sha256, id FROM incidents_photo UNION ALL SELECT sha256, id FROM voices_voice) part
GROUP BY sha256
"""
_PICTURES = """
SELECT picture_sha256, min(id::text), min(picture_size) FROM incidents_photo WHERE picture_sha256 <> ''
GROUP BY picture_sha256
"""
_ORPHANS = """
SELECT e.header::jsonb ->> 'number', e.header::jsonb ->> 'slot' FROM ledger_entry e
LEFT JOIN incidents_photo p ON p.incident_id = e.stream AND p.slot = e.header::jsonb ->> 'slot'
    AND p.sha256 = e.header::jsonb ->> 'sha256'
WHERE e.stream_kind = 'incident' AND e.kind = 'photo_attached' AND p.id IS NULL
"""


def photos_are_in_the_store() -> Iterator[Problem]:
    """No upload and no picture is missing or cut short, and no line names a photo that is not there."""
    name = "photos_are_in_the_store"
    yield from problems(name, "a line names the photo in slot {}, and no row holds it", _ORPHANS)
    for digest, photo in found(_UPLOADS):
        path = original_path(digest)
        if not path.is_file() or not path.stat().st_size:
            yield Problem(name, photo, f"the upload {digest[:12]} is not in the store")
    for digest, photo, size in found(_PICTURES):
        path = picture_path(digest)
        if not path.is_file() or path.stat().st_size != size:
            yield Problem(name, photo, f"the picture {digest[:12]} is not in the store as it was made")
