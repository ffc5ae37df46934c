"""Pages on disk: written whole or not at all."""

import os
from pathlib import Path

from twohats.errors import TwohatsError, WrongUse
from twohats.records.pages import Cleared


def write_page(cleared: Cleared, path: Path | str) -> None:
    """Write a page; the suffix chooses the form.

    A reader sees the old page or the new one, never half of it, whenever the program is killed.

    Parameters
    ----------
    cleared
        A document every guard allowed.
    path
        Ends in ``.html`` or ``.md``. Its folder is made where it is missing.

    Raises
    ------
    WrongUse
        The suffix is another one.
    TwohatsError
        The disk would not take it.
    """
    target = Path(path)
    write_text(target, _written(cleared, target))


def write_text(target: Path, text: str) -> None:
    """Put a text in a file's place, whole or not at all.

    Raises
    ------
    TwohatsError
        The disk would not take it.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        _sync_folder(target.parent)
    except OSError as cause:
        message = f"{target}: no page was written: {cause.strerror or cause}. Choose another place."
        raise TwohatsError(message) from cause


def _written(cleared: Cleared, target: Path) -> str:
    suffix = target.suffix.lower()
    if suffix in (".html", ".htm"):
        from twohats.publish.html import to_html

        return to_html(cleared)
    if suffix in (".md", ".markdown"):
        from twohats.publish.markdown import to_markdown

        return to_markdown(cleared)
    raise WrongUse(
        f"{target}: no page was written: {suffix or 'no suffix'} is not a form of page. "
        f"Name it {target.with_suffix('.html').name} or {target.with_suffix('.md').name}."
    )


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
