"""Which license a text is, by sentences that stand in no other; None where that cannot be told."""

import re

OSI = frozenset(
    {
        "0BSD",
        "AFL-3.0",
        "AGPL-3.0",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "EPL-2.0",
        "EUPL-1.2",
        "GPL-2.0",
        "GPL-3.0",
        "ISC",
        "LGPL-2.1",
        "LGPL-3.0",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "Unlicense",
        "Zlib",
    }
)
"""Identifiers approved by the Open Source Initiative, of those that are told apart here."""

_BSD = "redistribution and use in source and binary forms"
_BSD3 = r"neither the name.{0,200}may be used to endorse or promote"
_MIT = "permission is hereby granted, free of charge, to any person obtaining a copy"
_TITLES = (
    ("AGPL-3.0", r"gnu affero general public license.{0,40}version 3"),
    ("LGPL-3.0", r"gnu lesser general public license.{0,40}version 3"),
    ("LGPL-2.1", r"gnu lesser general public license.{0,40}version 2\.1"),
    ("GPL-3.0", r"gnu general public license.{0,40}version 3"),
    ("GPL-2.0", r"gnu general public license.{0,40}version 2"),
    ("Apache-2.0", r"apache license.{0,10}version 2\.0"),
    ("MPL-2.0", r"mozilla public license.{0,10}(?:version )?2\.0"),
    ("EPL-2.0", r"eclipse public license.{0,10}v(?:ersion)? ?2\.0"),
    ("BSL-1.0", r"boost software license.{0,10}version 1\.0"),
    ("EUPL-1.2", r"european union public licence v\. ?1\.2"),
    ("CC0-1.0", r"cc0 1\.0 universal"),
    ("CC-BY-4.0", r"creative commons attribution 4\.0 international"),
    ("CC-BY-SA-4.0", r"creative commons attribution-sharealike 4\.0 international"),
)


def license_of(text: str) -> str | None:
    r"""Name the license whose text this is.

    A text that holds several licenses, or changed one, is not told: None.

    Examples
    --------
    >>> license_of("Apache License\n   Version 2.0, January 2004\n   http://www.apache.org/licenses/")
    'Apache-2.0'
    >>> license_of("All rights reserved.")
    """
    words = " ".join(re.sub(r"[#*/;_]", " ", text).lower().split())
    if stated := re.match(r"\s*SPDX-License-Identifier:\s*([\w.+-]+)\s*\Z", text):
        return stated[1]
    found = {one for one in (_titled(words), *_by_sentence(words)) if one}
    return found.pop() if len(found) == 1 else None


def _titled(words: str) -> str | None:
    """Tell long licenses by the title they open with."""
    opening = words[:300]
    return next((one for one, title in _TITLES if re.search(title, opening)), None)


def _by_sentence(words: str) -> list[str]:
    """Tell short licenses by what they grant; each that is found."""
    found = []
    if _BSD in words:
        found.append("BSD-3-Clause" if re.search(_BSD3, words) else "BSD-2-Clause")
        if words.count(_BSD) > 1 or "all advertising materials" in words:
            found.append("several")
    if _MIT in words:
        found.append(
            "MIT" if "the above copyright notice and this permission" in words else "MIT-0"
        )
        if words.count(_MIT) > 1:
            found.append("several")
    if "permission to use, copy, modify, and or distribute this software for any purpose" in words:
        found.append("ISC" if "appear in all copies" in words else "0BSD")
    if "this is free and unencumbered software released into the public domain" in words:
        found.append("Unlicense")
    if "altered source versions must be plainly marked as such" in words:
        found.append("Zlib")
    return found
