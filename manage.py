#!/usr/bin/env python
"""Runs one management command; with the embedded default, against the running instance."""

import os
import sys

from core.environment import role_of_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    os.environ.setdefault("SANLING_ROLE", role_of_command(sys.argv[1:2]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
