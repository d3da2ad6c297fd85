"""The reporter's compartment: every value is sealed, by a key whose id it names, and none after its erasure."""

from collections.abc import Iterator

from core.crypto.vault import Tampered, kid_of
from incidents.invariants.reading import Problem, found

_SEALED = """
SELECT i.number, r.name, r.phone, r.address, r.erased_at IS NOT NULL
FROM incidents_reporter r JOIN incidents_incident i ON i.id = r.incident_id
"""
_COLUMNS = ("name", "phone", "address")


def reporters_are_encrypted() -> Iterator[Problem]:
    """No name, telephone or address lies in plain; nothing at all is left of an erased one."""
    name = "reporters_are_encrypted"
    for number, *values, erased in found(_SEALED):
        for column, value in zip(_COLUMNS, values, strict=True):
            if erased and value:
                yield Problem(name, number, f"{column} is still there after its erasure")
            elif value and not _is_sealed(bytes(value)):
                yield Problem(name, number, f"{column} is not encrypted")


def _is_sealed(value: bytes) -> bool:
    """Whether it has the form that the vault writes, without opening it: an auditor holds no key."""
    try:
        return bool(kid_of(value))
    except Tampered:
        return False
