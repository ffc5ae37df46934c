"""``register components``: the license of each component, set beside what its layer has to meet."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from twohats.checks.replicate import LEVELS, ORDER, STATES, UNSAID, Held, judge
from twohats.errors import WrongUse
from twohats.flow.registers import Line, Listed, line_of
from twohats.flow.rows import Row, fetch
from twohats.flow.trace import read_inputs
from twohats.formats.licenses import is_open
from twohats.formats.purls import identity
from twohats.formats.suggest import nearest
from twohats.journal.registers import COMPONENT, Said, said_content, said_of
from twohats.records import Skipped
from twohats.records.components import Component, ComponentList, Service
from twohats.records.decisions import Decision
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore
from twohats.workspace import Workspace

COLUMNS = (
    "level", "state", "component", "license", "says", "layer", "service", "license_by", "repository",
    "accepted_until", "url", "waits", "path", "place",
)  # fmt: skip
ASKS = ("license", "portable", "accepted")
"""What a person may say of a component."""


def components(
    workspace: Workspace,
    decisions: Sequence[Decision],
    store: FactStore,
    today: date,
    given: Sequence[Path] = (),
    layer: str | None = None,
) -> Listed:
    """Judge every component of every list, each once per service.

    Parameters
    ----------
    workspace
        Its ``services.toml``.
    decisions
        The journal, for what people said of components.
    store
        For the licenses that a forge tells of upstream repositories.
    today
        Day on which what was accepted is looked at again.
    given
        Lists to read in place of those of the services.
    layer
        Of the lists given; None: the strictest.

    Returns
    -------
    Listed
        What MUST be met and is not comes first, then what is not known of it.
    """
    inputs = read_inputs(workspace, given)
    origins = {one.component: one.repository for one in inputs.services.origins}
    forge = _licenses(store)
    said = said_of(decisions, COMPONENT)
    rows: dict[tuple[str, str | None, str], Row] = {}
    for service, listed in inputs.used:
        for one in listed.components:
            name = service.name if service else one.service
            level = layer or _layer(service, inputs.services.services, one)
            key = (_called(one), name, level)
            if key not in rows:
                rows[key] = _row(one, listed, name, level, origins, forge, said, today)
    found = sorted(
        rows.values(),
        key=lambda row: (
            ORDER.index(row["level"]), STATES.index(row["state"]), not row["waits"], row["component"],
        ),
    )  # fmt: skip
    unsaid = sum(service.layer is None for service in inputs.services.services)
    meta = {
        "levels": dict(LEVELS),
        "layers": f"{unsaid} services say no layer and are held to MUST" if unsaid else "all said",
        "states": {
            f"{level} {state}": sum((row["level"], row["state"]) == (level, state) for row in found)
            for level in ORDER
            for state in STATES
        },
    }
    skipped = [Skipped(f"{one.path}:{one.line or '?'}", one.message) for one in inputs.mistakes]
    return Listed(tuple(found), meta, tuple(skipped))


def saying(
    about: str,
    told: str,
    url: str | None,
    why: str,
    until: date | None,
    today: date,
    decisions: Sequence[Decision],
) -> Line:
    """Write down what a person says of a component: its license, that it is portable, or that it is accepted.

    Raises
    ------
    WrongUse
        There is no such word, it names no place, or an exemption has no reason or no end.
    """
    asks, _, answer = told.partition("=")
    if asks not in ASKS:
        raise WrongUse(f"--say {told}: nothing was written: no such word{nearest(asks, ASKS)}")
    if asks == "accepted":
        if not (why.strip() and until):
            raise WrongUse(
                "--say accepted: nothing was written: say why, and until when, with --why REASON --ends DATE."
            )
        answer = "yes"
    elif not answer or (asks == "portable" and answer not in ("yes", "no")):
        example = "portable=yes" if asks == "portable" else "license=MIT"
        raise WrongUse(f"--say {told}: nothing was written: write it as {example}.")
    elif asks == "license" and is_open(answer) is None:
        raise WrongUse(
            f"--say {told}: nothing was written: SPDX lists no license of that name. "
            "Write its identifier, as license=BSD-3-Clause."
        )
    elif not (url and re.match(r"https?://\S+$", url)):
        raise WrongUse(
            f"--say {told}: nothing was written: say where that can be read, as --url URL."
        )
    if until and until <= today:
        raise WrongUse(f"--ends {until}: nothing was written: that day is not to come.")
    subject = identity(about)
    content = said_content(subject, asks, answer, url, until)
    return line_of(COMPONENT, f"{subject} {asks}", why or f"as read at {url}", content, decisions)


def _called(component: Component) -> str:
    """Name a component without its version, as people speak of it."""
    return identity(component.purl or component.name)


def _layer(service: Service | None, services: Iterable[Service], component: Component) -> str:
    named = service or next((one for one in services if one.name == component.service), None)
    return (named.layer if named else None) or UNSAID


def _licenses(store: FactStore) -> Mapping[str, str]:
    """Give what forges say of upstream repositories, where facts were read."""
    snapshot = store.snapshot()
    if not snapshot.files("repositories"):
        return {}
    told = fact_tables(connect(snapshot))["repositories"]
    told = told.filter(told.license_spdx.notnull() & (told.license_spdx != "NOASSERTION"))
    return {
        row["repository"]: row["license_spdx"]
        for row in fetch(told.select("repository", "license_spdx"))
    }


def _row(
    one: Component,
    listed: ComponentList,
    service: str | None,
    layer: str,
    origins: Mapping[str, str],
    forge: Mapping[str, str],
    said: Mapping[tuple[str, str], Said],
    today: date,
) -> Row:
    called = _called(one)
    repository = origins.get(called) or one.repository
    word = said.get((called, "license"))
    portable, accepted = said.get((called, "portable")), said.get((called, "accepted"))
    if word:
        license_, by = word.answer, "a person"
    elif one.license:
        license_, by = one.license, listed.kind
    elif repository and repository in forge:
        license_, by = forge[repository], "its forge"
    else:
        license_, by = None, None
    until = accepted.until if accepted and accepted.until and accepted.until > today else None
    held = Held(layer, license_, is_open(license_), portable.answer if portable else None, until)
    level, state, says = judge(held)
    wants = "portable=yes" if layer == "cloud" else "license=SPDX"
    waits = None
    if state == "unknown" and level != "MAY" and not until:
        waits = f"twohats register components --about {called} --say {wants} --url URL"
    elif state == "not met" and not until:
        waits = (
            f"twohats register components --about {called} --say accepted --why REASON --ends DATE"
        )
    return {
        "level": level,
        "state": state,
        "component": one.label,
        "license": license_,
        "says": f"{says}; accepted: {accepted.why}" if until and accepted else says,
        "layer": layer,
        "service": service,
        "license_by": by,
        "repository": repository,
        "accepted_until": until,
        "url": word.url if word else None,
        "waits": waits,
        "path": listed.path,
        "place": one.place,
    }
