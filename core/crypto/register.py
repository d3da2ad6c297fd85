"""Which keys this database was written with: kid and fingerprint, never the key.

Without it a server that was given the wrong key folder would start, write under new keys, and find out one reader at a
time that the old ones are missing. With it the start ends with one line.
"""

from datetime import datetime

from django.db import DatabaseError, models

from core.crypto import keyring
from core.crypto.ring import KINDS, Key, KeyRing, KeyTrouble


class KeyRecord(models.Model):
    """One key that data may have been written with."""

    kid = models.CharField(primary_key=True, max_length=24)
    kind = models.CharField(max_length=8)
    alg = models.CharField(max_length=16)
    fingerprint = models.CharField(max_length=16)
    noted_at = models.DateTimeField()

    class Meta:
        app_label = "core"
        ordering = ("kid",)

    def __str__(self) -> str:
        return f"{self.kind}-{self.kid}"


def check_register(now: datetime) -> str:
    """One clear line if a key that this database was written with is not here, else "".

    A database that is away, or has no tables yet, is no trouble of the keys.
    """
    try:
        compare(keyring(), now)
    except KeyTrouble as trouble:
        return f"keys: {trouble}"
    except DatabaseError:
        pass
    return ""


def compare(keys: KeyRing, now: datetime) -> None:
    """Note the keys that are new. Raises KeyTrouble if one the database knows is missing, or is another key."""
    here = {key.kid: key for kind in KINDS for key in keys.all(kind)}
    known = {record.kid: record for record in KeyRecord.objects.all()}
    for kid, record in known.items():
        if kid not in here:
            raise KeyTrouble(f"{record}.key is missing, and this database holds data written with it")
        if here[kid].fingerprint != record.fingerprint:
            raise KeyTrouble(f"{record}.key is another key than the one this database knows by that name")
    fresh = [_record(key, now) for kid, key in here.items() if kid not in known]
    if fresh:
        KeyRecord.objects.bulk_create(fresh, ignore_conflicts=True)


def _record(key: Key, now: datetime) -> KeyRecord:
    return KeyRecord(kid=key.kid, kind=key.kind, alg=key.alg, fingerprint=key.fingerprint, noted_at=now)
