"""What the ledger says was done on a matter, for the columns that ask who, when and how: read for many at once."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core.ledger.models import Body, Entry
from core.models import User

KINDS = ("finished", "verified", "closed", "self_handled")


@dataclass(frozen=True)
class Deed:
    """One deed: who, when, and what was said."""

    by: str
    at: datetime
    said: dict[str, Any]


@dataclass(frozen=True)
class Deeds:
    """The last deed of each kind on one matter."""

    last: dict[str, Deed] = field(default_factory=dict)

    def said(self, kind: str, name: str) -> str:
        """What the last deed of that kind said under that name; "" if it said nothing."""
        deed = self.last.get(kind)
        return str(deed.said.get(name, "")) if deed else ""

    def remedy(self, name: str) -> str:
        """One of the five remedies 五落实 of the last finish."""
        deed = self.last.get("finished")
        return str(deed.said.get("remedies", {}).get(name, "")) if deed else ""


def deeds_of(ids: Sequence[UUID]) -> dict[UUID, Deeds]:
    """The deeds of these matters, in three statements."""
    entries = list(Entry.objects.filter(stream__in=ids, kind__in=KINDS).order_by("stream", "version"))
    bodies = dict(Body.objects.filter(entry__in=entries).values_list("entry_id", "body"))
    actors = {int(entry.actor) for entry in entries if entry.actor.isdigit()}
    names = {
        str(pk): name for pk, name in User.objects.filter(pk__in=actors).values_list("pk", "display_name")
    }
    found: dict[UUID, dict[str, Deed]] = defaultdict(dict)
    for entry in entries:
        said = json.loads(bodies.get(entry.pk) or "{}")
        found[entry.stream][entry.kind] = Deed(names.get(entry.actor, ""), entry.at, said)
    return {key: Deeds(last) for key, last in found.items()}
