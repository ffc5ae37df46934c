"""The golden set of checks on ourselves: as many cases to speak of as to leave alone, for each rule.

Ada, Bea and Cleo are ours, at Tidewater Commons; Finn works for Acme, Gus for himself; whom Zoe works for
nobody knows. All of them are made up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fakes.small_facts import REPOSITORY, Story, day, ours, promise

from twohats.checks.hours import OwnHours
from twohats.checks.inputs import Deed, Inputs

HOLDS = ("events", "items", "commits", "releases")
COMMUNITY = "github:lantern-project"
LISBON = OwnHours("Europe/Lisbon")


@dataclass(frozen=True)
class Case:
    """One small world, and what one rule says of it."""

    rule: str
    name: str
    tell: Callable[[Story], Any]
    """Tells the story; what it gives goes into `Inputs`."""
    expected: tuple[str, ...]
    """Words of the reason, of the situation where it is loud."""
    is_loud: bool
    without: tuple[str, ...] = ()
    """What was not read."""

    @property
    def inputs(self) -> Inputs:
        """The world as rules see it."""
        team = [ours("ada"), ours("bea"), ours("cleo")]
        story = Story(team, employers=[("finn", "Acme", None, None), ("gus", "Independent", None, None)])  # fmt: skip
        more = self.tell(story)
        story.coverage = (
            *story.coverage,
            *(promise(one, REPOSITORY, None, 100) for one in HOLDS if one not in self.without),
        )
        facts = story.facts(as_of=90)
        return Inputs(facts, **(more if isinstance(more, Mapping) else {}))


def approve(
    story: Story, item: str, by: str, at: float, state: str = "approved", **more: Any
) -> None:
    """Review a change."""
    story.event(item, "reviewed", by, at, state=state, **more)


def comment(story: Story, item: str, by: str, at: float, body: str = "I see.") -> None:
    """Comment below a change or issue."""
    story.event(item, "commented", by, at, body=body)


def maintains(
    story: Story, login: str, since: float | None = None, until: float | None = None
) -> None:
    """Have a roster name a maintainer of the whole community."""
    story.add(
        "memberships",
        owner=COMMUNITY,
        account=f"github:{login}",
        role="maintainer",
        body="maintainers",
        source_path="MAINTAINERS.md",
        from_at=None if since is None else day(since),
        until_at=None if until is None else day(until),
    )


def ours_by_ours(
    story: Story, author: str = "ada", by: str = "bea", at: float = 10, **more: Any
) -> str:
    """Open a change of ours on a day, merged by one of ours ten days later."""
    item = story.item(1, author, at, **more)
    story.close(item, by, at + 10, merged=True)
    return item


def merges(story: Story, mine: int, theirs: int, *, other: str = "finn", first: float = 1) -> None:
    """Have Ada merge some changes of Finn's, and somebody else others, within ninety days."""
    every = ["ada"] * mine + [other] * theirs
    for number, by in enumerate(every):
        at = first + 80 * number / max(len(every), 1)
        story.merged(1000 + int(first) * 1000 + number, "finn", at, by)


# --- C01 ---------------------------------------------------------------------------------------------


def more_than_half(story):
    """Twenty-one of forty merges."""
    merges(story, 21, 19)


def just_half(story):
    """Twenty of forty merges."""
    merges(story, 20, 20)


def more_than_half_with_some_unknown(story):
    """Of forty merges 23 are ours, and 8 by Zoe, just a fifth."""
    merges(story, 23, 9)
    merges(story, 0, 8, other="zoe", first=2)


def more_than_half_with_many_unknown(story):
    """Of forty merges 23 are ours, and 9 by Zoe, more than a fifth."""
    merges(story, 23, 8)
    merges(story, 0, 9, other="zoe", first=2)


def roles_ours(story):
    """Two of three maintainers are ours."""
    for login in ("ada", "bea", "finn"):
        maintains(story, login)
    story.item(1, "finn", 1)


def roles_shared(story):
    """Two of four maintainers are ours."""
    maintains(story, "gus")
    roles_ours(story)


def releases_ours(story):
    """Five releases, three by Ada."""
    story.item(1, "finn", 1)
    for number, by in enumerate(("ada", "ada", "ada", "finn", "finn")):
        story.add("releases", repository=REPOSITORY, tag=f"v{number}", author=f"github:{by}", published_at=day(number + 1))  # fmt: skip


def few_releases_ours(story):
    """Four releases, all by Ada."""
    story.item(1, "finn", 1)
    for number in range(4):
        story.add("releases", repository=REPOSITORY, tag=f"v{number}", author="github:ada", published_at=day(number + 1))  # fmt: skip


# --- C02 ---------------------------------------------------------------------------------------------


def nobody_looked(story):
    """Ada merged her own change within a day."""
    ours_by_ours(story, by="ada")


def a_colleague_looked(story):
    """Bea approved, Cleo merged."""
    approve(story, ours_by_ours(story, by="cleo"), "bea", 12)


def outside_came_too_late(story):
    """Finn reviewed a day after the merge."""
    approve(story, ours_by_ours(story), "finn", 21)


def only_a_bot_looked(story):
    """A program approved."""
    story.kinds = {"checker": "bot"}
    approve(story, ours_by_ours(story), "checker", 12)


def finn_was_ours_then(story):
    """Finn worked with us on the day of his review, and left since."""
    story.team = [*story.team, ours("hana", until=30)]
    story.employers = [*story.employers, ("hana", "Acme", 30, None)]
    approve(story, ours_by_ours(story), "hana", 12)


def nobody_looked_at_last(story):
    """Only the author commented on lines of it."""
    item = ours_by_ours(story)
    story.event(item, "reviewed", "ada", 12, state="commented")


def outside_was_asked_and_silent(story):
    """A review by Finn was asked for, and never came."""
    story.event(ours_by_ours(story), "review_requested", "ada", 12, subject="github:finn")


def line_comment_of_a_colleague(story):
    """Cleo answered on a line."""
    story.event(ours_by_ours(story), "review_commented", "cleo", 12)


def outside_looked(story):
    """Finn approved before the merge."""
    approve(story, ours_by_ours(story), "finn", 12)


def the_unknown_looked(story):
    """Zoe approved, and nobody knows whom she works for."""
    approve(story, ours_by_ours(story), "zoe", 12)


def outside_merged(story):
    """Finn merged it."""
    ours_by_ours(story, by="finn")


def a_bot_merged(story):
    """A program merged it."""
    story.kinds = {"queue": "bot"}
    ours_by_ours(story, by="queue")


def outside_commented(story):
    """Finn wrote a comment, as some communities review."""
    comment(story, ours_by_ours(story), "finn", 12)


def of_somebody_else(story):
    """Ada merged a change of Gus's."""
    ours_by_ours(story, author="gus", by="ada")


def in_our_own_project(story):
    """Ada merged her own change, in a repository that is ours."""
    story.scopes = {REPOSITORY: "own-project"}
    ours_by_ours(story, by="ada")


# --- C03 ---------------------------------------------------------------------------------------------

MAJOR = {"majors": {f"{REPOSITORY}#1": "It is a feature of 640 changed lines."}}


def issue(story, number, by, at):
    """Open an issue."""
    return story.item(number, by, at, kind="issue")


def link(story, one, other, at):
    """Link an item with another."""
    story.add("links", from_item=one, to_item=other, kind="ref", happened_at=day(at))


def big(story, at=20.0, merged=30.0, **more):
    """Open a major change of Ada's, and have Finn approve and merge it."""
    item = story.item(1, "ada", at, **{"body": "The new wick.", **more})
    if merged:
        story.close(item, "finn", merged, merged=True)
    return item


def nobody_asked(story):
    """No issue, and nobody outside said a word before the merge."""
    big(story)
    return MAJOR


def asked_afterwards(story):
    """The issue came five days after the change."""
    link(story, big(story), issue(story, 2, "ada", 25), 25)
    return MAJOR


def only_heard_on_the_change(story):
    """No issue, but Finn reviewed."""
    approve(story, big(story), "finn", 25)
    return MAJOR


def asked_in_our_tracker(story):
    """The issue before it stands in our own project, where nobody upstream looks."""
    own = "github:tidewater-commons/tracker"
    story.scopes = {own: "own-project"}
    other = story.item(2, "ada", 5, kind="issue", repository=own)
    comment(story, other, "finn", 6)
    link(story, big(story), other, 20)
    return MAJOR


def asked_and_heard(story):
    """The issue came fifteen days before, and Finn answered."""
    other = issue(story, 2, "ada", 5)
    comment(story, other, "finn", 7)
    link(story, big(story), other, 20)
    return MAJOR


def asked_for_by_others(story):
    """Finn opened the issue."""
    link(story, big(story), issue(story, 2, "finn", 5), 20)
    return MAJOR


def a_small_change(story):
    """Nobody has to be asked."""
    big(story)
    return {"majors": {}}


def linked_with_the_unread(story):
    """It names an issue in a repository that was not read."""
    link(story, big(story), "github:lantern-project/elsewhere#9", 20)
    return MAJOR


# --- C04 ---------------------------------------------------------------------------------------------


def outside_looked_and_did_not_approve(story):
    """Finn asked a question in a review; Bea merged."""
    approve(story, ours_by_ours(story), "finn", 12, "commented", body="Why not wax?")


def outside_wanted_changes(story):
    """Finn asked for changes; Ada merged her own."""
    approve(story, ours_by_ours(story, by="ada"), "finn", 12, "changes_requested", body="No.")


def outside_approved_later(story):
    """Finn asked, and approved a day after the merge."""
    item = ours_by_ours(story)
    approve(story, item, "finn", 12, "commented", body="Why not wax?")
    approve(story, item, "finn", 21)


def outside_approved(story):
    """Finn asked first, and approved then."""
    item = ours_by_ours(story)
    approve(story, item, "finn", 12, "commented", body="Why not wax?")
    approve(story, item, "finn", 14)


def outside_approved_in_words(story):
    """Finn wrote ACK in a review without the button."""
    approve(story, ours_by_ours(story), "finn", 12, "commented", body="Code review ACK 6969b2b")


def the_unknown_approved(story):
    """Finn asked; Zoe approved."""
    item = ours_by_ours(story)
    approve(story, item, "finn", 12, "commented", body="Why not wax?")
    approve(story, item, "zoe", 14)


# --- C05 ---------------------------------------------------------------------------------------------

PAID = {"paying": {f"{REPOSITORY}#1": ("Marram University (made up)",)}}


def paid_and_not_approved(story):
    """Finn asked a question in a review; Bea merged what a member benefits from."""
    outside_looked_and_did_not_approve(story)
    return PAID


def paid_and_nobody_looked(story):
    """Ada merged her own."""
    nobody_looked(story)
    return PAID


def paid_and_approved(story):
    """Finn approved."""
    outside_looked(story)
    return PAID


def paid_and_merged_outside(story):
    """Finn merged."""
    outside_merged(story)
    return PAID


# --- C06 ---------------------------------------------------------------------------------------------


def colleague_approved_in_a_role(story):
    """Bea is a maintainer since the beginning, and approved Ada's open change."""
    maintains(story, "bea", 0)
    approve(story, story.item(1, "ada", 40), "bea", 50)


def colleague_approved_where_they_merge(story):
    """Bea merged something there before; no roster names anybody."""
    story.merged(7, "gus", 5, "bea")
    approve(story, story.item(1, "ada", 40), "bea", 50)


def colleague_had_no_role_yet(story):
    """Bea became a maintainer after she approved."""
    maintains(story, "bea", 60)
    maintains(story, "finn", 0)
    approve(story, story.item(1, "ada", 40), "bea", 50)


def colleague_and_outside_approved(story):
    """Finn approved, too."""
    maintains(story, "bea", 0)
    maintains(story, "finn", 0)
    item = story.item(1, "ada", 40)
    approve(story, item, "bea", 50)
    approve(story, item, "finn", 51)


# --- C07, C08 ----------------------------------------------------------------------------------------


def deeds(person, count, hour):
    """Some entries of a person, on Mondays at an hour of UTC; 1 January 2024 was one."""
    return [
        Deed(f"github:{person}", COMMUNITY, day(7 * (n % 12) + hour / 24)) for n in range(count)
    ]


ALL_LISBON = {f"github:{person}": LISBON for person in ("ada", "bea", "cleo")}


def team_works_at_night(story):
    """Each of three does half of it at eleven in the evening."""
    work = [d for p in ("ada", "bea", "cleo") for d in (*deeds(p, 4, 10), *deeds(p, 4, 23))]
    return {"deeds": work, "hours": ALL_LISBON}


def team_works_by_day(story):
    """At ten in the morning."""
    return {
        "deeds": [d for p in ("ada", "bea", "cleo") for d in deeds(p, 6, 10)],
        "hours": ALL_LISBON,
    }


def one_carries_it(story):
    """Ada did sixteen of twenty."""
    work = [*deeds("ada", 16, 10), *deeds("bea", 2, 10), *deeds("cleo", 2, 10)]
    return {"deeds": work, "team": ("github:ada", "github:bea", "github:cleo")}


def shared_evenly(story):
    """Ada did ten of twenty: half is not more than half."""
    work = [*deeds("ada", 10, 10), *deeds("bea", 5, 10), *deeds("cleo", 5, 10)]
    return {"deeds": work, "team": ("github:ada", "github:bea", "github:cleo")}


# --- C09 ---------------------------------------------------------------------------------------------


def reviews(story, given, asked):
    """Have Finn review changes of ours, and Ada changes of his; all of one size."""
    for number in range(asked):
        item = story.item(100 + number, "ada", 5, additions=5, deletions=0)
        approve(story, item, "finn", 6)
        story.close(item, "finn", 7, merged=True)
    for number in range(given):
        item = story.item(200 + number, "finn", 5, additions=5, deletions=0)
        approve(story, item, "ada", 6)
        story.close(item, "finn", 7, merged=True)


def we_ask_more(story):
    """Six reviewed for us, five by us."""
    reviews(story, 5, 6)


def we_give_as_much(story):
    """Six both ways."""
    reviews(story, 6, 6)


def _loud(rule, tell, *expected, without=()):
    return Case(rule, tell.__name__, tell, expected, True, without)


def _quiet(rule, tell, *expected, without=()):
    return Case(
        rule, tell.__name__ + ("" if not without else " unread"), tell, expected, False, without
    )


NOBODY = "nobody of another employer"
CASES = (
    _loud("C01", more_than_half, "21 of 40 merges (52 %)"),
    _quiet("C01", just_half, "not more than half, and not rising"),
    _loud("C01", more_than_half_with_some_unknown, "23 of 40 merges (57 %)", "up to 78 %"),
    _quiet("C01", more_than_half_with_many_unknown, "so many employers are not known"),
    _loud("C01", roles_ours, "hold 2 of 3 roles (67 %)"),
    _quiet("C01", roles_shared, "not more than half"),
    _loud("C01", releases_ours, "In the year to", "made 3 of 5 releases (60 %)"),
    _quiet("C01", few_releases_ours, "too few"),
    _loud("C02", nobody_looked, "Its author merged it; nobody looked", NOBODY),
    _loud("C02", a_colleague_looked, "A colleague of its author merged it; 1 colleague looked"),
    _loud("C02", outside_came_too_late, NOBODY),
    _loud("C02", only_a_bot_looked, "nobody looked"),
    _loud("C02", finn_was_ours_then, "1 colleague looked"),
    _quiet("C02", outside_looked, "somebody of another employer had looked"),
    _quiet("C02", the_unknown_looked, "an employer nobody knows"),
    _quiet("C02", outside_merged, "merged by somebody who is not ours"),
    _quiet("C02", a_bot_merged, "a bot merged it"),
    _quiet("C02", outside_commented, "comments do not tell"),
    _quiet("C02", nobody_looked, "its reviews were not read", without=("events",)),
    _quiet("C02", of_somebody_else),
    _quiet("C02", in_our_own_project),
    _loud("C02", nobody_looked_at_last, NOBODY),
    _loud("C02", outside_was_asked_and_silent, "nobody looked"),
    _loud("C02", line_comment_of_a_colleague, "1 colleague looked"),
    _loud("C03", nobody_asked, "No issue came before it", "nobody outside spoke"),
    _loud("C03", asked_afterwards, "An issue was opened 5 days after it"),
    _loud("C03", only_heard_on_the_change, "one person outside spoke"),
    _loud("C03", asked_in_our_tracker, "No issue came before it"),
    _quiet("C03", asked_and_heard, "asked first, and answered"),
    _quiet("C03", asked_for_by_others, "asked first, and answered"),
    _quiet("C03", a_small_change, "it is no major change"),
    _quiet("C03", linked_with_the_unread, "something that was not read"),
    _loud("C04", outside_looked_and_did_not_approve, "1 person of other employers looked"),
    _loud("C04", outside_wanted_changes, "Its author merged it"),
    _loud("C04", outside_approved_later, "none of them approved"),
    _quiet("C04", outside_approved, "somebody of another employer had approved it"),
    _quiet("C04", outside_approved_in_words, "approved in words"),
    _quiet("C04", the_unknown_approved, "an employer nobody knows"),
    _loud("C05", paid_and_not_approved, "done for a community that pays us"),
    _loud("C05", paid_and_nobody_looked, NOBODY),
    _quiet("C05", paid_and_approved, "somebody of another employer had approved it"),
    _quiet("C05", paid_and_merged_outside, "merged by somebody who is not ours"),
    _loud("C06", colleague_approved_in_a_role, "1 colleague of its author approved it in a role"),
    _loud("C06", colleague_approved_where_they_merge, NOBODY),
    _quiet("C06", colleague_had_no_role_yet, "holds no role there that is known"),
    _quiet("C06", colleague_and_outside_approved, "somebody of another employer approved it, too"),
    _loud("C07", team_works_at_night, "50 % of 24 entries of upstream work by 3 people"),
    _quiet("C07", team_works_by_day, "most of our upstream work lies in people's hours"),
    _loud("C08", one_carries_it, "80 % of 20 entries", "2 colleagues"),
    _quiet("C08", shared_evenly, "for the person and the lead alone"),
    _loud("C09", we_ask_more, "0.83 times", "11 changes"),
    _quiet("C09", we_give_as_much, "we give at least what we ask"),
)  # fmt: skip
"""Rule, world, and words of what the rule says of it."""
