"""Static files from memory: only what lies below the root, compressed where asked, kept for ever where hashed."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from core.static_files import Static


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("outside")
    static = tmp_path / "static"
    static.mkdir()
    (static / "wall.js").write_text("run()")
    (static / "wall.0123456789ab.js").write_text("run()")
    (static / "wall.0123456789ab.js.gz").write_bytes(b"packed")
    (static / "link.txt").symlink_to(tmp_path / "secret.txt")
    return static


def ask(
    root: Path, path: str, method: str = "GET", accepts: bytes = b""
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Return status, headers and body; 999 if the request went on to the rest of the product."""
    said: list[Any] = []

    async def product(scope: Any, receive: Any, send: Any) -> None:
        said.extend([{"status": 999, "headers": []}, {"body": b""}])

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [(b"accept-encoding", accepts)]}
    application = Static(product, root, hashed=frozenset({"wall.0123456789ab.js"}))
    asyncio.run(application(scope, None, send))  # type: ignore[arg-type] # nothing is received
    return said[0]["status"], dict(said[0]["headers"]), said[1]["body"]


def test_a_file_comes_with_its_type_and_length(root: Path) -> None:
    status, headers, body = ask(root, "/static/wall.js")
    assert (status, body, headers[b"content-length"]) == (200, b"run()", b"5")
    assert headers[b"content-type"] == b"text/javascript; charset=utf-8"
    assert headers[b"x-content-type-options"] == b"nosniff"


def test_only_a_hashed_name_is_kept_for_ever(root: Path) -> None:
    assert b"immutable" not in ask(root, "/static/wall.js")[1][b"cache-control"]
    assert b"immutable" in ask(root, "/static/wall.0123456789ab.js")[1][b"cache-control"]


def test_compressed_where_the_browser_takes_it(root: Path) -> None:
    _, headers, body = ask(root, "/static/wall.0123456789ab.js", accepts=b"br, gzip")
    assert (body, headers[b"content-encoding"]) == (b"packed", b"gzip")
    assert ask(root, "/static/wall.0123456789ab.js", accepts=b"identity")[2] == b"run()"


@pytest.mark.parametrize(
    "path",
    [
        "nothing.js",
        "../secret.txt",
        "",
        "link.txt",
        "./../secret.txt",
        "/etc/passwd",
        "a\0b",
        "./wall.js",
        "a" * 5000,
    ],
)
def test_nothing_outside_the_root_is_served(root: Path, path: str) -> None:
    assert ask(root, f"/static/{path}")[0] == 404


def test_a_head_has_no_body_and_a_post_is_refused(root: Path) -> None:
    status, headers, body = ask(root, "/static/wall.js", "HEAD")
    assert (status, headers[b"content-length"], body) == (200, b"5", b"")
    assert ask(root, "/static/wall.js", "POST")[0] == 405


def test_a_changed_file_is_read_again(root: Path) -> None:
    import os

    (root / "wall.js").write_text("new()")
    os.utime(root / "wall.js", (1, 1))
    assert ask(root, "/static/wall.js")[2] == b"new()"


def test_everything_else_goes_on(root: Path) -> None:
    assert ask(root, "/desk/")[0] == 999
