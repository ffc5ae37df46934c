"""``demo``: a workspace with made-up facts."""

from pathlib import Path

from twohats.errors import WrongUse
from twohats.flow.importing import OnPage, read_into
from twohats.sources.made_up import MadeUpSource
from twohats.store.facts import FactStore
from twohats.workspace import SETTINGS_FILE, create_text, load_workspace


def make_demo(folder: Path, seed: int, on_page: OnPage = lambda *_: None) -> bool:
    """Make a workspace of a made-up organization, or finish one that was begun.

    Parameters
    ----------
    folder
        Where; it is made.
    seed
        Which one.
    on_page
        For progress.

    Returns
    -------
    bool
        Whether anything was made; false where it was all there.

    Raises
    ------
    WrongUse
        The folder holds something else.
    """
    source = MadeUpSource(seed)
    settings = folder / SETTINGS_FILE
    texts = {
        "team.yml": source.team_text,
        "key-communities.toml": source.communities_text,
        ".gitignore": ".twohats/\n",
        # Last: a workspace exists once its settings do.
        SETTINGS_FILE: source.settings_text,
    }
    if folder.is_dir() and any(folder.iterdir()) and not _is_begun(folder, texts):
        raise WrongUse(
            f"{folder}: no demo was made: the folder holds something that is no demo. "
            "Name another one: `twohats demo FOLDER`."
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        if not (folder / name).exists():
            create_text(folder / name, text)
    workspace = load_workspace(settings.parent)
    outcome = read_into(FactStore(workspace.facts_folder), [source], on_page)[0]
    return outcome.is_new


def _is_begun(folder: Path, texts: dict[str, str]) -> bool:
    """Whether it is a demo: one that people went on with, or one that was begun and cut."""
    settings = folder / SETTINGS_FILE
    if settings.is_file():
        first_line = texts[SETTINGS_FILE].splitlines()[0]
        return settings.read_text(encoding="utf-8").startswith(first_line)
    return all(
        path.name in (".twohats", "journal", ".git")
        or (path.name in texts and path.read_text(encoding="utf-8") == texts[path.name])
        for path in folder.iterdir()
    )
