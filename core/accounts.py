"""How accounts are made and entered, as far as it differs from allauth: nobody signs up, a username is all there is."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts are made by an administrator (`manage.py createadmin` makes the first), never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Set a password that its owner has chosen: from now on everything else opens too."""
        user.must_change_password = False
        super().set_password(user, password)

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Refuse the password that was handed over as one's own."""
        if user is not None and user.must_change_password and user.check_password(password):
            raise ValidationError(_("新密码不能与初始密码相同。"))
        return str(super().clean_password(password, user))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords by account and address: so that nobody elsewhere can lock the director out."""
        return f"{self.get_client_ip(request)}:{str(credentials.get('username', '')).lower()}"
