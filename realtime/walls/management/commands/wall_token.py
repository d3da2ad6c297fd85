"""大屏令牌 from the command line: make one, list them, withdraw one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from core.errors import Refusal
from grids.models import Area
from realtime.walls import services
from realtime.walls.models import WallToken


class Command(BaseCommand):
    help = (
        "Tokens of unattended walls. `wall_token make LABEL AREA` prints a token once: type it in at /walls/device on "
        "the wall's own machine within 24 hours. `wall_token list`; `wall_token withdraw NUMBER`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        make = deeds.add_parser("make")
        make.add_argument("label")
        make.add_argument("area", help="code of the area")
        deeds.add_parser("list")
        deeds.add_parser("withdraw").add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['deed']}")(options)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from None

    def _make(self, options: dict[str, Any]) -> None:
        area = Area.objects.filter(code=options["area"]).order_by("-valid_from").first()
        if area is None:
            raise CommandError(f"没有这个辖区 · no such area: {options['area']}")
        made, token = services.make(options["label"], area, by=None, now=now())
        self.stdout.write(f"{made.pk} {made.label} {area.name}")
        self.stdout.write(f"令牌，仅显示这一次 · token, shown only now: {token}")

    def _list(self, options: dict[str, Any]) -> None:
        for each in WallToken.objects.select_related("area"):
            state = "withdrawn" if each.withdrawn_at else "bound" if each.bound_at else "waiting"
            self.stdout.write(f"{each.pk} {state} {each.area.code} {each.label}")

    def _withdraw(self, options: dict[str, Any]) -> None:
        wall = services.withdraw(options["number"], by=None, now=now())
        self.stdout.write(f"已收回 · withdrawn: {wall.pk} {wall.label}")
