"""When each repository was last looked at, also where nothing was new and so nothing was read."""

import json
from collections.abc import Iterable
from datetime import datetime

from filelock import FileLock

from twohats.store.facts import FactStore

_FILE = "looked.json"


def looked_at(store: FactStore) -> dict[str, datetime]:
    """Recall when repositories were looked at last, by their keys."""
    file = store.folder / _FILE
    if not file.is_file():
        return {}
    content = json.loads(file.read_bytes())
    return {key: datetime.fromisoformat(at) for key, at in content.items()}


def remember(store: FactStore, repositories: Iterable[str], now: datetime) -> None:
    """Write down that these were looked at now, and all that was new in them is held."""
    store.disk.folder(store.folder)
    with FileLock(store.folder / f".{_FILE}.lock"):
        known = {key: at.isoformat() for key, at in looked_at(store).items()}
        known |= dict.fromkeys(repositories, now.isoformat())
        text = json.dumps(dict(sorted(known.items())), indent=0)
        store.disk.write(store.folder / _FILE, text.encode())
