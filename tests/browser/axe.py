"""What axe-core finds wrong with a page: contrast, names, roles, order. An empty list is what a page owes everybody."""

from playwright.sync_api import Page

from tests.frontend.running import FRONTEND

_AXE = FRONTEND / "node_modules/axe-core/axe.min.js"
_RUN = """async () => {
  const all = await axe.run(document, { resultTypes: ["violations"] });
  return all.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""


def violations(page: Page) -> list[str]:
    """Every element that breaks a rule, as "rule: element"."""
    page.evaluate(_AXE.read_text())
    found: list[str] = page.evaluate(_RUN)
    return found


def scrolls_sideways(page: Page) -> bool:
    """Whether the page itself is wider than its window; a table may scroll within its own box."""
    wider: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wider
