"""What a static file costs: from memory ahead of the WSGI half, or through it. `python -m bench.static_files`.

Prints processor time of the server per request (from /proc, so neighbours hardly matter), median of five rounds.
"""

import http.client
import multiprocessing
import os
import socket
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware
from whitenoise import WhiteNoise

from bench.kernel import cpu_seconds
from core.static_files import Static

SIZES = {"30 kB": 30_000, "400 kB": 400_000}
REQUESTS = 300
ROUNDS = 5


async def _nobody(scope: Any, receive: Any, send: Any) -> None:
    raise LookupError(scope["path"])


def _wsgi(environ: Any, start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [])
    return [b""]


def serve(way: str, root: Path, listener: socket.socket) -> None:
    """Serve `root` under /static/ in this process."""
    through: Any = WSGIMiddleware(WhiteNoise(_wsgi, root=str(root), prefix="static/"), workers=8)
    application = Static(_nobody, root) if way == "memory" else through
    uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="error")).run(sockets=[listener])


def cost(pid: int, port: int, name: str) -> float:
    """Return the milliseconds of processor time of one request for a file."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    for warm in (True, False):
        before = cpu_seconds([pid])
        for _ in range(20 if warm else REQUESTS):
            line.request("GET", f"/static/{name}")
            line.getresponse().read()
    return (cpu_seconds([pid]) - before) / REQUESTS * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, size in SIZES.items():
            (root / f"{name.replace(' ', '')}.js").write_bytes(os.urandom(size))
        for way in ("memory", "through WSGI"):
            with socket.create_server(("127.0.0.1", 0)) as listener:
                server = multiprocessing.Process(target=serve, args=(way, root, listener))
                server.start()
                time.sleep(2)
                port = listener.getsockname()[1]
                for name in SIZES:
                    file = f"{name.replace(' ', '')}.js"
                    found = [cost(server.pid or 0, port, file) for _ in range(ROUNDS)]
                    print(f"{way:<14} {name:>7}  {statistics.median(found):.2f} ms")
                server.terminate()
                server.join()


if __name__ == "__main__":
    main()
