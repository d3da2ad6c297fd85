"""Static files: hashed names from the manifest once it is made, plain names before; served from memory by the web
process where no nginx does it.
"""

import mimetypes
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Answer = tuple[bytes, list[tuple[bytes, bytes]]]

FOREVER = b"public, max-age=31536000, immutable"
SHORT = b"public, max-age=60"


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise has no types
    """Hashed names if `collectstatic` has run; an unknown name stays plain instead of failing the page."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: Any = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:  # not collected (tests, a page before the first build)
            return name


class Static:
    """Serves /static/ from memory, ahead of everything else: it holds the few hundred files of STATIC_ROOT.

    Through the WSGI half a file would cost five to twenty times as much (docs/decisions/static-files.md).
    """

    def __init__(
        self, app: App, root: Path, prefix: str = "/static/", hashed: frozenset[str] = frozenset()
    ) -> None:
        self.app, self.root, self.prefix, self.hashed = app, root, prefix, hashed
        self.files: dict[str, tuple[float, Answer, Answer | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self.prefix):
            return await self.app(scope, receive, send)
        found = self.find(scope["path"][len(self.prefix) :])
        if found is None or scope["method"] not in ("GET", "HEAD"):
            return await _answer(send, scope, 404 if found is None else 405, (b"", []))
        plain, packed = found
        packs = any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])
        return await _answer(send, scope, 200, packed if packed and packs else plain)

    def find(self, name: str) -> tuple[Answer, Answer | None] | None:
        """Return a file's bytes and headers, plain and compressed; None if the root has no file of just this name."""
        try:
            path = (self.root / name).resolve()
            if str(path) != f"{self.root.resolve()}/{name}" or not path.is_file():
                return None
        except (ValueError, OSError):  # a NUL, or longer than a name may be
            return None
        changed = path.stat().st_mtime
        if name not in self.files or self.files[name][0] != changed:
            self.files[name] = (changed, *self._load(name, path))
        return self.files[name][1:]

    def _load(self, name: str, path: Path) -> tuple[Answer, Answer | None]:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml")):
            kind += "; charset=utf-8"
        headers = [
            (b"content-type", kind.encode()),
            (b"cache-control", FOREVER if name in self.hashed else SHORT),
            (b"x-content-type-options", b"nosniff"),
            (b"vary", b"accept-encoding"),
        ]
        packed = path.with_name(f"{path.name}.gz")
        squeezed = (
            (packed.read_bytes(), [*headers, (b"content-encoding", b"gzip")]) if packed.exists() else None
        )
        return (path.read_bytes(), headers), squeezed


async def _answer(send: Send, scope: Scope, status: int, answer: Answer) -> None:
    body, headers = answer
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
