"""The HTTP half by itself, for a server that speaks WSGI. The product runs `core.asgi`, which wraps this."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
os.environ.setdefault("SANLING_ROLE", "web")
application = get_wsgi_application()

import core.celery  # noqa: E402, F401 - tasks asked for in a request go to our broker, not to a default one
