"""People who became maintainers, as rosters say."""

from fakes.small_facts import Story, day, ours, rows_of

from twohats.measures.new_maintainers import new_maintainers

REPOSITORY, OWNER = "github:lantern-project/lantern", "github:lantern-project"


def role(told, login, at, role="maintainer", body="core", owner=OWNER):
    told.add(
        "memberships",
        repository=REPOSITORY,
        owner=owner,
        account=f"github:{login}",
        name=login,
        role=role,
        body=body,
        from_at=None if at is None else day(at),
        source_path="MAINTAINERS.md",
    )


def found(told):
    return sorted(
        (row["label"], row["is_ours"], row["from_at"], row["role"])
        for row in rows_of(new_maintainers(told.facts()))
    )


def test_in_the_window():
    """Whose first such role began in the window is listed, ours and others told apart."""
    told = Story(team=[ours("vera")])
    told.item(1, "ada", 1)
    role(told, "ada", 10)
    role(told, "vera", 20, "approver")

    assert found(told) == [
        ("ada", False, day(10), "maintainer"),
        ("vera", True, day(20), "approver"),
    ]


def test_who_is_not_new():
    """Whoever held one before, at another place of that community too, or nobody knows since when."""
    told = Story(kinds={"robot": "bot"})
    told.item(1, "robot", 1)
    role(told, "ada", -10)
    role(told, "ada", 10, body="docs")
    role(told, "bo", None)
    role(told, "bo", 10, body="docs")
    role(told, "cleo", 10, "reviewer")
    role(told, "dora", 95)
    role(told, "robot", 10)

    assert found(told) == []


def test_by_body():
    """Where a roster knows members only, the body tells who decides on merges."""
    told = Story()
    told.item(1, "ada", 1)
    role(told, "ada", 10, "member", "JupyterHub maintainers")
    role(told, "bo", 10, "member", "website")
    role(told, "cleo", 10, "member", None)

    assert found(told) == [("ada", False, day(10), "member")]


def test_two_communities():
    """In another community one can become a maintainer again; two bodies of one are one."""
    told = Story()
    told.item(1, "ada", 1)
    role(told, "ada", -10)
    role(told, "ada", 10, owner="github:far-away")
    role(told, "ada", 10, owner="github:far-away", body="docs")

    assert found(told) == [("ada", False, day(10), "maintainer")]
