"""What is prepared before the processes start. Each step is done only if what it depends on has changed."""

import json
import os
import secrets
import sys
from datetime import UTC, datetime

from bootstrap import frontend, messages, stamps
from bootstrap.saying import StepFailed, run, run_aloud, step
from core.embedded.paths import ROOT, Places
from core.environment import Environment

MANAGE = [sys.executable, str(ROOT / "manage.py")]
OUR_APPS = ("core", "grids", "incidents", "realtime", "mobile_api")


def build_pages(env: Environment) -> None:
    """Front end, texts, and the static files under their hashed names."""
    if (ROOT / "frontend").is_dir():
        frontend.build()
    messages.build()
    folders = [
        ROOT / "frontend/dist",
        *(folder for app in OUR_APPS for folder in (ROOT / app).rglob("static")),
    ]
    value = stamps.digest([*folders, ROOT / "requirements.lock"], str(env.static_root))
    stamp = env.places.stamps / "static"
    if not (stamps.is_current(stamp, value) and env.static_root.is_dir()):
        with step("收集静态文件 · collecting static files"):
            manage(env, "collectstatic", "--noinput", "--clear")
        stamps.write(stamp, value)


def make_keys(env: Environment) -> None:
    """Make the demo's own secret and keys where they are missing."""
    from core.crypto import keys

    env.keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = env.keys_dir / "django-secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(50))
    keys.ensure(env.keys_dir, env.crypto, datetime.now(UTC))


def migrate(env: Environment, database: str) -> None:
    """Bring the database up to date, unless this very database (`database` names it) had these migrations."""
    files = [path for app in OUR_APPS for path in (ROOT / app).rglob("migrations/*.py")]
    rights = ROOT / "core/ledger/roles.py"
    value = stamps.digest([*files, rights, ROOT / "requirements.lock"], database)
    stamp = env.places.stamps / "migrated"
    if not stamps.is_current(stamp, value):
        with step("更新数据库 · migrating the database"):
            manage(env, "migrate", "--noinput")
        stamps.write(stamp, value)


def load_demo(env: Environment) -> None:
    """Load the demo county, once, and only where everything is ours and on loopback."""
    if env.demo and not env.places.accounts.exists():
        with step("载入示例县 · loading the demo county"):
            run_aloud([*MANAGE, "load_demo"], cwd=ROOT, env=environ_for(env, "migrator"))


def manage(env: Environment, *words: str) -> str:
    """Run a management command under the owner's role. Raises StepFailed with its last lines."""
    return run([*MANAGE, *words], cwd=ROOT, env=environ_for(env, "migrator"))


def environ_for(env: Environment, role: str) -> dict[str, str]:
    """Return the environment of a child: ours, with the instance's folder and the child's role."""
    return {**os.environ, "SANLING_VAR": str(env.places.var), "SANLING_ROLE": role}


def accounts(here: Places) -> list[dict[str, str]]:
    """Return the demo accounts as the loader wrote them; empty if there are none."""
    try:
        found: list[dict[str, str]] = json.loads(here.accounts.read_text())
    except FileNotFoundError:
        return []
    except ValueError:
        raise StepFailed(f"{here.accounts} is damaged: remove it and var/postgres, and start again") from None
    return found


def folders(here: Places) -> None:
    """Make the folders of the instance: `var` may be entered (the servers' own user must), photos only by us."""
    for folder in (here.run, here.log, here.media):
        folder.mkdir(parents=True, exist_ok=True)
    here.var.chmod(0o755)
    here.media.chmod(0o700)
