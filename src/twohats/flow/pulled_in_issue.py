"""Names that people wrote at the boxes of a plan's issue: for each of them to confirm, and nobody else.

Who wrote into an issue's text no forge tells. So a name there is a proposal: the person takes it, or not.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from twohats.flow.facts import Opened
from twohats.flow.recurring import look_at_trackers
from twohats.flow.rows import Row
from twohats.formats.task_list import read_tasks
from twohats.journal.planned import claims_of
from twohats.workspace.iterations import Iteration

COLUMNS = ("slot", "who", "done", "confirm", "url")


def pulled_in_issue(opened: Opened, iteration: Iteration) -> list[Row]:
    """List who stands at a slot's box in our trackers, and did not pull it yet.

    Parameters
    ----------
    opened
        A workspace with its facts.
    iteration
        Whose plan.
    """
    settings = opened.workspace.settings
    looks = look_at_trackers(opened.facts, settings.trackers)
    forge = next(iter(settings.hosts.values()), "github")
    people = opened.people.person_of
    ours = {
        identity.removeprefix(f"{forge}:"): people[identity].key
        for identity in opened.people.ours
        if identity.startswith(f"{forge}:")
    }
    claimed = {(one.slot, one.person) for one in claims_of(opened.decisions)}
    labels = {person: opened.people.pseudonyms.get(person, person) for person in ours.values()}
    rows = []
    for tracker, look in looks.items():
        mark = f"<!-- twohats:plan:{tracker}:{iteration.number} -->"
        issues = [issue for issue in look.issues if mark in (issue["body"] or "")]
        rows += _names(issues, ours, claimed, labels)
    return rows


def _names(
    issues: Iterable[Mapping[str, Any]],
    ours: Mapping[str, str],
    claimed: Collection[tuple[str, str]],
    labels: Mapping[str, str],
) -> list[Row]:
    found = []
    for issue in issues:
        for task in read_tasks(issue["body"]):
            # What the program proposed, and nobody changed, is nobody's word.
            if not task.key or not task.key.startswith("slot:") or task.text.endswith(", proposed"):
                continue
            for login in task.called:
                person = ours.get(login)
                if person is None or (task.key, person) in claimed:
                    continue
                name = task.key.partition(":")[2]
                found.append(
                    {
                        "slot": name,
                        "who": labels[person],
                        "done": task.done,
                        "confirm": f"twohats plan --pull {name} --by YOUR-LOGIN",
                        "url": issue["url"],
                    }
                )
    return found
