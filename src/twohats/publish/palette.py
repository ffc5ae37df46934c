"""Colours of pages and charts, in light and in dark, by what they are for.

Charts are drawn in the light colours; a page swaps each for the CSS variable of the same name, so
that no colour may stand for two things. Contrast and colour blindness are computed in the tests.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Palette:
    """One colour for each purpose, as ``#rrggbb``."""

    ground: str
    """The page."""
    panel: str
    """Behind figures and heads of tables."""
    ink: str
    """Text."""
    quiet: str
    """Notes, captions, axes."""
    rule: str
    """Lines between rows, grid lines; never the only carrier of meaning."""
    edge: str
    """Borders of things one can use."""
    link: str
    banner: str
    banner_ink: str
    stripe: str
    """Stripes of what is not known."""
    blank: str
    """Between those stripes."""
    series: tuple[str, ...]
    """Bars and lines, in the order of `Chart.color_order`."""

    def variables(self) -> dict[str, str]:
        """Colours by the name of their CSS variable."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "series"}
        series = {f"series-{at}": colour for at, colour in enumerate(self.series, start=1)}
        return {name.replace("_", "-"): colour for name, colour in (named | series).items()}


LIGHT = Palette(
    ground="#ffffff",
    panel="#f5f6f8",
    ink="#1b2230",
    quiet="#566071",
    rule="#dde1e7",
    edge="#7d8796",
    link="#0a53a0",
    banner="#fff1cc",
    banner_ink="#4d3700",
    stripe="#767f8d",
    blank="#e4e7ec",
    series=("#17508f", "#d5720f", "#2f9d8a", "#6e1420", "#a058e8", "#1b1b5e"),
)

DARK = Palette(
    ground="#14181f",
    panel="#1d232c",
    ink="#e9ecf1",
    quiet="#a7b0be",
    rule="#343c48",
    edge="#7f8a9a",
    link="#8cbcf5",
    banner="#3d3210",
    banner_ink="#ffe6a3",
    stripe="#8e98a7",
    blank="#3a424e",
    series=("#5b93dc", "#f2a65a", "#5cc9b4", "#c04a28", "#8a63ee", "#efe9a0"),
)
