"""A workspace in a folder, and a git that depends on nobody's settings."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SETTINGS = 'organization = "Tidewater Commons"\nowners = ["tidewater"]\n'


class Git:
    """The real git in one folder, with dates as given."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.run("init", "-q", "-b", "main")

    def run(self, *arguments: str, at: str = "2024-01-01") -> str:
        moment = f"{at}T00:00:00Z"
        return subprocess.run(
            ["git", "-C", self.folder, *arguments],
            check=True,
            capture_output=True,
            text=True,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_SYSTEM": os.devnull,
                "GIT_AUTHOR_NAME": "Jane Made-Up",
                "GIT_AUTHOR_EMAIL": "jane@example.org",
                "GIT_COMMITTER_NAME": "Jane Made-Up",
                "GIT_COMMITTER_EMAIL": "jane@example.org",
                "GIT_AUTHOR_DATE": moment,
                "GIT_COMMITTER_DATE": moment,
            },
        ).stdout

    def commit(self, at: str, **files: str) -> None:
        """Write files, ``_`` standing for a dot in their names, and commit all there is."""
        for name, text in files.items():
            (self.folder / name.replace("_", ".")).write_text(text)
        self.run("add", "-A", at=at)
        self.run("commit", "-q", "--allow-empty", "-m", f"As of {at}", at=at)


@pytest.fixture
def folder(tmp_path):
    """A workspace that names its organization and nothing else."""
    (tmp_path / "twohats.toml").write_text(SETTINGS)
    return tmp_path


@pytest.fixture
def git(folder):
    """The workspace under git, nothing committed yet."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    return Git(folder)
