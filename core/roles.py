"""The roles of the house. A role is a word; who holds it where is a posting, what it may do is decided above."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is posted as, in an area, from one day to another."""

    GRID_WORKER = "grid_worker", _("网格员")
    GRID_LEADER = "grid_leader", _("网格长")
    DISPATCHER = "dispatcher", _("分拨员")
    HANDLER = "handler", _("处置人员")
    SUPERVISOR = "supervisor", _("督查员")
    AUDITOR = "auditor", _("审计员")
    RECOGNISER = "recogniser", _("认定员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


THREE_OFFICERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""三员: no account holds two of them, and none of them may touch a matter (等保 2.0, 权限分离)."""
