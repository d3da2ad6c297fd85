"""`reencode` in a process of its own with little memory and little time, for bytes that a stranger sent.

A decoder's fault, or a picture that unfolds into gigabytes, then ends that small process and nothing else.
"""

import resource
import subprocess
import sys

from core.images import ImageRefused, reencode

MEMORY_BYTES = 1024 * 1024 * 1024
"""Address space, libraries included. Fifty million pixels of a PNG need about 600 MB of it."""
SECONDS = 30
_REFUSED = 3


def reencode_apart(data: bytes, *, memory_bytes: int = MEMORY_BYTES, seconds: int = SECONDS) -> bytes:
    """`core.images.reencode`, apart. Raises ImageRefused, also when memory or time run out or the process dies."""
    command = [sys.executable, "-m", "core.image_worker", str(memory_bytes), str(seconds)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds + 10, check=False)
    except subprocess.TimeoutExpired:
        raise ImageRefused("undecodable") from None
    if done.returncode == _REFUSED:
        raise ImageRefused(done.stderr.decode(errors="replace"))
    if done.returncode or not done.stdout:
        raise ImageRefused("undecodable")
    return done.stdout


def main(arguments: list[str]) -> int:
    """Read a picture from standard input, write the new one to standard output."""
    memory, seconds = (int(text) for text in arguments)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        picture = reencode(sys.stdin.buffer.read())
    except ImageRefused as refused:
        sys.stderr.write(refused.reason)
        return _REFUSED
    sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
