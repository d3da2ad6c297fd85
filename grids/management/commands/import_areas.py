"""manage.py import_areas FILE: areas and grids of one's own county, from csv, xlsx or GeoJSON."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from grids.datum import Datum
from grids.imports.area_lines import rows_of
from grids.imports.areas import import_areas
from grids.imports.command import ImportCommand
from grids.imports.sheets import Outcome


class Command(ImportCommand):
    """导入区域与网格."""

    help = (
        "导入区域与网格（csv、xlsx 或 GeoJSON）。列：区域代码、名称，以及可选的层级、上级代码、专属网格、启用日期、"
        "停用日期、图形（GeoJSON 文本）。可重复执行。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--datum", choices=Datum.values, help="图形的坐标系；有图形时必填")
        parser.add_argument(
            "--from", dest="begin", type=date.fromisoformat, help="未写启用日期的行从哪天起，默认今天"
        )
        parser.add_argument("--correct", action="store_true", help="就地更正同一启用日期的版本，仅限更正笔误")
        parser.add_argument("--check", action="store_true", help="只检查，不写入")

    def take(self, file: Path, options: dict[str, Any]) -> Outcome:
        with transaction.atomic():
            outcome = import_areas(
                rows_of(file),
                datum=Datum(options["datum"]) if options["datum"] else None,
                default_from=options["begin"] or timezone.localdate(),
                correct=options["correct"],
            )
            transaction.set_rollback(options["check"])
        return outcome
