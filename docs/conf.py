"""How the documentation is built: ``nox -s docs``."""

from twohats import __version__

project = "twohats"
author = "The twohats contributors"
copyright = f"2026, {author}"  # Sphinx names it so
release = __version__

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "pydata_sphinx_theme"
html_title = f"twohats {release}"
html_show_sourcelink = False
html_theme_options = {
    "navigation_with_keys": False,
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
}
