"""The nightly clearing of sessions, under the database role of the worker that does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection
from django.test import RequestFactory
from django.utils.timezone import now

from core import tokens
from core.models import User
from core.tasks import clear_sessions


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Everything in this block goes to the database as that role."""
    connection.close()
    try:
        with patch.dict(connection.settings_dict, USER=role):
            yield
            connection.close()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_what_has_expired_goes_and_nothing_else(lin: Any) -> None:
    gone, kept = (tokens.issue(RequestFactory().get("/"), lin, now()) for _ in range(2))
    Session.objects.filter(session_key=gone.key).update(expire_date=now() - timedelta(minutes=1))
    with as_role("sanling_worker"):
        assert [clear_sessions(), clear_sessions()] == [1, 0]
        with pytest.raises(ProgrammingError, match="permission denied"):
            User.objects.filter(pk=lin.pk)._raw_delete("default")  # this very role deletes no people
    assert list(Session.objects.values_list("session_key", flat=True)) == [kept.key]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [kept.key]
    assert tokens.read(kept.token, now()) is not None
