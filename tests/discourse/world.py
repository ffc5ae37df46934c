"""A made-up forum: categories, people, topics and posts."""

import html
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

REGULAR, MODERATOR, SMALL_ACTION, WHISPER = 1, 2, 3, 4
BEGINNING = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass
class User:
    """Somebody who writes."""

    id: int
    username: str
    name: str = ""
    admin: bool = False
    moderator: bool = False


@dataclass
class Category:
    """A place for topics, perhaps within another one."""

    id: int
    slug: str
    parent: "Category | None" = None
    read_restricted: bool = False

    @property
    def path(self) -> list[str]:
        """Slugs, the outermost first."""
        return [*(self.parent.path if self.parent else []), self.slug]


@dataclass
class Post:
    """One post; what Discourse notes itself is one, too."""

    id: int
    number: int
    user: User | None
    raw: str
    created_at: datetime
    updated_at: datetime
    type: int = REGULAR
    action_code: str | None = None
    reply_to: int | None = None
    version: int = 1
    deleted_at: datetime | None = None
    user_deleted: bool = False
    hidden: bool = False

    @property
    def cooked(self) -> str:
        """Shown as HTML, roughly as Discourse does."""
        paragraphs = html.escape(self.raw, quote=False).split("\n\n")
        return "\n".join(f"<p>{one}</p>" for one in paragraphs)


@dataclass
class Topic:
    """A topic with its posts."""

    id: int
    title: str
    category: Category
    created_at: datetime
    bumped_at: datetime
    tags: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    closed: bool = False
    archived: bool = False
    pinned: bool = False
    deleted: bool = False
    solved_by: Post | None = None
    accepted_by: User | None = None

    @property
    def slug(self) -> str:
        """As it stands in addresses."""
        return "-".join(self.title.lower().split())

    @property
    def last_posted_at(self) -> datetime:
        """When the last regular post was written."""
        return max(one.created_at for one in self.posts if one.type == REGULAR)


class World:
    """Everything there is, and its time, which only the tests move."""

    def __init__(self, now: datetime = BEGINNING):
        self.now = now
        self.users: dict[str, User] = {}
        self.categories: list[Category] = []
        self.topics: list[Topic] = []
        self.login_required = False
        self._posts = 100
        self.system = self.user("system", id=-1, admin=True)

    def user(self, username: str, **fields: object) -> User:
        """Give somebody an account."""
        given = {"id": 1_000 + len(self.users), "username": username, **fields}
        made = self.users[username] = User(**given)  # type: ignore[arg-type]
        return made

    def category(self, slug: str, parent: Category | None = None, **fields: bool) -> Category:
        """Open a category."""
        made = Category(5 + len(self.categories), slug, parent, **fields)
        self.categories.append(made)
        return made

    def topic(
        self, category: Category, user: User | None, title: str, raw: str = "", **fields: object
    ) -> Topic:
        """Open a topic, now."""
        made = Topic(11 + len(self.topics), title, category, self.now, self.now, **fields)  # type: ignore[arg-type]
        self.topics.append(made)
        self.say(made, user, raw or title)
        return made

    def say(self, topic: Topic, user: User | None, raw: str, **fields: object) -> Post:
        """Write a post into a topic, now; regular ones move it to the front of lists."""
        self._posts += 1
        number = max((one.number for one in topic.posts), default=0) + 1
        made = Post(self._posts, number, user, raw, self.now, self.now, **fields)  # type: ignore[arg-type]
        topic.posts.append(made)
        if made.type == REGULAR:
            topic.bumped_at = self.now
        return made

    def note(self, topic: Topic, user: User | None, code: str) -> Post:
        """Note in a topic what was done to it; that moves it nowhere."""
        return self.say(topic, user, "", type=SMALL_ACTION, action_code=code)

    def close(self, topic: Topic, user: User) -> None:
        """Let nobody write there any more."""
        topic.closed = True
        self.note(topic, user, "closed.enabled")

    def reopen(self, topic: Topic, user: User) -> None:
        """Let people write there again."""
        topic.closed = False
        self.note(topic, user, "closed.disabled")

    def solve(self, topic: Topic, post: Post, by: User | None = None) -> None:
        """Take a post for the solution; nothing tells when."""
        topic.solved_by, topic.accepted_by = post, by

    def edit(self, topic: Topic, post: Post, raw: str) -> None:
        """Change a post; that of the last one moves its topic."""
        post.raw, post.updated_at, post.version = raw, self.now, post.version + 1
        if topic.posts[-1] is post:
            topic.bumped_at = self.now

    def take_back(self, post: Post) -> None:
        """Let its author delete a post: it stays for a day, without its words."""
        post.raw, post.updated_at, post.version = "(post deleted by author)", self.now, 2
        post.user_deleted = True

    def delete(self, post: Post) -> None:
        """Let staff delete a post: nobody else sees it any more."""
        post.deleted_at = self.now

    def later(self, **units: float) -> None:
        """Let time pass."""
        self.now += timedelta(**units)
