"""The browser of the tests can draw Chinese, the rare characters of people's names among it."""

from pathlib import Path
from typing import Any

import pytest

from bootstrap import chromium

PIXELS = """([text]) => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 64, height: 64});
  const pen = canvas.getContext('2d');
  pen.font = '48px sans-serif';
  pen.fillText(text, 4, 52);
  return canvas.toDataURL();
}"""
MISSING = "\U0010fffe"


@pytest.mark.browser
@pytest.mark.parametrize("character", ["三", "镕", "垚", "喆"])
def test_a_character_is_drawn_and_not_the_missing_glyph(page: Any, character: str) -> None:
    page.set_content("<!doctype html><html lang='zh-Hans'>")
    drawn, missing, nothing = (page.evaluate(PIXELS, [text]) for text in (character, MISSING, " "))
    assert drawn not in (missing, nothing)


def test_without_a_font_of_the_machine_the_wheels_is_lent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert chromium.lend_font(tmp_path) == {}
    monkeypatch.setattr(chromium, "has_chinese_font", lambda: False)
    config = Path(chromium.lend_font(tmp_path)["FONTCONFIG_FILE"])
    monkeypatch.undo()
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    assert chromium.has_chinese_font() and "pylopdf_fonts_zh_cn" in config.read_text()
