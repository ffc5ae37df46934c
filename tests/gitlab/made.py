"""Worlds for tests: one small project in which everything happens once, and many quiet ones."""

from gitlab.world import Item, Project, World

ANVIL = "forge/tools/anvil"


def busy(issues: int = 0, *, answered: bool = True) -> World:
    """A project of a nested group, with every kind of happening; more issues if asked for."""
    world = World()
    ada, ben = world.user("ada"), world.user("ben")
    mia, nia = world.user("mia", "Mia Made-Up"), world.user("nia")
    robot = world.user("project_7_bot_0a1b2c", "Release robot")
    anvil = world.project(ANVIL)
    for person, level in ((mia, 50), (ada, 40), (ben, 30), (robot, 20)):
        world.member(anvil, person, level, "2027-01-01" if person is ben else None)
    files = {
        "CONTRIBUTING.md": "Be kind.\n",
        ".gitlab/CODEOWNERS": "* @mia\n",
        "src/anvil.py": "heavy = True\n",
    }
    world.commit(anvil, files, "success")
    world.commit(anvil, {"src/anvil.py": "heavy = False\n"}, "failed")
    first = world.milestone(anvil, "1.0", "2026-06-30")
    heavy = world.issue(anvil, nia, "It is too heavy", description="Far too heavy.")
    talk = world.comment(heavy, ada, "How heavy?")
    world.comment(heavy, nia, "Very.", answers=talk)
    world.label(heavy, mia, "bug")
    world.label(heavy, mia, "later")
    world.label(heavy, mia, "later", add=False)
    world.plan(heavy, mia, first)
    world.assign(heavy, mia, ada, ben)
    world.comment(heavy, world.ghost, "Same here.")
    world.comment(heavy, mia, "Between us.", internal=True)
    secret = world.issue(anvil, mia, "A hole", confidential=True)
    world.comment(secret, mia, "Nobody may know.")
    world.issue(anvil, nia, "A question nobody touched")
    _change(world, anvil, heavy)
    closed = world.issue(anvil, ben, "Duplicate")
    world.close(closed, mia)
    world.reopen(closed, ben)
    world.close(closed, None)
    draft = world.change(anvil, ben, "Draft: try steel", draft=True)
    world.push(draft, ben, "src/steel.py")
    world.tell(draft, ben, "marked this merge request as **draft**", "title")
    world.tell(draft, mia, "requested changes", "requested_changes")
    world.release(anvil, robot, "v1.0")
    askers = [world.user(f"asker-{n}") for n in range(min(issues, 4))]
    for n in range(issues):
        one = world.issue(anvil, askers[n % 4], f"Question {n}")
        if answered:
            world.comment(one, mia, f"Answer {n}")
    return world


def _change(world: World, anvil: Project, heavy: Item) -> Item:
    """A merge request with a review, all the way to its merge."""
    ada, ben, mia = (world.users[name] for name in ("ada", "ben", "mia"))
    change = world.change(anvil, ada, "Make it lighter", description="Closes #1")
    world.push(change, ada, "src/anvil.py", "src/light.py")
    world.tell(heavy, ada, "mentioned in merge request !1", "cross_reference")
    world.ask(change, ada, mia, ben)
    note = world.comment(change, mia, "Why so light?", path="src/light.py")
    world.comment(change, ada, "It floats.", answers=note)
    world.tell(
        change, ada, "changed title from **Make it {-light-}** to **Make it {+lighter+}**", "title"
    )
    world.push(change, ada, "docs/light.md")
    world.approve(change, mia)
    world.approve(change, ben)
    world.tell(change, ben, "unapproved this merge request", "unapproved")
    world.merge(change, mia)
    world.close(heavy, mia)
    return change


def quiet(projects: int, groups: int = 1) -> World:
    """Many projects in which one issue was opened."""
    world = World()
    nia = world.user("nia")
    for n in range(projects):
        project = world.project(f"group-{n % groups}/project-{n}")
        world.issue(project, nia, "Is anybody here?")
    return world
