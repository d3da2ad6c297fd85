"""What the person at the terminal sees while the steps run, and how a step that failed is told."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


class StepFailed(Exception):
    """A step could not be done; the text is for a person, its first line says all."""


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and when it is done how long it took."""
    started = time.monotonic()
    print(f"  {text} … ", end="", flush=True)
    try:
        yield
    except BaseException:
        print("✗", flush=True)
        raise
    print(f"✓ {time.monotonic() - started:.1f} s", flush=True)


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> str:
    """Run a program and return what it printed. Raises StepFailed with its last lines."""
    try:
        done = subprocess.run(
            command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
        )  # fmt: skip
    except OSError as error:
        raise StepFailed(f"{command[0]}: {error.strerror}") from None
    if done.returncode:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise StepFailed("\n".join([f"{Path(command[0]).name} failed ({done.returncode})", *lines[-12:]]))
    return done.stdout


def run_aloud(command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> None:
    """Run a long program and show what it says about its progress (lines that begin with "…"). Raises StepFailed."""
    lines: list[str] = []
    with subprocess.Popen(
        command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace",
    ) as program:  # fmt: skip
        try:
            for line in program.stdout or ():
                lines.append(line.rstrip())
                if line.startswith("…"):
                    print(f"\n    {line[1:].strip()}", end=" ", flush=True)
        except BaseException:
            program.kill()
            raise
    if program.returncode:
        last = [line for line in lines if line][-12:]
        raise StepFailed("\n".join([f"{Path(command[0]).name} failed ({program.returncode})", *last]))


def complain(error: Exception) -> None:
    """Print a failure to standard error, indented below its first line."""
    first, *rest = str(error).splitlines() or [type(error).__name__]
    print("\n".join([f"三零: {first}", *(f"    {line}" for line in rest)]), file=sys.stderr, flush=True)
