"""A program of the bench in a process of its own, asked and answering in lines of JSON."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from core.embedded.paths import ROOT


class Partner:
    """`with Partner("bench.load", "8001") as phones:` starts it; at the end its input is closed, and it ends."""

    def __init__(self, module: str, *words: str, environ: Mapping[str, str] | None = None) -> None:
        self.module = module
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ,
        )  # fmt: skip

    def __enter__(self) -> "Partner":
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def tell(self, words: Any) -> None:
        """Say something that needs no answer, or none yet."""
        assert self.process.stdin
        print(json.dumps(words), file=self.process.stdin, flush=True)

    def hear(self) -> Any:
        """The next answer. RuntimeError if the program has ended."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.module} ended with {self.process.wait()}")
        return json.loads(line)

    def ask(self, words: Any) -> Any:
        """Say something and return the answer."""
        self.tell(words)
        return self.hear()
