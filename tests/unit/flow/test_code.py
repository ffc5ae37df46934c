"""The digest of the program's own files."""

import pytest

from twohats.flow.code import code_digest

FILES = {"a.py": "1", "people/bots.toml": "2", "templates/page.html.j2": "3"}


def folder_of(place, files):
    """A package with these files."""
    for name, text in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return place


@pytest.mark.parametrize(
    "files",
    [
        {**FILES, "a.py": "4"},
        {**FILES, "people/bots.toml": "4"},
        {**FILES, "templates/page.html.j2": "4"},
        {**FILES, "b.py": ""},
        {name: text for name, text in FILES.items() if name != "a.py"},
        {"b.py": "1", **{name: text for name, text in FILES.items() if name != "a.py"}},
    ],
    ids=["python", "list", "template", "more", "fewer", "renamed"],
)
def test_every_file_counts(tmp_path, files):
    """Changed, added, deleted or renamed: the digest is another."""
    before = code_digest(folder_of(tmp_path / "before", FILES))

    assert code_digest(folder_of(tmp_path / "after", files)) != before


def test_equal_files_are_equal_code(tmp_path):
    """Wherever they are, whenever they were written, and whatever was compiled of them."""
    compiled = {**FILES, "__pycache__/a.cpython-311.pyc": "5"}

    assert code_digest(folder_of(tmp_path / "one", FILES)) == code_digest(
        folder_of(tmp_path / "other", compiled)
    )
