"""A site of cleared pages: files beside one another, all of them or none."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from twohats.errors import TwohatsError, WrongUse
from twohats.publish.files import write_text
from twohats.records.pages import Cleared

Form = Literal["html", "myst", "md"]
MANIFEST = "site.json"
"""Names the files that are ours, so that a later site takes away what it no longer holds."""


def site_texts(pages: Mapping[str, Cleared], form: Form) -> dict[str, str]:
    """Write the pages of a site, as text by the name of each file.

    Parameters
    ----------
    pages
        By key, which is the file's name; ``index`` comes first.
    form
        ``html``; ``myst`` for Sphinx and MyST; ``md`` for GitHub and Hugo.
    """
    if form == "html":
        from twohats.publish.html import to_html

        return {f"{key}.html": to_html(page) for key, page in pages.items()}
    from twohats.publish.markdown import to_markdown

    is_myst = form == "myst"
    texts = {
        f"{key}.md": to_markdown(page, is_myst=is_myst, page=key) for key, page in pages.items()
    }
    if is_myst:
        others = "\n".join(key for key in pages if key != "index")
        texts["index.md"] += f"\n```{{toctree}}\n:hidden:\n\n{others}\n```\n"
    return texts


def write_site(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the files of a site, and take away those of the site that was there before.

    Parameters
    ----------
    texts
        By the name of each file.
    folder
        Made where it is missing. Whatever else lies in it stays.

    Returns
    -------
    list of Path
        What was written; last the list of them.

    Raises
    ------
    WrongUse
        The folder holds a file of the same name that is no page of ours; nothing was written.
    TwohatsError
        The disk would not take it.
    """
    before = _before(folder)
    foreign = sorted(name for name in texts if name not in before and (folder / name).exists())
    if foreign:
        raise WrongUse(
            f"{folder}: no page was written: {', '.join(foreign)} lies there and is no page of ours. "
            "Name another folder with --out."
        )
    names = sorted(texts)
    written = [folder / name for name in names]
    # The list first, with the old names too: a run that is cut leaves no file that nobody knows.
    write_text(folder / MANIFEST, _manifest({*names, *before}))
    for name in names:
        write_text(folder / name, texts[name])
    for name in sorted(before - set(names)):
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as cause:
            raise TwohatsError(f"{folder / name}: an old page was not removed: {cause}.") from cause
    write_text(folder / MANIFEST, _manifest(set(names)))
    return [*written, folder / MANIFEST]


def _manifest(names: set[str]) -> str:
    return json.dumps({"made_by": "twohats report", "files": sorted(names)}, indent=1) + "\n"


def _before(folder: Path) -> set[str]:
    """Read which files the site before wrote; names that lead out of the folder are none of ours."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        names = told["files"] if told.get("made_by") == "twohats report" else []
    except (OSError, ValueError, KeyError, AttributeError):
        return set()
    if not isinstance(names, list):
        return set()
    return {name for name in names if isinstance(name, str) and Path(name).name == name}
