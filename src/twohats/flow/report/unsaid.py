"""What public pages leave unsaid because nobody wrote it down yet, and where it is written."""

from collections.abc import Sequence

from twohats.flow.facts import Opened
from twohats.flow.report.community import Page
from twohats.flow.report.talk import paying_for
from twohats.flow.words import many


def unsaid(opened: Opened, pages: Sequence[Page]) -> tuple[str, ...]:
    """Say what readers look for and find "not stated", each with the next step.

    Parameters
    ----------
    opened
        A workspace with its facts.
    pages
        The communities' pages.
    """
    found = []
    without = [page.place.page for page in pages if page.interest is None]
    if without:
        found.append(
            f"why you depend on {_count(without)}. Write interests/{without[0]}.md; "
            f"`twohats disclose --statement {without[0]}` drafts it."
        )
    unpaid = [page.place.page for page in pages if not paying_for(opened, page.place.key)]
    if unpaid:
        found.append(f"who pays for the work in {_count(unpaid)}. Add [[funders]] to twohats.toml.")
    if not opened.workspace.settings.report.own_projects:
        found.append(
            "how open your own projects are. Name the public ones as `own_projects` under [report] in "
            "twohats.toml."
        )
    return tuple(found)


def _count(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else many(len(names), "community", "communities")
