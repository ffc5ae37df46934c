"""The demo's folder: made, gone on with, and never mistaken for something else."""

import shutil

import pytest

from twohats.errors import WrongUse
from twohats.flow.demo import make_demo


def test_a_demo_that_people_went_on_with_is_read_again(tmp_path):
    """Edited settings stay, and facts that were deleted come back."""
    folder = tmp_path / "demo"
    assert make_demo(folder, 1)
    settings = folder / "twohats.toml"
    settings.write_text(settings.read_text("utf-8") + "# a note of ours\n", "utf-8")
    shutil.rmtree(folder / ".twohats" / "facts")

    assert make_demo(folder, 1)
    assert not make_demo(folder, 1)
    assert settings.read_text("utf-8").endswith("# a note of ours\n")


@pytest.mark.parametrize("name", ["notes.txt", "twohats.toml"])
def test_a_folder_that_holds_something_else_is_left_alone(tmp_path, name):
    """Neither a workspace of one's own nor any other file is touched."""
    (tmp_path / name).write_text('organization = "Ours"\n', "utf-8")

    with pytest.raises(WrongUse, match="no demo was made"):
        make_demo(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == [name]
