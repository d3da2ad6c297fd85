"""`manage.py load_catalogue`: the shipped kinds, categories and limits, without touching what the county changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from incidents.catalogue_loading import load_catalogue


class Command(BaseCommand):
    """Writes the shipped catalogue rows that are missing."""

    help = "Load the shipped kinds, categories and limits; rows that exist are left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --overwrite."""
        parser.add_argument(
            "--overwrite", action="store_true", help="also put shipped rows back as they were shipped"
        )

    def handle(self, *args: Any, overwrite: bool, **options: Any) -> None:
        """Load, and say how many rows changed."""
        loaded = load_catalogue(overwrite=overwrite)
        print(f"类型 {loaded.kinds} 行，类别 {loaded.categories} 行，时限 {loaded.limits} 行已写入")
