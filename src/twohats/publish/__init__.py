"""Pages and their writers; they take only what is cleared.

A writer is loaded when it is first called, so that asking for help loads none.
"""

from pathlib import Path

from twohats.records.pages import Cleared

__all__ = ["to_html", "to_markdown", "write_page"]


def to_html(cleared: Cleared) -> str:
    """Write one HTML page, as text; see `twohats.publish.html`."""
    from twohats.publish import html

    return html.to_html(cleared)


def to_markdown(cleared: Cleared) -> str:
    """Write the same page as Markdown, as text; see `twohats.publish.markdown`."""
    from twohats.publish import markdown

    return markdown.to_markdown(cleared)


def write_page(cleared: Cleared, path: Path | str) -> None:
    """Write a page to disk, whole or not at all; see `twohats.publish.files`."""
    from twohats.publish import files

    files.write_page(cleared, path)
