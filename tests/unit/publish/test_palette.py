"""Contrast as WCAG 2.2 computes it, and colours as people with other eyes see them."""

from itertools import combinations

import pytest

from twohats.publish.palette import DARK, LIGHT

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])

# Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB.
EYES = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def _linear(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def _contrast(one, other):
    light = [
        0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05 for r, g, b in (_linear(one), _linear(other))
    ]
    return max(light) / min(light)


def _oklab(rgb):
    r, g, b = rgb
    cones = (
        0.4122 * r + 0.5363 * g + 0.0514 * b,
        0.2119 * r + 0.6807 * g + 0.1074 * b,
        0.0883 * r + 0.2817 * g + 0.6300 * b,
    )
    x, y, z = (max(c, 0) ** (1 / 3) for c in cones)
    return (
        0.2105 * x + 0.7936 * y - 0.0041 * z,
        1.9780 * x - 2.4286 * y + 0.4506 * z,
        0.0259 * x + 0.7828 * y - 0.8087 * z,
    )


def _apart(one, other, eye):
    seen = [
        _oklab([sum(w * c for w, c in zip(row, _linear(colour), strict=True)) for row in EYES[eye]])
        for colour in (one, other)
    ]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


@PALETTES
@pytest.mark.parametrize("ground", ["ground", "panel", "rule"])
@pytest.mark.parametrize("text", ["ink", "quiet", "link"])
def test_text_can_be_read(palette, ground, text):
    """Every colour of text stands at least 4.5 to 1 from what it is printed on."""
    assert _contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@PALETTES
def test_the_banner_can_be_read(palette):
    """What is said above everything else is no harder to read than the rest."""
    assert _contrast(palette.banner_ink, palette.banner) >= 4.5


@PALETTES
def test_marks_and_edges_can_be_seen(palette):
    """Bars, lines, stripes and borders stand at least 3 to 1 from the page."""
    for colour in (*palette.series, palette.stripe, palette.edge):
        assert _contrast(colour, palette.ground) >= 3, colour


@PALETTES
@pytest.mark.parametrize("eye", EYES)
def test_colours_differ_for_every_eye(palette, eye):
    """Any two colours of bars and lines can be told apart whatever cones a reader has."""
    for one, other in combinations(palette.series, 2):
        assert _apart(one, other, eye) > 0.08, (one, other)


@PALETTES
def test_no_colour_stands_for_two_things(palette):
    """A page swaps colours of a drawing by their value, so each may have one meaning only."""
    colours = list(palette.variables().values())
    assert len(set(colours)) == len(colours)


def test_light_and_dark_name_the_same_things():
    """Every colour of the light page has its counterpart in the dark."""
    assert LIGHT.variables().keys() == DARK.variables().keys()
