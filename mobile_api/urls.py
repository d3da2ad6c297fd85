"""Addresses of the public API."""

from django.urls import URLPattern, URLResolver, path

from mobile_api.api import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
