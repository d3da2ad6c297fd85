"""People. Who may do what is not here: a posting says it (`grids/models.py`)."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.crypto.register import KeyRecord
from core.workdays import CalendarEdition, OpeningHours, WorkDay

__all__ = ["CalendarEdition", "KeyRecord", "OpeningHours", "User", "UserManager", "WorkDay"]


class UserManager(BaseUserManager["User"]):
    """Makes accounts. A username is never used again: accounts are switched off, not deleted."""

    def create_user(self, username: str, password: str | None = None, *, display_name: str = "") -> "User":
        """Save and return an account. Without a password nobody can sign in to it."""
        user = self.model(username=User.normalize_username(username), display_name=display_name or username)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account, by name and nothing else personal (no phone, no e-mail, no position)."""

    username = models.CharField(
        _("用户名"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("该用户名已被使用。")},
    )  # fmt: skip
    display_name = models.CharField(_("姓名"), max_length=64)
    language = models.CharField(_("语言"), max_length=8, blank=True)
    must_change_password = models.BooleanField(_("须先改密码"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("账户")
        verbose_name_plural = _("账户")

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name
