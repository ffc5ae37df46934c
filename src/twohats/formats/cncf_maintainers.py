"""CNCF's ``project-maintainers.csv``: the maintainers of every project it hosts."""

import csv
import io

from twohats.errors import Mistake
from twohats.formats.maintainers import Maintainer, Maintainers


def parse_project_maintainers(text: str, *, path: str = "project-maintainers.csv") -> Maintainers:
    r"""Read CNCF's list of all projects' maintainers.

    Columns are level, project, name, company, login and a link. Level and project stand in the
    first row of each project only, and hold for the rows below; ``body`` is the project.

    Examples
    --------
    >>> read = parse_project_maintainers(
    ...     ",Project,Maintainer Name,Company,Github Name,OWNERS/MAINTAINERS\n"
    ...     "Graduated,Exemplar,Ada Example,Acme,ada,https://example.org\n,,Bo Example,,bo \n"
    ... )
    >>> [(one.body, one.login) for one in read.maintainers]
    [('Exemplar', 'ada'), ('Exemplar', 'bo')]
    """
    found: list[Maintainer] = []
    problems: list[Mistake] = []
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    project: str | None = None
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            number, line = line, reader.line_num + 1
            if not any(cells) or (number == 1 and "project" in map(str.casefold, cells)):
                continue
            _, named, name, company, login = (*cells, *[""] * 5)[:5]
            project = named or project
            if project is None:
                problems.append(Mistake(path, number, "row left out: no project stands above it"))
                continue
            if not name and not login:
                if company:
                    message = f"row left out: {project} lists {company!r} without a person"
                    problems.append(Mistake(path, number, message))
                continue
            account = login.removeprefix("@").rstrip("/").rpartition("/")[2]
            found.append(
                Maintainer(
                    name or None,
                    account or None,
                    None,
                    company or None,
                    "maintainer",
                    project,
                    number,
                )
            )
    except csv.Error as error:
        problems.append(Mistake(path, reader.line_num, f"not read from here on: {error}"))
    return Maintainers(tuple(found), tuple(problems))
