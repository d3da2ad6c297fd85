"""Pages for tests: a browser without a screen, signed in as somebody of the cast."""

from typing import Any

from django.test import Client


def signed_in(user: Any) -> Client:
    """A client with the session of `user`."""
    client = Client()
    client.force_login(user)
    return client
