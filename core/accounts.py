"""How accounts are made and entered, as far as it differs from allauth: nobody signs up, a username is all there is."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts are made by an administrator (`manage.py createadmin` makes the first), never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords by account and address: so that nobody elsewhere can lock the director out."""
        return f"{self.get_client_ip(request)}:{str(credentials.get('username', '')).lower()}"
