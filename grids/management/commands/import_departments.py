"""manage.py import_departments FILE: one's own departments, from csv or xlsx."""

from pathlib import Path
from typing import Any

from grids.imports.command import ImportCommand
from grids.imports.departments import HEADINGS, REQUIRED, import_departments
from grids.imports.sheets import Outcome, read


class Command(ImportCommand):
    """导入责任部门."""

    help = (
        "导入责任部门（csv 或 xlsx）。列：部门代码、部门名称、区域代码，以及可选的简称、上级部门、条线、公开电话。"
        "可重复执行。"
    )

    def take(self, file: Path, options: dict[str, Any]) -> Outcome:
        return import_departments(read(file, HEADINGS, REQUIRED))
