"""Rules about single pull requests and issues: what they catch, and what they leave alone."""

from fakes.needs_of import found, items
from fakes.small_facts import REPOSITORY, Story, day, ours, rows_of

from twohats.people.roles import maintainers, triagers


def story(**columns) -> Story:
    """A community in which mel maintains, and vera is ours."""
    told = Story(team=[ours("vera")], kinds={"robot": "bot"}, **columns)
    told.add(
        "memberships",
        owner="github:lantern-project",
        account="github:mel",
        role="maintainer",
        body="maintainers",
        source_path="MAINTAINERS.md",
    )
    told.merged(900, "rae", -20, "mel")
    return told


# N01


def test_n01_lists_what_waits_for_maintainers():
    """Who is no maintainer, whose change is no draft, and whose turn it is not, waits."""
    told = story()
    told.item(1, "rae", 1)
    told.event(told.item(2, "rae", 1), "commented", "bo", 2)
    told.event(told.item(3, "rae", 1), "commented", "robot", 2)
    answered = told.item(4, "rae", 1)
    told.event(answered, "reviewed", "mel", 2, state="changes_requested")
    told.event(answered, "committed", None, 3)
    back = told.item(5, None, 1)
    told.event(back, "commented", "mel", 2)
    told.event(back, "reopened", None, 3)

    needs = found(told, "N01").needs

    assert items(needs) == [1, 2, 3, 4]
    assert {need.activity for need in needs} == {"review"}
    by = {need.item.rpartition("#")[2]: need for need in needs}
    assert by["1"].because == "open for 99 days, and no maintainer has answered"
    assert by["1"].since == day(1)
    assert by["4"].because == "a maintainer answered before, and its author acted 97 days ago"
    assert by["4"].since == day(3)
    assert by["1"].stated_by == "github:rae"


def test_n01_leaves_out_with_a_reason():
    """Bots by account type, maintainers, ours, what is blocked, and what is N02's."""
    told = story()
    told.item(1, "robot", 1)
    told.item(2, "mel", 1)
    told.item(3, "vera", 1)
    told.item(4, "rae", 1, labels=["status: on-hold"])
    told.item(5, "new", 1)
    closed = told.item(6, "rae", 1)
    told.close(closed, "mel", 2)
    told.item(7, "rae", 1, kind="issue")
    told.item(8, "rae", 1, repository="github:tidewater/own")
    told.scopes = {"github:tidewater/own": "own-project"}

    finding = found(told, "N01")

    assert finding.needs == ()
    assert finding.left_out == {
        "opened by a bot": 1,
        "opened by a maintainer": 1,
        "opened by one of ours": 1,
        "blocked, as a label says": 1,
        "of a first-time author, unanswered: N02": 1,
    }


def test_n01_sets_what_waits_on_its_author_apart():
    """A draft, a label, a conflict, or a maintainer's last word: no part of the queue."""
    told = story()
    told.item(1, "rae", 1, draft=True)
    told.item(2, "rae", 1, labels=["Waiting for author"])
    told.item(3, "rae", 1, labels=["needs-rebase"])
    told.event(told.item(4, "rae", 1), "reviewed", "mel", 5, state="commented")

    finding = found(told, "N01")

    assert finding.needs == ()
    assert items(finding.waiting_on_author) == [1, 2, 3, 4]
    last = next(need for need in finding.waiting_on_author if need.item.endswith("#4"))
    assert last.because == "waits on its author: a maintainer spoke last"
    assert last.since == day(5)


def test_n01_asks_to_merge_what_is_approved():
    """An approval hands nothing back to the author; an objection that stands does."""
    told = story()
    yes = told.item(1, "rae", 1)
    told.event(yes, "reviewed", "mel", 5, state="approved")
    mixed = told.item(2, "rae", 1)
    told.event(mixed, "reviewed", "mel", 5, state="changes_requested")
    told.event(mixed, "committed", None, 6)
    told.event(mixed, "reviewed", "mel", 7, state="approved")
    still = told.item(3, "rae", 1)
    told.event(still, "reviewed", "mel", 5, state="approved")
    told.event(still, "reviewed", "mel", 6, state="changes_requested")
    stranger = told.item(4, "rae", 1)
    told.event(stranger, "reviewed", "bo", 5, state="approved")

    finding = found(told, "N01")
    activity = {need.item.rpartition("#")[2]: need.activity for need in finding.needs}

    assert activity == {"1": "merge", "2": "merge", "4": "review"}
    assert items(finding.waiting_on_author) == [3]


def test_maintainers_are_those_who_merged_where_no_roster_tells():
    """In the past year, by events or by merge commits; longer ago does not count."""
    told = Story()
    told.merged(900, "rae", 50, "mel")
    told.merged(901, "rae", -400, "old")
    told.commit(
        "0a",
        "Git",
        "git@x.example",
        60,
        subject="Merge pull request #7 from a/b",
        parents=["1", "2"],
    )
    told.commit(
        "0b",
        "Own",
        "own@x.example",
        60,
        subject="Merge branch 'main' into mine",
        parents=["1", "2"],
    )
    told.commit(
        "0c",
        "Gui",
        "gui@x.example",
        60,
        subject="Merge lantern-project/gui#12: Trim",
        parents=["1", "2"],
    )
    rows = rows_of(maintainers(told.facts()))

    assert {row["person"] for row in rows} == {
        "github:mel", "mail:git@x.example", "mail:gui@x.example",
    }  # fmt: skip
    assert {row["basis"] for row in rows} == {"merged"}


def test_a_roster_counts_more_than_merges():
    """Roles in force on the day decide; who merely merged is no maintainer beside them."""
    told = story()
    told.merged(901, "rae", 50, "old")
    place = {"owner": "github:lantern-project", "source_path": "x"}
    told.add(
        "memberships",
        **place,
        account="github:gone",
        role="maintainer",
        body="a",
        from_at=day(0),
        until_at=day(50),
    )
    told.add(
        "memberships", **place, account="github:late", role="maintainer", body="a", from_at=day(150)
    )
    told.add("memberships", **place, account="github:tri", role="triager", body="a")
    told.add("memberships", **place, account="github:sits", role="member", body="council")
    told.add("memberships", **place, account="github:reads", role="member", body="book club")
    told.add(
        "memberships",
        repository="github:lantern-project/wick",
        source_path="x",
        account="github:elsewhere",
        role="maintainer",
        body="a",
    )
    facts = told.facts()

    assert {row["person"] for row in rows_of(maintainers(facts))} == {"github:mel", "github:sits"}
    assert {row["basis"] for row in rows_of(maintainers(facts))} == {"role"}
    assert {row["person"] for row in rows_of(triagers(facts))} == {"github:tri"}


def test_n01_says_where_nobody_is_known_to_maintain():
    """No roster, nobody seen merging: whether a maintainer answered is not known."""
    told = Story()
    told.event(told.item(1, "rae", 1), "commented", "bo", 2)

    (need,) = found(told, "N01").needs

    assert need.because == "open for 99 days; who maintains it is not known"


# N02


def test_n02_lists_first_changes_without_an_answer():
    """First-time: nothing merged in the community before; a bot's word is no answer."""
    told = story()
    told.item(1, "new", 1)
    told.event(told.item(2, "newer", 1), "commented", "robot", 2)
    told.item(3, "later", 1)
    told.merged(4, "later", 5, "mel")
    other = "github:lantern-project/wick"
    told.item(5, "declined", 1)
    told.close(told.item(6, "declined", -5), "mel", -4)
    told.item(7, "rae", 1, repository=other)

    assert items(found(told, "N02").needs) == [1, 2, 3, 5]


def test_n02_drops_what_somebody_answered():
    """Whoever answered, it drops out, and is counted by whose answer it was."""
    told = story()
    told.event(told.item(1, "new", 1), "commented", "bo", 2)
    told.event(told.item(2, "newer", 1), "reviewed", "vera", 2, state="commented")
    told.item(3, "rae", 1)
    told.item(4, "vera", 1)
    told.item(5, "robot", 1)
    told.item(6, "draws", 1, draft=True)

    finding = found(told, "N02")

    assert finding.needs == ()
    assert finding.left_out == {
        "answered by somebody not ours": 1,
        "answered by one of ours": 1,
    }


def test_n01_and_n02_never_hold_the_same_change():
    """Together they are the queue, each change once."""
    told = story()
    told.item(1, "new", 1)
    told.item(2, "rae", 1)

    assert items(found(told, "N01").needs) == [2]
    assert items(found(told, "N02").needs) == [1]


# N03


def test_n03_lists_first_reports_without_an_answer():
    """The first thing somebody opened in the community, an issue, and no word yet."""
    told = story()
    told.item(1, "new", 1, kind="issue")
    told.item(2, "bo", 1, kind="discussion")
    told.event(told.item(3, "cy", 1, kind="issue"), "commented", "cy", 2)

    needs = found(told, "N03").needs

    assert items(needs) == [1, 2, 3]
    assert {need.activity for need in needs} == {"answer"}


def test_n03_leaves_alone():
    """Second things, answered ones, ours, bots, maintainers, people whose account is gone."""
    told = story()
    told.item(1, "rae", 1, kind="issue")
    told.event(told.item(2, "new", 1, kind="issue"), "commented", "bo", 2)
    told.item(3, "vera", 1, kind="issue")
    told.item(4, "robot", 1, kind="issue")
    told.item(5, "mel", 1, kind="issue")
    told.item(6, None, 1, kind="issue")

    finding = found(told, "N03")

    assert finding.needs == ()
    assert finding.left_out == {"answered by somebody not ours": 1}


# N04


def test_n04_goes_by_the_label_that_asks_for_triage():
    """Since when, and by whom, is told by the label; needed information is the reporter's turn."""
    told = story()
    one = told.item(1, "bo", 1, kind="issue", labels=["status:Needs Triage"])
    told.event(one, "labeled", "mel", 2, subject="status:Needs Triage")
    told.item(2, "bo", 1, kind="issue", labels=["needs-triage", "needs info"])
    told.item(3, "bo", 1, kind="issue", labels=["bug"])
    told.item(4, "bo", 1, labels=["needs triage"])

    finding = found(told, "N04")
    (need,) = finding.needs

    assert (need.item, need.since, need.stated_by) == (one, day(2), "github:mel")
    assert need.because == "label “status:Needs Triage” for 98 days"
    assert items(finding.waiting_on_author) == [2]
    assert finding.not_measured == ()


def test_n04_goes_by_what_a_community_says_of_itself():
    """Its own label in place of the usual ones; or none of those that say it was triaged."""
    told = story()
    told.item(1, "bo", 1, kind="issue", labels=["needs triage"])
    told.item(2, "bo", 1, kind="issue", labels=["to be sorted"])
    told.item(3, "bo", 1, kind="issue", labels=[])
    where = '[[communities]]\ncommunity = "lantern-project"\n[communities.labels]\n'

    own = found(told, "N04", where + 'needs_triage = ["to be sorted"]')
    bare = found(told, "N04", where + 'needs_triage = []\ntriaged = ["*"]')

    assert items(own.needs) == [2]
    assert items(bare.needs) == [3]


def test_n04_is_not_measured_without_a_sign():
    """Where no such label was ever seen, nobody knows what is in need of triage."""
    told = story()
    told.item(1, "bo", 1, kind="issue", labels=["bug"])

    finding = found(told, "N04")

    assert finding.needs == ()
    assert [loss.key for loss in finding.not_measured] == [f"N04:{REPOSITORY}"]


def test_what_our_own_people_asked_for_is_marked():
    """A label that one of ours put on is ours, whoever opened the issue."""
    told = story()
    one = told.item(1, "bo", 1, kind="issue", labels=["needs triage"])
    told.event(one, "labeled", "vera", 2, subject="needs triage")

    (need,) = found(told, "N04").needs

    assert (need.stated_by, need.stated_by_ours) == ("github:vera", True)


# N08


def test_n08_lists_documentation_nobody_is_at():
    """Issues with a label for documentation, in whatever spelling."""
    told = story()
    told.item(1, "bo", 1, kind="issue", labels=["Documentation"])
    told.item(2, "bo", 1, kind="issue", labels=["area: docs"])
    told.item(3, "bo", 1, kind="issue", labels=["bug", "kind/documentation"])

    needs = found(told, "N08").needs

    assert items(needs) == [1, 2, 3]
    assert needs[0].skills == ("docs",)


def test_n08_leaves_alone():
    """What somebody took, what is not sorted yet, changes, and what only sounds like it."""
    told = story()
    told.item(1, "bo", 1, kind="issue", labels=["docs"], assignees=["github:cy"])
    linked = told.item(2, "bo", 1, kind="issue", labels=["docs"])
    told.add("links", from_item=told.item(20, "rae", 1), to_item=linked, kind="closes")
    told.item(3, "bo", 1, kind="issue", labels=["docs", "needs triage"])
    told.item(4, "bo", 1, labels=["docs"])
    told.item(5, "bo", 1, kind="issue", labels=["docstrings"])

    finding = found(told, "N08")

    assert finding.needs == ()
    assert finding.left_out == {
        "assigned to somebody": 1,
        "an open pull request says it closes it": 1,
        "in need of triage first: N04": 1,
    }


# N11


def test_n11_lists_what_a_label_asks_help_for():
    """The label is the welcome; a good first issue is for newcomers and needs a guide."""
    told = story()
    one = told.item(1, "bo", 1, kind="issue", labels=["help wanted"])
    told.event(one, "labeled", "mel", 2, subject="help wanted")
    told.item(2, "bo", 1, kind="issue", labels=["Good First Issue", "help wanted"])

    needs = {need.item.rpartition("#")[2]: need for need in found(told, "N11").needs}

    assert needs["1"].activity == "change"
    assert needs["1"].welcome.url == needs["1"].url
    assert (needs["1"].welcome.said_by, needs["1"].welcome.from_whom) == ("github:mel", "anybody")
    assert needs["2"].activity == "mentoring"
    assert needs["2"].welcome is None


def test_n11_leaves_alone():
    """What is taken, what is N08's; and what only ours asked for is no welcome."""
    told = story()
    told.item(1, "bo", 1, kind="issue", labels=["help wanted"], assignees=["github:cy"])
    told.item(2, "bo", 1, kind="issue", labels=["help wanted", "docs"])
    told.item(3, "bo", 1, kind="issue", labels=["helpless"])
    mine = told.item(4, "bo", 1, kind="issue", labels=["help wanted"])
    told.event(mine, "labeled", "vera", 2, subject="help wanted")

    finding = found(told, "N11")
    (need,) = finding.needs

    assert finding.left_out == {"assigned to somebody": 1, "about documentation: N08": 1}
    assert (need.item, need.welcome, need.stated_by_ours) == (mine, None, True)


# N13


def board(
    told: Story, item: str, value: str, *, board: str = "github:lantern-project/3", at: float = 5
):
    told.add("board_values", board=board, item=item, field="Status", value=value, looked_at=day(at))


def test_n13_lists_what_a_board_asks_somebody_for():
    """By the value of a field, as it stood at the last look."""
    told = story()
    one = told.item(1, "bo", 1, kind="issue")
    board(told, one, "In progress", at=3)
    board(told, one, "Needs champion")
    two = told.item(2, "rae", 1)
    board(told, two, "ready-for-review")

    needs = found(told, "N13").needs

    assert [(need.item, need.activity) for need in needs] == [(one, "change"), (two, "review")]
    assert needs[0].because == "“Status: Needs champion” on lantern-project/3"


def test_n13_leaves_alone():
    """Other values, what was asked for earlier only, our own boards, what is taken or closed."""
    told = story()
    board(told, told.item(1, "bo", 1, kind="issue"), "Done")
    two = told.item(2, "bo", 1, kind="issue")
    board(told, two, "Help wanted", at=3)
    board(told, two, "In progress", at=4)
    board(
        told,
        told.item(3, "bo", 1, kind="issue"),
        "Help wanted",
        board="github:orgs/tidewater/projects/1",
    )
    board(told, told.item(4, "bo", 1, kind="issue", assignees=["github:cy"]), "Help wanted")
    closed = told.item(5, "bo", 1, kind="issue")
    told.close(closed, "mel", 2)
    board(told, closed, "Help wanted")

    finding = found(told, "N13", own=("github:tidewater",))

    assert finding.needs == ()
    assert finding.left_out == {"on a board of our own": 1, "assigned to somebody": 1}
