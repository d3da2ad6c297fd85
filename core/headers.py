"""What every answer tells the browser: where scripts may come from, who may frame it, what may be kept."""

import secrets
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class Headers:
    """Puts the Content Security Policy and its sisters on every answer, errors included.

    A view that needs a stricter policy (a photo: `sandbox`) sets its own header, and it stays. `request.csp_nonce`
    opens one inline script; we have none of our own, the API's documentation page needs it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(request.csp_nonce))  # type: ignore[attr-defined]
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)"
        )
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def policy(nonce: str) -> str:
    """Return the policy: everything from ourselves, nothing inline, nobody may frame us. Map tiles may be a guest."""
    return _policy(settings.TILE_URL).replace("NONCE", nonce)


@cache
def _policy(tile_url: str) -> str:
    tiles = urlsplit(tile_url)
    guest = f" {tiles.scheme}://{tiles.netloc}" if tiles.netloc else ""
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'nonce-NONCE'",
            "style-src 'self' 'nonce-NONCE'",
            f"img-src 'self' data: blob:{guest}",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def nonce(request: HttpRequest) -> dict[str, str]:
    """Template context: `{{ csp_nonce }}`."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}
