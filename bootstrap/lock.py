"""Work the locks out anew: `python -m bootstrap.lock`. One file per set, hashed, without any index's address.

`requirements.lock` is what production installs; embedded adds the two servers, dev the tools of the tests; node and uv
stand alone. Each set keeps to the versions of the one before.
"""

import sys

from bootstrap import install, mirrors
from bootstrap.saying import StepFailed, complain, run, step
from bootstrap.stamps import ROOT

PROJECT = "pyproject.toml"
SETS: dict[str, list[str]] = {
    "requirements.lock": [PROJECT],
    "requirements-embedded.lock": [PROJECT, "--extra", "embedded", "-c", "requirements.lock"],
    "requirements-dev.lock": [
        PROJECT,
        "--extra",
        "embedded",
        "--group",
        "dev",
        "-c",
        "requirements-embedded.lock",
    ],
    "requirements-node.lock": ["--group", "node"],
    "requirements-uv.lock": ["--group", "uv"],
}
STYLE = [
    "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate",
    "--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock",
]  # fmt: skip


def main() -> int:
    try:
        uv = install.uv()
        for name, sources in SETS.items():
            with step(f"锁定 · locking {name}"):
                run([uv, "pip", "compile", *STYLE, *sources, "-o", name], cwd=ROOT, env=mirrors.environment())
    except StepFailed as error:
        complain(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
