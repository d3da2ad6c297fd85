"""Django's settings: one file, from the environment (`core/environment.py`), the same for the demo and for a county.

Part of the switchboard: it names every app, and nobody imports it.
"""

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from psycopg.conninfo import conninfo_to_dict
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.environment import BadEnvironment, read

try:
    ENV = read(os.environ)
except BadEnvironment as error:
    raise SystemExit(f"三零 does not start: {error}") from None

django_stubs_ext.monkeypatch()  # so that `QuerySet[Incident]` and the like may be written outside of annotations

BASE_DIR = Path(__file__).resolve().parent.parent

# What kind of instance this is -------------------------------------------------------------------------------------

EMBEDDED = ENV.embedded
DEMO = ENV.demo
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.allowed_hosts)
VAR = ENV.places.var
DEMO_ACCOUNTS = ENV.places.accounts
KEYS_DIR = ENV.keys_dir
CRYPTO = ENV.crypto
LEDGER_ORIGIN = ENV.ledger_origin
TILE_URL = ENV.tile_url
PHONE_SCRIPT = ENV.phone_script

# Apps and their order ----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "ninja",
    "core",
    "core.ledger",
    "grids",
    "incidents",
    "incidents.zeros",
    "incidents.residents",
    "incidents.voices",
    "incidents.audit",
    "incidents.desk",
    "incidents.finding",
    "incidents.alarms",
    "realtime",
    "realtime.walls",
    "mobile_api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.headers.Headers",
    "core.middleware.Errors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.first_password.ChangeFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "core.urls"
ASGI_APPLICATION = "core.asgi.application"
WSGI_APPLICATION = "core.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.headers.nonce",
            ],
        },
    }
]

# Database: one pool per web process, bounded; elsewhere a connection per process ------------------------------------


def database(url: str, role: str) -> dict[str, Any]:
    """Return Django's entry for a database address. The web pool has as many connections as threads, and two.

    It gives an attempt to connect up after two seconds, so that whoever asks next begins a new one: left to itself it
    would wait twice as long after each failure, and be blind for minutes after a database has come back.
    """
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    patience = {"web": "15s", "worker": "120s"}.get(role, "0")
    idle = (
        "0" if role == "migrator" else "60s"
    )  # who loads a county thinks for minutes between two statements
    limits = (
        f"-c lock_timeout=2s -c statement_timeout={patience} -c idle_in_transaction_session_timeout={idle}"
    )
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            "application_name": f"sanling-{role}",
            "options": limits,
            "prepare_threshold": 3,  # heeded by the cursors of core/prepared.py alone
            **parts,
        },
    }
    if role == "web":
        pool = {"min_size": 1, "max_size": WEB_THREADS + 2, "timeout": 2, "reconnect_timeout": 2}
        entry["OPTIONS"]["pool"] = pool
    else:
        entry["CONN_MAX_AGE"] = 60
    return entry


WEB_THREADS = 8
DATABASES = {"default": database(ENV.database_url, ENV.role)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis: cache, bus, broker. It may go away at any time; then we wait half a second at most, once -------------------

REDIS_URL = ENV.redis_url
REDIS_PREFIX = ENV.redis_prefix
REDIS_PATIENCE: dict[str, Any] = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}

CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedis",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"{ENV.redis_prefix}cache",
        "OPTIONS": {**REDIS_PATIENCE, "retry": Retry(NoBackoff(), 0)},
    }
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 7200,
    "unacked_restore_interval": 10,
    "global_keyprefix": f"{ENV.redis_prefix}queue:",
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}

# People: accounts, sessions, second factor -------------------------------------------------------------------------

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "display_name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "core.accounts.Adapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/15m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "signup": "5/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "三零"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# What the browser is told: on loopback plain HTTP, everywhere else TLS only ----------------------------------------

SECURE = not DEMO
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "sanling-session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
WALL_COOKIE_NAME = "__Host-wall" if SECURE else "sanling-wall"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "sanling-csrf"
CSRF_FAILURE_VIEW = "core.middleware.csrf_failure"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 86400
SECURE_HSTS_SECONDS = 365 * 86400 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 12

# Language and time -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = ENV.language
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files -------------------------------------------------------------------------------------------------------------

MEDIA_ROOT = ENV.media_root
STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_root
STATICFILES_DIRS = [folder for folder in [BASE_DIR / "frontend" / "dist"] if folder.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.static_files.Storage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640

# Forgetting ---------------------------------------------------------------------------------------------------------

REPORTER_KEPT_MONTHS = (
    24  # a reporter's name, telephone and address, after the matter has ended; the matter stays
)

# Logs: to standard error, one line each, with the offset; the supervisor or journald keeps them --------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "core.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "INFO"},
        "celery.app.trace": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
