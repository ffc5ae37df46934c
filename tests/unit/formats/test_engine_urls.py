"""Addresses of engines hold no secret, and say what they mean."""

import pytest

from twohats.formats.engine_urls import EMBEDDED_URL, EngineUrl, read_engine_url


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("postgresql://db.example/facts", "postgresql"),
        ("postgres://reader@db.example:5433/facts?sslmode=require", "postgresql"),
        ("postgresql:///facts?host=/run/postgresql", "postgresql"),
        ("spark://master.example:7077", "spark"),
        ("spark://one.example:7077,two.example:7077", "spark"),
        ("sc://spark.example:15002", "connect"),
        ("sc://spark.example:443/;use_ssl=true", "connect"),
    ],
)
def test_an_engine_is_known_by_its_address(text, kind):
    """What comes before `://` says which engine it is, and the rest stays as written."""
    assert read_engine_url(f" {text} ") == EngineUrl(kind, text)


def test_the_embedded_engine_has_a_name():
    """`duckdb` is the engine in this process."""
    assert read_engine_url("duckdb") == EMBEDDED_URL
    assert EMBEDDED_URL.is_embedded
    assert not read_engine_url("spark://master.example:7077").is_embedded


@pytest.mark.parametrize("written", ["$FACTS_PASSWORD", "${FACTS_PASSWORD}"])
def test_a_password_may_be_named_by_its_variable(written):
    """An environment variable may stand where a password would."""
    url = read_engine_url(f"postgresql://reader:{written}@db.example/facts")

    assert url.password_from == "FACTS_PASSWORD"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://reader:hunter2@db.example/facts",
        "postgresql://db.example/facts?user=reader&password=hunter2",
        "postgresql://db.example/facts?sslpassword=hunter2",
        "sc://spark.example:15002/;token=hunter2",
        "mysql://reader:hunter2@db.example/facts",
        "spark://reader:hunter2@master.example:7077",
    ],
)
def test_no_secret_is_taken_or_repeated(text):
    """A password or token in an address is refused, and the refusal does not repeat it."""
    with pytest.raises(ValueError, match=r"^must ") as refused:
        read_engine_url(text)

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "DuckDB", "postgresql", "postgresql://db.example", "postgresql://db.example/a/b"),
        *("postgresql://db.example:port/facts", "spark://", "spark://master/x", "sc:///"),
        *("http://db.example/facts", "local[2]", "postgresql://[db/facts"),
    ],
)
def test_what_is_no_engine_is_refused(text):
    """A mistake is told with an example of what would be right."""
    with pytest.raises(ValueError, match=r"^must (be|name) .*(duckdb|://)"):
        read_engine_url(text)
