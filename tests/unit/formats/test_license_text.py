"""Licenses are told by their text."""

import pytest

from twohats.formats.license_text import license_of

MIT = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software.
The above copyright notice and this permission notice shall be included in all copies."""
BSD = "Redistribution and use in source and binary forms, with or without modification, are permitted."
END = " Neither the name of the holder may be used to endorse or promote products."


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        (MIT, "MIT"),
        (BSD, "BSD-2-Clause"),
        (BSD + END, "BSD-3-Clause"),
        ("GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007", "GPL-3.0"),
        ("GNU GENERAL PUBLIC LICENSE\n  Version 2, June 1991", "GPL-2.0"),
        ("GNU LESSER GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007", "LGPL-3.0"),
        ("GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3", "AGPL-3.0"),
        ("Mozilla Public License Version 2.0\n====", "MPL-2.0"),
        ("SPDX-License-Identifier: EUPL-1.2\n", "EUPL-1.2"),
    ],
)
def test_told(text, spdx):
    """Line ends and case do not count."""
    assert license_of(text) == spdx


@pytest.mark.parametrize(
    "text", ["", "MIT", "All rights reserved.", MIT + BSD, MIT + MIT, "We like the Apache License."]
)
def test_not_told(text):
    """A name, two licenses at once, or other words prove nothing."""
    assert license_of(text) is None
