"""What was synced of a community's documents, for its card."""

from twohats.cards.papers import papers_of_rows, with_community
from twohats.errors import WrongUse
from twohats.flow.rows import fetch
from twohats.records.cards import Papers
from twohats.records.keys import owner_of, repository_key
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore
from twohats.workspace import Workspace


def synced_papers(workspace: Workspace, store: FactStore, name: str) -> Papers:
    """Take the latest text of each document of a repository, and of its organization's ``.github``.

    Parameters
    ----------
    workspace
        For the forges it knows.
    store
        What was read.
    name
        ``owner/name``, or a key as ``github:owner/name``.

    Raises
    ------
    WrongUse
        No document of it was ever read.
    """
    forge, _, rest = name.rpartition(":")
    repository = repository_key(forge or workspace.settings.forges[0].name, rest)
    shared = f"{owner_of(repository)}/.github"
    told = fact_tables(connect(store.snapshot()))["documents"]
    told = told.filter(told.repository.isin([repository, shared]) & told.text.notnull())
    last = told.group_by("repository", "path").agg(_last=told.committed_at.max())
    told = told.inner_join(last, ["repository", "path"])
    told = told.filter((told.committed_at == told._last) | told._last.isnull())
    rows = fetch(told.select("repository", "path", "committed_at", "text").order_by("path"))
    own = [row for row in rows if row["repository"] == repository]
    if not own:
        raise WrongUse(
            f"{repository}: no card was read: none of its documents was synced. "
            "Read it with `twohats sync`, or name the folder of a clone."
        )
    papers = papers_of_rows(repository, own)
    theirs = papers_of_rows(shared, (row for row in rows if row["repository"] == shared))
    return with_community(papers, theirs.papers) if theirs.papers else papers
