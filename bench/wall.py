"""How long the wall's map takes to redraw with 100,000 points: the wall's own code in a page. `python -m bench.wall`.

Every point is drawn (new, late or urgent), which no county ever has; the goal is under 50 ms (software rendering). The
best of the rounds is what an idle machine takes, the median what this one took beside its neighbours.
"""

import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bootstrap import chromium
from bootstrap.frontend import find_node

HERE = Path(__file__).parent
FRONTEND = HERE.parent / "frontend"
POINTS = (100, 2_000, 10_000, 100_000)
ROUNDS = 25
GOAL = 50.0
SIZE = (1200, 900)


def bundled(folder: Path) -> str:
    """The bench's page module with the wall's own drawing in it."""
    target = folder / "map.js"
    esbuild = FRONTEND / "node_modules/.bin/esbuild"
    path = {"PATH": f"{find_node().parent}{os.pathsep}{os.environ['PATH']}"}
    words: list[str | Path] = [
        esbuild,
        HERE / "wall_map.ts",
        "--bundle",
        "--minify",
        f"--outfile={target}",
        "--log-level=error",
    ]
    subprocess.run(
        words, check=True, cwd=FRONTEND, env=os.environ | path | {"NODE_PATH": str(FRONTEND / "node_modules")}
    )
    return target.read_text()


def main() -> None:
    found = chromium.find()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as browsers:
        script = bundled(Path(folder))
        options = {"executable_path": str(found)} if found else {}
        browser = browsers.chromium.launch(args=["--no-sandbox"], **options)  # type: ignore[arg-type]
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.set_content(f'<canvas style="width:{SIZE[0]}px;height:{SIZE[1]}px"></canvas>')
        page.add_script_tag(content=script)
        for points in POINTS:
            took = page.evaluate("([points, rounds]) => window.redraw(points, rounds)", [points, ROUNDS])
            best, median = min(took), statistics.median(took)
            print(
                f"{points:>7} points: best {best:6.1f} ms, median {median:6.1f} ms, worst {max(took):6.1f} ms"
            )
        print(f"goal at {POINTS[-1]:,} points: under {GOAL:.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
