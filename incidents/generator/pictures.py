"""Some dozens of drawn photos, each with a number burnt in, so that a test can say which one arrived.

A scene belongs to a group of sub-categories, before and after. They are the same bytes in every run; matters share
them, as content-addressed storage allows.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 960, 720
VARIANTS = 2
QUALITY = 72

Pen = ImageDraw.ImageDraw
Scene = Callable[[Pen, Random, bool], None]
"""Draws a scene; True for the trouble (before), False once it is set right (after)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo: its JPEG bytes with their digest, and its burnt-in number."""

    number: int
    data: bytes
    sha256: str


def choose(category: str, stage: str, chance: Random) -> Picture:
    """A photo that fits a sub-category: `before` or `after`."""
    scene = scene_of(category)
    first = (list(SCENES).index(scene) * 2 + (stage == "after")) * VARIANTS
    return album()[first + chance.randrange(VARIANTS)]


@cache
def album() -> tuple[Picture, ...]:
    """All photos, drawn once per process: every scene, before and after, in two variants."""
    plan = [(scene, is_trouble) for scene in SCENES for is_trouble in (True, False) for _ in range(VARIANTS)]
    return tuple(
        _picture(number, scene, is_trouble) for number, (scene, is_trouble) in enumerate(plan, start=1)
    )


def scene_of(category: str) -> str:
    """The scene that stands for a sub-category."""
    group = category.split(".")[0]
    return _SCENE_OF.get(category) or _SCENE_OF.get(group) or "street"


def _picture(number: int, scene: str, is_trouble: bool) -> Picture:
    chance = Random(number)  # noqa: S311 - a drawing, not a secret
    image = Image.new("RGB", (WIDTH, HEIGHT), "#8fa3b0")
    SCENES[scene](ImageDraw.Draw(image), chance, is_trouble)
    image = _as_taken(image, number)
    _burn(ImageDraw.Draw(image), number)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return Picture(number, file.getvalue(), hashlib.sha256(file.getvalue()).hexdigest())


def _as_taken(image: Image.Image, number: int) -> Image.Image:
    """A little unsharp and grainy, darker towards the edges, as a telephone takes it."""
    soft = image.filter(ImageFilter.GaussianBlur(1.2))
    grain = Image.frombytes("L", (120, 90), Random(number).randbytes(120 * 90)).resize((WIDTH, HEIGHT))  # noqa: S311
    noisy = Image.blend(soft, Image.merge("RGB", (grain, grain, grain)), 0.06)
    return Image.composite(Image.new("RGB", image.size, "#1b2126"), noisy, _edge())


@cache
def _edge() -> Image.Image:
    """How much darker it is towards the edges."""
    return (
        Image.radial_gradient("L")
        .resize((WIDTH, HEIGHT))
        .point([max(0, value - 110) for value in range(256)])
    )


def _burn(pen: Pen, number: int) -> None:
    font = ImageFont.load_default(44)
    pen.rectangle((0, HEIGHT - 66, 268, HEIGHT), fill="#000000")
    pen.text((18, HEIGHT - 60), f"DEMO {number:03d}", font=font, fill="#ffd23f")


def _hall(pen: Pen, chance: Random, is_trouble: bool) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#cfcabd")
    pen.polygon([(0, HEIGHT), (WIDTH, HEIGHT), (640, 420), (320, 420)], fill="#9c968a")
    pen.rectangle((380, 150, 580, 425), fill="#4c6b5b", outline="#2f4439", width=6)
    pen.rectangle((408, 92, 552, 138), fill="#0b7a4b")
    if is_trouble:
        _boxes(pen, chance, (180, 760), (360, 680), 16, ("#b98b54", "#a97c48", "#6d5a86", "#7d8791"))


def _bikes(pen: Pen, chance: Random, is_trouble: bool) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#bcb7ab")
    pen.rectangle((0, 480, WIDTH, HEIGHT), fill="#85817a")
    for at in (110, 420, 690) if is_trouble else (690,):
        colour = chance.choice(("#b3312a", "#1f5f99", "#2e2e2e"))
        for wheel in (at, at + 150):
            pen.ellipse((wheel, 480, wheel + 100, 580), outline="#1a1a1a", width=14)
        pen.polygon([(at + 50, 530), (at + 90, 420), (at + 180, 420), (at + 200, 530)], fill=colour)
        if is_trouble:
            pen.line([(at + 120, 420), (at + 60, 180), (at + 160, 40)], fill="#f0b429", width=7)


def _wires(pen: Pen, chance: Random, is_trouble: bool) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#d6d1c4")
    pen.rectangle((300, 140, 660, 560), fill="#8d959c", outline="#5d646a", width=8)
    for row in range(3):
        for column in range(3):
            left, top = 330 + column * 108, 180 + row * 120
            pen.rectangle((left, top, left + 84, top + 92), fill="#e8e6df", outline="#50565b", width=4)
    for _ in range(16 if is_trouble else 3):
        ends = [(chance.randint(250, 700), 560), (chance.randint(120, 840), chance.randint(600, 700))]
        pen.line(
            [(chance.randint(320, 640), 540), *ends],
            fill=chance.choice(("#b3210f", "#1b1b1b", "#c98b1b")),
            width=6,
        )


def _extinguishers(pen: Pen, chance: Random, is_trouble: bool) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#dcd8ce")
    pen.rectangle((240, 210, 720, 640), fill="#a41f16", outline="#701510", width=8)
    for at in (290, 430, 570):
        if is_trouble and chance.random() < 0.5:
            continue
        pen.rounded_rectangle((at, 320, at + 90, 600), 36, fill="#d5372a")
        pen.ellipse(
            (at + 26, 276, at + 64, 314), fill="#d5372a" if is_trouble else "#1f8a4c", outline="#fff", width=4
        )


def _road(pen: Pen, chance: Random, is_trouble: bool) -> None:
    _carriageway(pen)
    if is_trouble:
        for _ in range(3):
            x, y, size = chance.randint(240, 600), chance.randint(380, 600), chance.randint(60, 130)
            pen.ellipse((x, y, x + size * 2, y + size * 0.7), fill="#2c2a28", outline="#1c1b1a", width=8)
    else:
        pen.polygon([(330, 470), (620, 460), (660, 600), (300, 610)], fill="#33363a")


def _manhole(pen: Pen, chance: Random, is_trouble: bool) -> None:
    _carriageway(pen)
    pen.ellipse(
        (350, 420, 620, 590), fill="#0c0c0c" if is_trouble else "#5c5f63", outline="#85898e", width=12
    )
    if is_trouble:
        pen.line([(470, 500), (500, 250)], fill="#6b4a2b", width=12)
    else:
        for y in range(440, 580, 26):
            pen.line([(390, y), (580, y)], fill="#44474a", width=6)


def _carriageway(pen: Pen) -> None:
    pen.rectangle((0, 0, WIDTH, 260), fill="#a9bccb")
    pen.rectangle((0, 200, WIDTH, 270), fill="#6f8a5f")
    pen.polygon([(-200, HEIGHT), (WIDTH + 200, HEIGHT), (600, 260), (360, 260)], fill="#55585c")
    for top in range(280, HEIGHT, 90):
        pen.polygon([(474, top), (486, top), (492, top + 50), (468, top + 50)], fill="#e8e6df")


def _gas(pen: Pen, chance: Random, is_trouble: bool) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#e1ddd2")
    pen.rectangle((0, 300, 560, 350), fill="#9aa0a6")
    pen.rounded_rectangle((640, 330, 820, 650), 60, fill="#51606b", outline="#333c43", width=8)
    pen.rectangle((700, 280, 760, 335), fill="#333c43")
    pen.line([(730, 290), (600, 240), (420, 320)], fill="#8a5a1e" if is_trouble else "#c9ced3", width=16)
    if is_trouble:
        for _ in range(9):
            x = chance.randint(480, 700)
            pen.line([(x, 262), (x + 18, 286)], fill="#1d1d1d", width=5)
    else:
        pen.rectangle((330, 70, 430, 130), fill="#ffffff", outline="#1f8a4c", width=8)


def _house(pen: Pen, chance: Random, is_trouble: bool) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#b7c8d6")
    pen.rectangle((0, 610, WIDTH, HEIGHT), fill="#8b8270")
    pen.rectangle((210, 220, 770, 620), fill="#bd9f7c")
    pen.polygon([(170, 230), (490, 80), (810, 230)], fill="#7b4a3a")
    for left in (280, 580):
        pen.rectangle((left, 320, left + 120, 440), fill="#5c6f7e", outline="#443a2f", width=8)
    if is_trouble:
        x, y = 470, 230
        while y < 610:
            pen.line([(x, y), (x := x + chance.randint(-34, 34), y := y + 36)], fill="#2a211a", width=9)
    else:
        pen.line([(150, 660), (830, 660)], fill="#d03a2b", width=12)


def _slope(pen: Pen, chance: Random, is_trouble: bool) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#b4c6d3")
    pen.polygon([(0, 120), (560, 420), (960, 520), (960, HEIGHT), (0, HEIGHT)], fill="#8a6d4b")
    for _ in range(22 if is_trouble else 5):
        x, y, size = chance.randint(300, 900), chance.randint(500, 690), chance.randint(14, 46)
        pen.ellipse((x, y, x + size, y + size * 0.8), fill="#5c4832")
    if not is_trouble:
        for x in range(80, 900, 100):
            pen.line([(x, 300 + x // 4), (x, 370 + x // 4)], fill="#d7dbde", width=14)


def _water(pen: Pen, chance: Random, is_trouble: bool) -> None:
    _carriageway(pen)
    if is_trouble:
        pen.rectangle((0, 400, WIDTH, HEIGHT), fill="#7b7460")
        for _ in range(26):
            x, y = chance.randint(0, 820), chance.randint(410, 700)
            pen.arc((x, y, x + 140, y + 26), 180, 360, fill="#a39b84", width=4)
    else:
        pen.rectangle((90, 560, 270, 600), fill="#3a3d40")
        for x in range(100, 270, 24):
            pen.line([(x, 562), (x, 598)], fill="#7d8185", width=5)


def _site(pen: Pen, chance: Random, is_trouble: bool) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#bfcbd4")
    for floor in range(5):
        top = 110 + floor * 100
        pen.rectangle((240, top, 760, top + 16), fill="#8b8f93")
        for x in (250, 420, 590, 740):
            pen.rectangle((x, top, x + 16, top + 100), fill="#777b7f")
    if is_trouble:
        _boxes(pen, chance, (180, 780), (560, 690), 14, ("#9b7b52", "#84694a", "#6a7076"))
    else:
        for top in range(110, 610, 26):
            pen.line([(230, top), (770, top)], fill="#2f8f5b", width=4)
        pen.rectangle((100, 600, 860, 680), fill="#e8b730", outline="#20242a", width=6)


def _shelf(pen: Pen, chance: Random, is_trouble: bool) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#e6e2d8")
    for top in (200, 380, 560):
        pen.rectangle((120, top, 840, top + 18), fill="#8e7354")
        for at in range(140, 800, 92):
            if is_trouble or chance.random() < 0.55:
                colour = chance.choice(("#c0392b", "#2f6f9f", "#c99a2e", "#4d8a57"))
                pen.rectangle((at, top - 110, at + 70, top), fill=colour)


def _boxes(
    pen: Pen,
    chance: Random,
    across: tuple[int, int],
    down: tuple[int, int],
    number: int,
    colours: tuple[str, ...],
) -> None:
    for _ in range(number):
        x, y = chance.randint(*across), chance.randint(*down)
        wide, high = chance.randint(50, 130), chance.randint(40, 110)
        pen.rectangle((x, y - high, x + wide, y), fill=chance.choice(colours), outline="#3a3129", width=4)


SCENES: dict[str, Scene] = {
    "hall": _hall, "bikes": _bikes, "wires": _wires, "gear": _extinguishers, "road": _road, "manhole": _manhole,
    "gas": _gas, "house": _house, "slope": _slope, "water": _water, "site": _site, "shelf": _shelf,
    "street": _road,
}  # fmt: skip

_SCENE_OF = {
    "fire.exit": "hall", "fire.premises": "hall", "fire.ebike": "bikes", "fire.wiring": "wires", "fire.gear": "gear",
    "major.fire": "gear", "road": "road", "road.manhole": "manhole", "gas": "gas", "building": "house",
    "building.slope": "slope", "major.building": "slope", "flood": "water", "drowning": "water", "work": "site",
    "major.work": "site", "food": "shelf",
}  # fmt: skip
