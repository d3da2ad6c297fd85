"""How accounts are made and entered, as far as it differs from allauth: nobody signs up, a username is all there is."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by an administrator (`manage.py createadmin` makes the first), never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
