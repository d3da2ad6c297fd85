"""`python -m bench.writer`: files reports at an even pace through `incidents.services`, in a process of its own.

Reads the people, then {"seconds":, "per_second":}; answers with [[id, the ledger's time, when it was committed], …].
"""

import json
import sys
import time
from datetime import UTC, datetime
from itertools import cycle
from typing import Any
from uuid import uuid4

import django

django.setup()

from core.models import User  # noqa: E402
from grids.datum import Datum  # noqa: E402
from incidents import services  # noqa: E402
from incidents.services import Filing  # noqa: E402
from incidents.services.intake import Position  # noqa: E402

TEXT = "井盖破损，行人易跌倒，已摆放警示桩，请尽快派人更换。"


def main() -> None:
    """Do the rounds that are asked for."""
    people = json.loads(sys.stdin.readline())
    accounts = User.objects.in_bulk([each["account"] for each in people])
    hands = cycle([(accounts[each["account"]], each) for each in people])
    for line in sys.stdin:
        asked = json.loads(line)
        begun, told = time.time(), []
        for turn in range(int(asked["seconds"] * asked["per_second"])):
            time.sleep(max(0.0, begun + turn / asked["per_second"] - time.time()))
            told.append(file(*next(hands)))
        print(json.dumps(told), flush=True)


def file(user: User, person: dict[str, Any]) -> tuple[str, float, float]:
    """One report."""
    place = Position(person["lon"], person["lat"], Datum.WGS84, 8)
    filing = Filing(uuid4(), "hazard", TEXT, position=place, address="东门人行道")
    now = datetime.now(UTC)
    services.report(filing, by=user, now=now)
    return str(filing.id), now.timestamp(), time.time()


if __name__ == "__main__":
    main()
