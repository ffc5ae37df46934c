"""The made-up page, and a reader of HTML that sees what a browser would."""

import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest

from twohats.records.pages import Cleared

VOID = {"meta", "link", "br", "hr", "img", "input"}


class ReadPage(HTMLParser):
    """Tags, attributes and text of a page; a tag that is not closed where it should be raises."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text, self._open = [], [], [], []
        self.feed(text)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if not {"style", "svg"} & set(self._open):
            self.text.append(data)

    def all(self, name):
        """Every value of one attribute, in order."""
        return [attributes[name] for _, attributes in self.attributes if name in attributes]


@pytest.fixture(scope="session")
def read_page():
    return ReadPage


@pytest.fixture(scope="session")
def made_up():
    return runpy.run_path(str(Path(__file__).with_name("made_up.py")))


@pytest.fixture(scope="session")
def page(made_up):
    return Cleared(made_up["document"](), ("G01",))


@pytest.fixture(scope="session")
def small_page(made_up):
    return Cleared(made_up["small_document"](), ("G01",))


@pytest.fixture(scope="session")
def html(page):
    from twohats.publish import to_html

    return to_html(page)
