"""The shape of ``twohats.toml``, for pydantic.

Only `twohats.workspace.reading` imports this, and late: pydantic costs a quarter of a second.
Each class is one table; the docstring of a field's meaning is in `twohats.workspace.settings`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
)

from twohats.formats.addresses import (
    HOSTS,
    read_account,
    read_owner,
    read_place,
    read_repository,
)
from twohats.formats.engine_urls import read_engine_url, read_reader
from twohats.formats.journal_homes import GIT, read_journal_home
from twohats.workspace.settings import (
    BalanceUnit,
    ForgeKind,
    OnClockScope,
    OutsidePlanTime,
    Scope,
    Term,
)


class Table(BaseModel):
    """A table that knows its keys and converts nothing in silence."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _key(read: Callable[[str, Mapping[str, str]], str]) -> AfterValidator:
    """Check by one of the readers of `twohats.formats.addresses`, with the workspace's forges."""

    def check(value: str, info: ValidationInfo) -> str:
        return read(value, info.context or HOSTS)

    return AfterValidator(check)


def _day(value: Any) -> Any:
    """Take a date in quotes too; TOML has dates of its own, and people quote them."""
    if isinstance(value, datetime):
        raise ValueError("must be a date without a time, as 2026-01-31")
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"must be a date as 2026-01-31, not `{value}`") from None
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip()


def _prefix(value: str) -> str:
    if not value.rstrip().endswith(":"):
        raise ValueError(f'must end in a colon, as "co-funded:", not `{value}`')
    return value.strip()


def _place(text: str, hosts: Mapping[str, str]) -> str:
    """Key of a repository, or of an owner where only that is named."""
    owner, repository = read_place(text, hosts)
    return repository or owner


def _dateless(value: str) -> str:
    """Refuse a title that would be another one each time: by it an open one could not be found."""
    if re.search(r"\b\d{4}-\d{1,2}|\b(?:iteration|sprint|week)\s*#?\d|\{", value, re.IGNORECASE):
        raise ValueError(f"must hold no date and no number of an iteration: `{value}`")
    return _filled(value)


def _some(value: list[str]) -> list[str]:
    if not value:
        raise ValueError('must hold a word at least: ["ACK"]')
    return value


def _address(value: str) -> str:
    if re.fullmatch(WEB, value.strip()):
        return value.strip()
    raise ValueError(f"must be an address that begins with https://, not `{value}`")


def _dispute(value: str) -> str:
    """Take an address on the web, or a mail address, where somebody reads what is wrong."""
    text = value.strip()
    if re.fullmatch(WEB, text) or re.fullmatch(MAIL, text):
        return text
    raise ValueError(
        "must be the address of your tracker's form for new issues, as "
        f"https://github.com/OWNER/NAME/issues/new, or a mail address, not `{value}`"
    )


def _engine(value: str) -> str:
    return read_engine_url(value).text


def _journal_home(value: str) -> str:
    home = read_journal_home(value)
    return home.text if home else GIT


WEB = r"https?://[^\s<>\"']+"
MAIL = r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"'.]+"
Text = Annotated[str, AfterValidator(_filled)]
Address = Annotated[str, AfterValidator(_address)]
Dispute = Annotated[str, AfterValidator(_dispute)]
Prefix = Annotated[str, AfterValidator(_prefix)]
Day = Annotated[date, BeforeValidator(_day)]
Share = Annotated[float, Field(ge=0, le=1)]
OwnerKey = Annotated[str, _key(read_owner)]
RepositoryKey = Annotated[str, _key(read_repository)]
AccountKey = Annotated[str, _key(read_account)]
PlaceKey = Annotated[str, _key(_place)]
EngineAddress = Annotated[str, AfterValidator(_engine)]
Role = Annotated[str, AfterValidator(read_reader)]


class TopTable(Table):
    """Everything above the first header."""

    organization: Text
    owners: list[OwnerKey] = []
    repositories: list[RepositoryKey] = []
    trackers: list[RepositoryKey] = []
    forums: list[Text] = []
    framework_from: Day | None = None
    member_communities: list[Text] = []
    window_days: Annotated[int, Field(ge=1, le=36500)] = 90
    team_file: Text | None = None
    communities_file: Text | None = None


class ForgeTable(Table):
    """One ``[[forges]]``."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    host: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*(:[0-9]+)?$")]
    kind: ForgeKind | None = None


class PolicyTable(Table):
    """One ``[[policies]]``."""

    name: Text
    effective_from: Day
    effective_until: Day | None = None
    band_upstream: Annotated[list[Share], Field(min_length=2, max_length=2)] | None = None
    balance_unit: BalanceUnit | None = None
    on_clock_scope: OnClockScope | None = None
    free_choice_share: Share | None = None
    outside_plan_time: OutsidePlanTime | None = None


class WaiverTable(Table):
    """One ``[[waivers]]``; without a reason, somebody to ask and an end it is no waiver."""

    name: Text
    what: Term
    who: Text
    why: Text
    until: Day
    since: Day | None = None
    community: PlaceKey | None = None


class BotTable(Table):
    """One ``[[bots]]``."""

    account: AccountKey
    is_bot: bool = True
    reason: str = ""


class ScopeTable(Table):
    """One ``[[scopes]]``: a repository or an owner, not both."""

    repository: RepositoryKey | None = None
    owner: OwnerKey | None = None
    scope: Scope
    reason: str = ""


class RecurringTable(Table):
    """One ``[[recurring]]``."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Annotated[str, AfterValidator(_dateless)]
    every: Annotated[int, Field(ge=1, le=366)] = 1
    tracker: RepositoryKey | None = None
    labels: list[Text] = []
    activity: Text | None = None
    community: OwnerKey | None = None
    points: Annotated[float, Field(ge=0, le=1000)] | None = None
    done_when: Text | None = None


class MeasuresTable(Table):
    """``[measures]``; see `twohats.workspace.measuring`."""

    approval_comments: dict[OwnerKey, Annotated[list[Text], AfterValidator(_some)]] = {}
    hours_per_answer: Annotated[float, Field(gt=0, le=40)] | None = None


class HolidayTable(Table):
    """One ``[[holidays]]``."""

    name: Text
    since: Day
    until: Day | None = None


class FunderTable(Table):
    """One ``[[funders]]``."""

    name: Text
    url: Address | None = None
    community: PlaceKey | None = None
    strings: Text | None = None
    since: Day | None = None
    until: Day | None = None


class ReportTable(Table):
    """``[report]``: what holds for public pages."""

    dispute: Dispute | None = None
    private_words: list[Text] = []
    public_words: list[Text] = []
    named_members: list[Text] = []
    own_projects: list[RepositoryKey] = []
    leave_out: list[PlaceKey] = []


class ChecksTable(Table):
    """``[checks]``; see `twohats.workspace.checking`."""

    public_from: Day | None = None
    answer_days: Annotated[int, Field(ge=1, le=365)] = 14
    lead: AccountKey | None = None


class WordsTable(Table):
    """``[words]``; see `twohats.workspace.words`."""

    member_community: Text = "member community"
    member_communities: Text | None = None


class InitiativesTable(Table):
    """``[initiatives]``; see `twohats.workspace.words`."""

    quiet_days: Annotated[int, Field(ge=1, le=3650)] = 30


class StoreTable(Table):
    """``[store]``; see `twohats.formats.engine_urls`."""

    engine: EngineAddress | None = None
    readers: list[Role] = []


class JournalTable(Table):
    """``[journal]``."""

    home: Annotated[str, AfterValidator(_journal_home)] = GIT


class LabelsTable(Table):
    """``[labels]``; what is left out keeps its usual names."""

    plan_item: list[Text] | None = None
    plan_title: list[Text] | None = None
    iteration: list[Text] | None = None
    initiative: list[Text] | None = None
    contract: list[Text] | None = None
    duty: list[Text] | None = None
    support: list[Text] | None = None
    directed: list[Text] | None = None
    foundational: list[Text] | None = None
    co_funded: list[Prefix] | None = None
    interested: list[Prefix] | None = None


class IterationsTable(Table):
    """``[iterations]``."""

    start: Day
    days: Annotated[int, Field(ge=1, le=366)] = 14


class PlanTable(Table):
    """``[plan]``; what is left out keeps its usual value."""

    points: Annotated[float, Field(gt=0, le=1000)] = 10.0
    share: Share | None = None
    floor: Share | None = None
    free: Share = 0.2
    window: Annotated[int, Field(ge=1, le=52)] = 6
    rotation: Annotated[int, Field(ge=1, le=52)] = 2
    pair_share: Share = 0.5
    help_turns: Annotated[int, Field(ge=1, le=52)] = 2
    pair_limit: Annotated[int, Field(ge=0, le=100)] = 1
    rights: dict[str, Text] | None = None
    adds: list[Text] | None = None
    nodes: Annotated[int, Field(ge=1, le=1_000_000)] = 5000


class PersonTable(Table):
    """One ``[[people]]``: what one of ours agreed on for planning."""

    account: AccountKey
    points: Annotated[float, Field(ge=0, le=1000)] | None = None
    service: Annotated[float, Field(ge=0, le=1000)] = 0.0
    offer: Annotated[float, Field(ge=0, le=1000)] | None = None
    skills: list[Text] | None = None
    knows: list[Text] = []
    rights: dict[OwnerKey, list[Text]] = {}
    pair_limit: Annotated[int, Field(ge=0, le=100)] | None = None
    is_mentor: bool = True
    is_named: bool = False
    is_public: bool = False


TABLES: Mapping[str, type[Table]] = {
    "forges": ForgeTable,
    "policies": PolicyTable,
    "waivers": WaiverTable,
    "bots": BotTable,
    "scopes": ScopeTable,
    "people": PersonTable,
    "recurring": RecurringTable,
    "funders": FunderTable,
    "holidays": HolidayTable,
}
"""Every list of tables, by its header."""

SINGLE_TABLES: Mapping[str, type[Table]] = {
    "labels": LabelsTable,
    "iterations": IterationsTable,
    "plan": PlanTable,
    "report": ReportTable,
    "measures": MeasuresTable,
    "checks": ChecksTable,
    "journal": JournalTable,
    "store": StoreTable,
    "words": WordsTable,
    "initiatives": InitiativesTable,
}
"""Every table that is there once, by its header."""

KEY_LISTS: Mapping[str, Callable[[str, Mapping[str, str]], str]] = {
    "owners": read_owner,
    "repositories": read_repository,
    "trackers": read_repository,
}
"""Every list of keys, with what reads one."""
