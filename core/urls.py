"""Every address of the product, each app's under its own prefix. Part of the switchboard."""

from django.urls import include, path
from django.views.i18n import set_language

from core import health, views

handler400 = "core.middleware.bad_request"
handler403 = "core.middleware.forbidden"
handler404 = "core.middleware.not_found"
handler500 = "core.middleware.server_error"

urlpatterns = [
    path("api/v1/", include("mobile_api.urls")),  # first, for it is asked most
    path("api/v1/", include("realtime.urls")),
    path("api/v1/", include("incidents.alarms.urls")),
    path("", views.landing, name="landing"),
    path("demo/enter/<str:username>", views.enter, name="demo_enter"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("set-language", set_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("m/", include("mobile_api.pages")),
    path("wall/", include("realtime.pages")),
    path("walls/", include("realtime.walls.urls")),
    path("audit/", include("incidents.audit.urls")),
    path("zeros/", include("incidents.zeros.urls")),
    path("t/", include("incidents.residents.urls")),
    path("", include("incidents.urls")),
]
