"""N1: a major feature, which is never foundational unless people say so."""

import ibis
import ibis.expr.types as ir

from twohats.ledger.cases import Case, has_label
from twohats.ledger.evidence.f3_listed import PATH
from twohats.ledger.evidence.pieces import pieces

FEATURE = r"(?:.*[:/ -]\s*)?(?:features?|enhancements?|new[ -]feature|feature[ -]request)"
FEATURE_TITLE = r"(?i)^\s*\[?(?:feat|feature|enh|enhancement)(?:\([^)]*\))?!?(?:[\]:]|\s-\s)"
MAJOR = (
    r"(?:.*[:/ -]\s*)?(?:major|breaking(?:[ -]change)?|(?:new |public )?api"
    r"|api[ -](?:change|addition)|ui|configuration|new[ -]option)"
)
GENERATED = (
    r"(?i)(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|[^/]*\.lock|go\.sum|pnpm-lock\.yaml)$"
    r"|(?:^|/)(?:dist|vendor|node_modules|__snapshots__)/"
    r"|\.min\.(?:js|css)$|_pb2(?:_grpc)?\.pyi?$|\.(?:snap|map)$"
)


def find(case: Case) -> ir.Table:
    """Answer for every change: a feature, and a major one by label or by changed lines.

    Lines of tests, documentation and generated files do not count, where the files were read.
    """
    limit = case.rubric.major_change_lines
    rows = case.work.filter(lambda t: t.activity == "change")
    rows = rows.left_join(_lines(case), "item").drop("item_right")
    title = rows.title.re_search(FEATURE_TITLE).fill_null(False)
    # Kleene's logic, as SQL has it: unknown labels matter only where the title says nothing.
    is_feature = title | has_label(rows.labels, FEATURE)
    whole = rows.additions + rows.deletions
    is_partial = (rows.files < rows.changed_files).fill_null(False)
    counted = rows.counted.notnull()
    is_large = ibis.cases(
        (counted & (rows.counted > limit), ibis.literal(True)),
        (counted & ~is_partial, ibis.literal(False)),
        (whole <= limit, ibis.literal(False)),
        (counted, ibis.null("boolean")),
        else_=whole > limit,
    )
    is_major = has_label(rows.labels, MAJOR).fill_null(False) | is_large
    holds = is_feature & is_major
    lines = ibis.ifelse(
        counted,
        rows.counted.cast("string") + " changed lines without tests, documentation and generated",
        whole.cast("string") + " changed lines in all",
    )
    limits = f"; above {limit} it is a major one."
    return pieces(
        "N1",
        rows,
        holds=holds,
        because=ibis.cases(
            (~is_feature, "Neither label nor title calls it a feature."),
            (is_feature.isnull(), "Its labels are not known."),
            (has_label(rows.labels, MAJOR).fill_null(False), "A label says that it is major."),
            (lines.isnull(), "It is a feature, and its size is not known."),
            else_="It is a feature of " + lines + limits,
        ),
        url=rows.url,
        said_at=rows.happened_at,
    )


def _lines(case: Case) -> ir.Table:
    """Count changed lines per item, as far as the files were read."""
    files = case.facts.tables["item_files"]
    files = files.semi_join(case.work.select("item").distinct(), "item")
    counts = ~(files.path.re_search(PATH) | files.path.re_search(GENERATED))
    size = files.additions.fill_null(0) + files.deletions.fill_null(0)
    per = files.group_by("item").agg(
        counted=size.sum(where=counts).fill_null(0), files=files.count()
    )
    items = case.facts.items.select("item", "changed_files")
    return per.left_join(items, "item").drop("item_right")
