"""The page of the phone (`/m/`): an empty shell; everything on it comes over the public API."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET


@require_GET
@never_cache
@ensure_csrf_cookie
def phone(request: HttpRequest) -> HttpResponse:
    """The shell. It names the account of the browser's session, if there is one; all else the script asks the API."""
    return render(request, "mobile_api/phone.html")


urlpatterns: list[URLPattern | URLResolver] = [path("", phone, name="phone")]
