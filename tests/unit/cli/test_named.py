"""What people name on the command line becomes keys, or is refused in words."""

import pytest

from twohats.cli.named import read_named
from twohats.errors import WrongUse
from twohats.formats.addresses import HOSTS, read_owner, read_repository


def test_names_become_keys_in_their_order():
    """As people write them: with a prefix, as an address, in any case."""
    said = ["Lantern-Project", "https://github.com/harbour/"]

    found = read_named("--community", said, read_owner, HOSTS)

    assert found == ("github:lantern-project", "github:harbour")


def test_all_that_names_nothing_is_told_at_once():
    """Wrong use, not a fault of the program; what is right beside it does not help."""
    with pytest.raises(WrongUse) as wrong:
        read_named("--repository", ["%%", "lantern/core", "@@"], read_repository, HOSTS)

    assert wrong.value.exit_code == 2
    assert str(wrong.value).splitlines() == [
        "--repository: `%%` is not a repository: write it as `owner/name`.",
        "--repository: `@@` is not a repository: write it as `owner/name`.",
    ]
