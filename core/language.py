"""Which language an answer is in: programs say so in Accept-Language, people by the switch; Chinese otherwise."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class Language:
    """Activates the language of the request. A browser set to English does not turn a county's pages English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """Return the code: the switch's cookie for pages; Accept-Language first for the API, then the cookie."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if request.path_info.startswith("/api/") and request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
