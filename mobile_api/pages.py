"""The page of the phone (`/m/`) and what makes it an app: its service worker, its manifest, and who the browser is.

The page is an empty shell that says nothing of anybody, so that it may be kept on the phone and open without a network;
everything on it comes over the public API.
"""

import hashlib
import json

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

TEMPLATE = "mobile_api/phone.html"
SHELL = ("phone.js", "phone.css", "phone-photos.js", "icon.svg")
LATER = ("phone-later.js", "phone-en.js")
"""What is kept with the shell, though the first screen in Chinese does not wait for it."""
ICONS = (
    ("icon.svg", "image/svg+xml", "any", "any"),
    ("icon-192.png", "image/png", "192x192", "any"),
    ("icon-512.png", "image/png", "512x512", "any"),
    ("icon-maskable-512.png", "image/png", "512x512", "maskable"),
)
"""File, type, size in pixels, and what it is for: as it is, or under the home screen's own mask."""
WORKER = "phone-sw.js"


@require_GET
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    """The shell."""
    return render(request, TEMPLATE, _page())


def _page() -> dict[str, str]:
    return {"script": settings.PHONE_SCRIPT}


@require_GET
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Whose session this browser has ("" if nobody's), and the token that its forms must carry."""
    return JsonResponse({"account": request.user.get_username(), "csrf": get_token(request)})


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: the files of the shell, the version they make together, and the script that keeps them."""
    files = [staticfiles_storage.url(name) for name in (*SHELL, *LATER)]
    script = staticfiles_storage.url(WORKER)
    with override("zh-hans"):
        whole = render_to_string(TEMPLATE, _page())
    version = hashlib.sha256("\n".join([whole, script, *files]).encode()).hexdigest()[:12]
    shell = json.dumps({"version": version, "page": reverse("phone"), "files": files})
    body = f"self.SHELL = {shell};\nimportScripts({json.dumps(script)});\n"
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What the phone needs to put the app on its home screen."""
    described = {
        "id": reverse("phone"),
        "name": _("三零 · 网格"),
        "short_name": _("三零"),
        "start_url": reverse("phone"),
        "scope": reverse("phone"),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#f4f6f8",
        "theme_color": "#ffffff",
        "icons": [_icon(*each) for each in ICONS],
    }
    return JsonResponse(described, content_type="application/manifest+json")


def _icon(name: str, kind: str, sizes: str, purpose: str) -> dict[str, str]:
    return {"src": staticfiles_storage.url(name), "type": kind, "sizes": sizes, "purpose": purpose}


urlpatterns: list[URLPattern | URLResolver] = [
    path("", phone, name="phone"),
    path("sw.js", worker, name="phone_worker"),
    path("session", session, name="phone_session"),
    path("manifest.webmanifest", manifest, name="phone_manifest"),
]
