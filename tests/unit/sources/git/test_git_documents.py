"""Community files at the default branch."""

import pytest

from twohats.sources.git.documents import kind_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".mailmap", "mailmap"),
        ("CODE_OF_CONDUCT.md", "conduct"),
        ("code-of-conduct.rst", "conduct"),
        (".github/CONTRIBUTING.md", "contributing"),
        ("docs/contributing.rst", "contributing"),
        ("GOVERNANCE", "governance"),
        ("LICENSE", "license"),
        ("Licence.txt", "license"),
        ("COPYING.LESSER", "license"),
        ("LICENSE-APACHE", "license"),
        ("CODEOWNERS", "codeowners"),
        (".github/CODEOWNERS", "codeowners"),
        ("docs/CODEOWNERS", "codeowners"),
        ("SECURITY.md", "security"),
        ("CHANGELOG.md", "changelog"),
        ("CHANGES.rst", "changelog"),
        ("MAINTAINERS", "roster"),
        ("OWNERS", "roster"),
        ("AUTHORS.rst", "roster"),
        (".all-contributorsrc", "roster"),
        ("maintainers.yml", "roster"),
        ("AI_POLICY.md", "ai_policy"),
        ("community-membership.md", "ladder"),
        ("docs/contributor-ladder.rst", "ladder"),
        ("RELEASE.md", "release"),
        ("docs/releasing.rst", "release"),
        ("RELEASE_NOTES.md", "changelog"),
        ("docs/meeting-notes.md", "notes"),
        ("ladder.md", None),
        ("ai-usage-policy.md", "ai_policy"),
        ("LLM_POLICY.md", "ai_policy"),
    ],
)
def test_community_files_are_known_by_name(path, kind):
    """Case, separators and endings of prose do not matter."""
    assert kind_of(path) == kind


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "src/LICENSE",
        "history.py",
        "security.js",
        "docs/source/contributing.md",
        "license.py",
        "changes.json",
        "maintain.md",
        "release.py",
        "release.yml",
        "minutes.json",
        "aid.md",
        "AGENTS.md",
    ],
)
def test_other_files_are_left_alone(path):
    """Code, files elsewhere and files of similar name are none."""
    assert kind_of(path) is None


def test_a_document_carries_its_last_change(repository, read):
    """A file stands at the commit that gave it its present text, not at the newest one."""
    first = repository.commit("Rules", {"GOVERNANCE.md": "Vote\n", "README.md": "Hello\n"})
    at = repository.clock
    repository.commit("Other")

    assert read(repository.path).rows("documents") == [
        {
            "repository": "github:made/up",
            "path": "GOVERNANCE.md",
            "kind": "governance",
            "oid": first,
            "committed_at": at * 1_000_000,
            "text": "Vote\n",
        }
    ]


def test_a_change_that_came_with_a_merge_is_dated(repository, read):
    """A text first written in a merge is found there."""
    repository.commit("Rules", {"GOVERNANCE.md": "One\n"})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("Aside", {"GOVERNANCE.md": "Two\n"})
    repository.git("checkout", "-q", "main")
    repository.commit("Ahead", {"other.txt": "1\n"})
    repository.clock += 60
    repository.git("merge", "-q", "--no-commit", "--no-ff", "side")
    merge = repository.commit("Merge", {"GOVERNANCE.md": "Three\n"})

    (row,) = read(repository.path).rows("documents")

    assert (row["oid"], row["text"]) == (merge, "Three\n")


def test_a_text_restored_is_dated_by_its_return(repository, read):
    """After a change and its revert the file stands at the revert."""
    repository.commit("Rules", {"GOVERNANCE.md": "One\n"})
    repository.commit("Change", {"GOVERNANCE.md": "Two\n"})
    back = repository.commit("Revert", {"GOVERNANCE.md": "One\n"})

    (row,) = read(repository.path).rows("documents")

    assert row["oid"] == back


def test_a_link_to_a_document_is_not_a_second_one(repository, read):
    """``docs/CONTRIBUTING.md`` that links to the one at the root is left out."""
    (repository.path / "docs").mkdir()
    (repository.path / "docs" / "CONTRIBUTING.md").symlink_to("../CONTRIBUTING.md")
    repository.commit("Rules", {"CONTRIBUTING.md": "Welcome\n"})

    assert [r["path"] for r in read(repository.path).rows("documents")] == ["CONTRIBUTING.md"]


def test_folders_are_found_whatever_their_case(repository, read):
    """Forges read ``.github``; people also write ``Docs``."""
    repository.commit("Rules", {".github/CODEOWNERS": "* @ada\n", "Docs/Security.md": "Mail us\n"})

    paths = [row["path"] for row in read(repository.path).rows("documents")]

    assert sorted(paths) == [".github/CODEOWNERS", "Docs/Security.md"]


def test_a_repository_without_documents_is_complete(repository, read):
    """None is an answer."""
    repository.commit()

    found = read(repository.path)

    assert found.rows("documents") == []
    assert found.coverage["documents"].complete
