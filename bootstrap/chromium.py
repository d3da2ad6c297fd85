"""See to it that the tests have a browser and a Chinese font: the machine's own, Playwright's, or installed as root."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")


def main() -> int:
    """Find or install; 0 if there is a browser, 1 with one line if there is none."""
    if found := find():
        if not has_chinese_font():
            _apt(PACKAGES[1:])
        print(f"  浏览器 · browser: {found}")
        return 0
    _apt(PACKAGES)
    if find():
        return main()
    print(
        "三零: no Chromium here and none could be installed, so the browser tests cannot run: "
        "install the packages chromium and fonts-noto-cjk",
        file=sys.stderr,
    )
    return 1


def find() -> Path | None:
    """Return the path of a Chromium, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return Path(path)
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    return next(iter(sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


def has_chinese_font() -> bool:
    """Say whether fontconfig knows a font with Chinese in it."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout.strip())


def lend_font(folder: Path) -> dict[str, str]:
    """Return the environment for a browser: where the machine has no Chinese font, one that finds the wheel's."""
    if has_chinese_font():
        return {}
    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        return {}
    config = folder / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{Path(spec.origin).parent}</dir><cachedir>{folder}/fonts</cachedir>"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
    )
    return {"FONTCONFIG_FILE": str(config)}


def _apt(packages: tuple[str, ...]) -> None:
    """Install Debian packages if we may; quietly nothing if we may not."""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"  安装 · installing {' '.join(packages)} …", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", *packages]):
        subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
