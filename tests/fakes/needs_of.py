"""What rules find in a small story, told in a few words."""

from fakes.small_facts import Story

from twohats.formats.needs_file import Register, parse_needs
from twohats.needs import rules
from twohats.needs.found import find_needs
from twohats.needs.search import Search


def register(text: str = "") -> Register:
    """Read the text of a needs.toml."""
    read = parse_needs(text)
    assert read.mistakes == ()
    return read


def search(
    story: Story, text: str = "", *, as_of: float = 100, own: tuple[str, ...] = ()
) -> Search:
    """Look at a story as of a day."""
    return Search(story.facts(as_of=as_of), register(text), own)


def found(story: Story, code: str, text: str = "", **more):
    """What one rule finds."""
    return rules()[code].find(search(story, text, **more))


def items(needs) -> list[int]:
    """Numbers of the items that needs are about, in order of rank of the key."""
    return sorted(int(need.item.rpartition("#")[2]) for need in needs)


def all_needs(story: Story, text: str = "", **more):
    """What all rules find, ranked."""
    skills = more.pop("skills", ())
    return find_needs(search(story, text, **more), skills=skills)
