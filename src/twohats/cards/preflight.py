"""What to look at before a change is opened: what the community asks for, set beside what is there.

All of it is advice. Where the community says nothing, or nobody could tell, that is what is said.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from twohats.cards.approving import agreement_answer, approval_answer
from twohats.cards.contributing import refused
from twohats.cards.reading import guides
from twohats.formats.codeowners import parse_codeowners
from twohats.formats.dco import signed_off_by
from twohats.formats.disclosure import says_who_asked
from twohats.formats.templates import filled
from twohats.records.cards import Fact, Papers
from twohats.records.preflight import Advice, Around, Change, ChangedFile
from twohats.sources.git.documents import kind_of

LARGE = 400
"""Lines beyond which reviewers find less; a change of that size is better split."""
VERY_LARGE = 1000
PARTS = 3
"""Parts of a project from which on a change touches several."""

_MADE = re.compile(
    r"(?:^|/)(?:[^/]*\.lock|[^/]*-lock\.(?:json|yaml)|go\.sum|[^/]*\.min\.\w+|[^/]*\.(?:svg|snap|ipynb))$"
)
_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|__tests__|spec)/|(?:^|/)(?:test_[^/]+|[^/]+_test\.\w+|[^/]+\.(?:test|spec)\.\w+|conftest\.py)$"
)
_DOC = re.compile(r"(?:^|/)docs?/|\.(?:md|rst|adoc|txt)$", re.IGNORECASE)
_SETTINGS = re.compile(r"^\.[^/]+|^\.github/|\.(?:toml|cfg|ini|ya?ml|json)$")
_FRAGMENT = re.compile(r"(?:^|/)(?:changes|changelog\.d|news|newsfragments|release-notes\.d)/")
_REFERENCE = re.compile(r"(?:^|[\s(])(?:[\w.-]+/[\w.-]+)?#\d+\b|/issues/\d+|/discussions/\d+")
_HELD = re.compile(
    r"(?:^|/)(?:governance|code[-_]of[-_]conduct|licen[cs]e|copying)[^/]*$", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CONTEXT = (
    ("why", re.compile(r"\b(?:because|since|so that|in order to|why|reason|otherwise|fix(?:es)?|closes?|broke|breaks|fails?)\b", re.IGNORECASE)),
    ("who gains from it", re.compile(r"\b(?:users?|others?|people|everybody|anyone|communit\w+|maintainers?|gains?|benefits?|helps?)\b", re.IGNORECASE)),
    ("what else was thought of", re.compile(r"\b(?:alternativ\w+|instead|considered|thought of|rather than|other ways?|trade-?offs?)\b", re.IGNORECASE)),
    ("where it was talked of", _REFERENCE),
)  # fmt: skip
"""What a text is looked through for; words only show that it is spoken of, so a person is asked."""
_MODELS = re.compile(r"\b(?:AI|LLMs?|language models?|generated (?:by|with))\b")
APPROVALS = "approvals.toml"
"""Where a workspace says who approves what."""
QUESTIONS = ("security", "maintenance", "community")
"""What a change means for each is asked of who opens it."""


def advise(
    change: Change,
    facts: Iterable[Fact],
    papers: Papers,
    around: Around,
    unconfirmed: Collection[str] = (),
) -> tuple[Advice, ...]:
    """Go through every check.

    Parameters
    ----------
    change
        What is about to be opened.
    facts
        The community's card, with what people confirmed.
    papers
        What was read of the community, for its form and its owners of code.
    around
        What is known of us there.
    unconfirmed
        Facts of the card that no person confirmed. A program only proposed them, so nothing is said to
        be missing on their word: a person is asked to look.
    """
    card: dict[str, Fact] = {}
    for one in facts:
        card.setdefault(one.fact, one)
    found = (one for check in CHECKS for one in check(change, card, papers, around))
    return tuple(
        _proposed(one) if _RESTS_ON.get(one.check) in unconfirmed else one for one in found
    )


_RESTS_ON = {
    "issue first": "contributing.issue_first",
    "changelog": "contributing.changelog",
    "tests": "contributing.tests",
    "docs": "contributing.docs",
    "agreement": "agreement.kind",
}


def _proposed(advice: Advice) -> Advice:
    if advice.state != "do":
        return advice
    return replace(advice, state="ask", says=f"{advice.says} (by a rule that nobody confirmed yet)")


def size(change: Change, card: dict[str, Fact], papers: Papers, around: Around) -> Iterator[Advice]:
    """Say how large it is; made files do not count."""
    files, lines = _counted(change), _lines(change)
    says = f"{_many(lines, 'line')} in {_many(len(files), 'file')}"
    if lines > LARGE:
        yield Advice("size", "ask", f"{says}. Reviewers find less beyond {LARGE}: can it be split?")
    else:
        yield Advice("size", "good" if files else "note", says)


def scope(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Tell small changes from those that a community wants proposed, or does not accept; in doubt, ask."""
    signs = _signs(change)
    process = card.get("governance.proposals")
    place = _place(process)
    no = [*refused(papers)]
    for one in no:
        yield Advice("scope", "ask", f'they write: "{one.value}" Does this apply?', _place(one))
    if not signs and not guides(papers):
        says = "small in size; whether they want it was not found: there is no guide here"
        yield Advice("scope", "unknown", says)
    elif not signs and not no:
        says = "small in size, and no line was found that refuses such changes"
        yield Advice("scope", "good", says, place)
    elif not signs:
        return
    elif len(signs) > 1 and process:
        yield Advice(
            "scope", "do", f"large: {', '.join(signs)}. Write a proposal: {process.value}", place
        )
    else:
        yield Advice(
            "scope",
            "ask",
            f"maybe large: {', '.join(signs)}. Ask the maintainers before more work",
            place,
        )


def issue_first(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Look for an issue that it refers to, where one is wanted."""
    wanted = card.get("contributing.issue_first")
    if wanted is None:
        yield Advice(
            "issue first",
            "unknown",
            "no rule was found; for anything larger, ask in an issue first",
        )
    elif wanted.value == "no" or (wanted.value.startswith("for larger") and not _is_large(change)):
        yield Advice(
            "issue first", "good", "none is wanted for a change of this size", _place(wanted)
        )
    elif _REFERENCE.search(_words(change)):
        yield Advice("issue first", "good", "it refers to one", _place(wanted))
    else:
        yield Advice(
            "issue first", "do", "an issue is wanted first, and it refers to none", _place(wanted)
        )


def changelog(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Look for a line in the changelog, or a file of its own."""
    has = any(
        kind_of(one.path) == "changelog" or _FRAGMENT.search(one.path) for one in change.files
    )
    says = (
        "a file of its own for the changelog is wanted"
        if _says(card, "contributing.changelog").startswith("a file")
        else "a line in the changelog is wanted"
    )
    yield from _brought("changelog", "contributing.changelog", has, says, change, card)


def tests(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Look for tests beside code."""
    has = any(_TEST.search(one.path) for one in change.files)
    yield from _brought("tests", "contributing.tests", has, "tests are wanted", change, card)


def docs(change: Change, card: dict[str, Fact], papers: Papers, around: Around) -> Iterator[Advice]:
    """Look for documentation; whether it is needed, a person knows."""
    has = any(_DOC.search(one.path) and kind_of(one.path) != "changelog" for one in change.files)
    for one in _brought(
        "docs", "contributing.docs", has, "documentation is wanted where users notice", change, card
    ):
        yield Advice(one.check, "ask" if one.state == "do" else one.state, one.says, one.place)


def agreement(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Check sign-offs; of an agreement, say who has to be asked."""
    kind, gives = card.get("agreement.kind"), card.get("agreement.assignment")
    if gives is not None and gives.value == "yes":
        yield Advice(
            "agreement",
            "do",
            "signing gives the copyright away: ask your legal team",
            _place(gives),
        )
    elif kind is None:
        yield Advice("agreement", "unknown", "neither a DCO nor a CLA was found")
    elif kind.value == "CLA":
        state, says = agreement_answer(around.approving, papers.repository, change.commits)
        yield Advice("agreement", state, says, _place(kind))
    elif kind.value != "DCO":
        yield Advice("agreement", "good", "nothing is to be signed", _place(kind))
    elif change.commits is None:
        yield Advice(
            "agreement",
            "unknown",
            "each commit is to be signed off; a difference has no commits",
            _place(kind),
        )
    else:
        bare = [
            one.oid[:8]
            for one in change.commits
            if not signed_off_by(one.message, one.name, one.mail)
        ]
        says = (
            f"not signed off by their author: {', '.join(bare)}. Mend it: git rebase --signoff"
            if bare
            else "every commit is signed off"
        )
        yield Advice("agreement", "do" if bare else "good", says, _place(kind))


def approval(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Say whose approval of ours it needs, where we agreed on that."""
    if around.approving and around.approving.levels:
        kinds = frozenset(_kind(one) for one in _counted(change))
        state, says = approval_answer(around.approving, papers.repository, _lines(change), kinds)
        yield Advice("approval", state, says, APPROVALS)


def template(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Compare the text with the community's form."""
    forms = papers.of_kind("template")
    if not forms and papers.lacks_shared:
        says = "none in this clone; the organization's .github was not read: --community PATH"
        yield Advice("template", "unknown", says)
    elif not forms:
        yield Advice("template", "good", "the community has no form")
    elif change.body is None:
        yield Advice(
            "template", "unknown", "there is a form; give your text with --body FILE", forms[0].path
        )
    else:
        # Several forms are a choice; the one that was filled in best counts.
        best = min(
            (filled(one.text, change.body) for one in forms),
            key=lambda one: (one.is_as_it_came, len(one.empty)),
        )
        if best.is_as_it_came:
            yield Advice("template", "do", "the form was left as it came", forms[0].path)
        elif best.empty:
            yield Advice("template", "do", f"left empty: {', '.join(best.empty)}", forms[0].path)
        elif best.unticked:
            yield Advice(
                "template", "ask", f"not ticked: {'; '.join(best.unticked)}", forms[0].path
            )
        else:
            yield Advice("template", "good", "the form is filled in", forms[0].path)


def context(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Look for what a reader who was not there needs: why, for whom, what else was thought of, where it was talked of."""
    if change.body is None:
        yield Advice("context", "unknown", "give your text with --body FILE")
        return
    forms = papers.of_kind("template")
    said = _COMMENT.sub("", change.body).strip()
    if not said or any(filled(one.text, change.body).is_as_it_came for one in forms):
        yield Advice("context", "do", "the text says nothing: why, and who gains from it?")
        return
    lacking = [words for words, form in _CONTEXT if not form.search(said)]
    if not _code(change):
        yield Advice("context", "good", "it says something, and no code is changed")
    elif lacking:
        yield Advice("context", "ask", f"it does not seem to say {', '.join(lacking)}")
    else:
        yield Advice("context", "good", "why, for whom, what else, and where it was talked of")


def owners(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Name who is asked to review, by the last rule that matches each file."""
    for paper in papers.of_kind("codeowners")[:1]:
        rules = parse_codeowners(paper.text, path=paper.path)
        asked = sorted({owner for one in change.files for owner in rules.owners_of(one.path)})
        says = f"asked to review: {', '.join(asked)}" if asked else "nobody owns these files"
        ours = [one for one in asked if one[1:].lower() in around.team]
        if asked and len(ours) == len(asked):
            says += ". All of them are our colleagues: ask somebody who is not"
            yield Advice("owners", "ask", says, paper.path)
        else:
            yield Advice("owners", "note", says, paper.path)


def outside_review(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Say how many of those who usually review there are our colleagues."""
    if around.reviewers is None or around.ours is None:
        yield Advice(
            "outside review",
            "unknown",
            "who usually reviews there is not known; ask somebody who is not a colleague",
        )
        return
    says = f"{around.ours} of {around.reviewers} people who reviewed there lately are our colleagues{_dated(around)}"
    is_ours = around.reviewers > 0 and around.ours * 2 >= around.reviewers
    yield Advice(
        "outside review",
        "ask" if is_ours else "good",
        f"{says}. Ask somebody else" if is_ours else says,
    )


def burden(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Say what of ours waits there already."""
    if around.waiting is None:
        way = (
            "look at this community with `twohats look` first"
            if around.approving
            else "a workspace keeps what is counted; name yours with `twohats -w FOLDER preflight`"
        )
        yield Advice("burden", "unknown", f"not measured: {way}")
        return
    oldest = f", the oldest for {_many(around.oldest_d, 'day')}" if around.oldest_d else ""
    says = f"of ours, {_many(around.waiting, 'request')} there without an answer{oldest}{_dated(around)}"
    state = around.waiting > 3
    yield Advice(
        "burden",
        "ask" if state else "good",
        f"{says}. Could you review one of theirs first?" if state else says,
    )


def disclosure(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Look for a word on who asked and who pays."""
    if change.body is None:
        yield Advice(
            "disclosure",
            "unknown",
            "give your text with --body FILE; `twohats disclose` drafts a paragraph",
        )
    elif says_who_asked(change.body):
        yield Advice("disclosure", "good", "it says who asked or who pays")
    else:
        yield Advice(
            "disclosure",
            "do",
            "it does not say who asked or who pays; `twohats disclose` drafts a paragraph",
        )


def language_models(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Remind of the community's rule, if it has one."""
    rule = card.get("ai.policy")
    if rule is None:
        yield Advice(
            "language models", "unknown", "no rule was found; if one had a part in it, say so"
        )
    elif rule.value == "say so" and _MODELS.search(change.body or ""):
        yield Advice("language models", "good", "they want it said, and it is", _place(rule))
    else:
        yield Advice("language models", "ask", f"their rule: {rule.value}", _place(rule))


def license_(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Say under which license it will stand."""
    told = card.get("license.spdx")
    if told is None or told.value.startswith("unknown"):
        yield Advice(
            "license", "ask", "it is not known under which license it will stand: ask", _place(told)
        )
    else:
        is_open = told.says == "OSI-approved"
        yield Advice(
            "license", "good" if is_open else "ask", f"{told.value}, {told.says}", _place(told)
        )


def questions(
    change: Change, card: dict[str, Fact], papers: Papers, around: Around
) -> Iterator[Advice]:
    """Ask what it means for security, for those who maintain it, and for the community."""
    body = change.body or ""
    left = [one for one in QUESTIONS if not re.search(rf"\b{one}\b", body, re.IGNORECASE)]
    if left:
        yield Advice(
            "three questions",
            "ask",
            f'say what it means for {", ".join(left)}; "nothing" is an answer',
        )
    else:
        yield Advice("three questions", "good", "all three are spoken of")


CHECKS: tuple[Callable[[Change, dict[str, Fact], Papers, Around], Iterable[Advice]], ...] = (
    scope, size, issue_first, changelog, tests, docs, agreement, approval, template, context, owners, outside_review,
    burden, disclosure, language_models, license_, questions,
)  # fmt: skip


def _brought(
    check: str, name: str, has: bool, wanted: str, change: Change, card: dict[str, Fact]
) -> Iterator[Advice]:
    """Set a demand beside what is there; only code has to bring anything."""
    told = card.get(name)
    if told is None:
        yield Advice(
            check, "unknown", "no rule was found" + (", and it brings them" if has else "")
        )
    elif told.value == "no" or has or not _code(change):
        says = "brought" if has else "not wanted" if told.value == "no" else "no code is changed"
        yield Advice(check, "good", says, _place(told))
    else:
        yield Advice(check, "do", f"{wanted}, and it brings none", _place(told))


def _signs(change: Change) -> list[str]:
    """List what makes a change look large, by what communities commonly hold to be so."""
    signs = []
    parts = {_part(one.path) for one in _code(change)}
    if len(parts) >= PARTS:
        signs.append(f"it touches {len(parts)} parts ({', '.join(sorted(parts))})")
    if any(_HELD.search(one.path) for one in change.files):
        signs.append("it changes governance, conduct or license")
    if _lines(change) > VERY_LARGE:
        signs.append(f"it changes more than {VERY_LARGE} lines")
    return signs


def _part(path: str) -> str:
    """Name the part of a project a file is in: a package within `src` or `packages`, else a folder."""
    folders = path.split("/")[:-1]
    deep = 3 if folders[:1] in (["src"], ["packages"], ["lib"], ["pkg"]) else 2
    return "/".join(folders[:deep]) or "."


def _is_large(change: Change) -> bool:
    return bool(_signs(change)) or _lines(change) > LARGE


def _counted(change: Change) -> list[ChangedFile]:
    return [one for one in change.files if not _MADE.search(one.path)]


def _lines(change: Change) -> int:
    return sum(one.added + one.removed for one in _counted(change))


def _code(change: Change) -> list[ChangedFile]:
    others = (_TEST, _DOC, _SETTINGS, _FRAGMENT, _HELD)
    return [
        one
        for one in _counted(change)
        if not any(form.search(one.path) for form in others) and not kind_of(one.path)
    ]


def _kind(file: ChangedFile) -> str:
    if _TEST.search(file.path):
        return "tests"
    return "docs" if _DOC.search(file.path) else "code"


def _words(change: Change) -> str:
    return "\n".join([change.body or "", *(one.message for one in change.commits or ())])


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _says(card: dict[str, Fact], name: str) -> str:
    return card[name].value if name in card else ""


def _dated(around: Around) -> str:
    return f" (as of {around.as_of})" if around.as_of else ""


def _place(fact: Fact | None) -> str:
    if fact is None:
        return ""
    return f"{fact.path}:{fact.line}" if fact.line else fact.path
