"""What people and administrators do with drive, for tests and seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.drive.model import DriveEntry, Visit
from feishu_sandbox.drive.tree import ancestry, stronger

if TYPE_CHECKING:
    from feishu_sandbox.world import World


class Drive:
    """Builders; no tokens, no limits, no access checks. Folders and files go by their tokens."""

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world

    def entry(self, token: str) -> DriveEntry:
        """Return what lies in drive under this token.

        Raises:
            KeyError: Nothing does.
        """
        return self.world.state.drive.entries[token]

    def add_folder(self, name: str, parent: str = "", *, owner: str = "") -> str:
        """Make a folder, in the root of its owner's space unless told; return its token.

        The owner is a person's open_id, or a bot's: the first person by default.
        """
        with self.world.lock:
            token = self.world.new_id("folder")
            return self._add(DriveEntry(token, "folder", name, parent, *self._made(owner)))

    def add_file(self, name: str, parent: str = "", *, kind: str = "file", owner: str = "") -> str:
        """Make a file of a kind that has no builder of its own; return its token."""
        with self.world.lock:
            token = self.world.new_id("file")
            return self._add(DriveEntry(token, kind, name, parent, *self._made(owner)))

    def add_shortcut(self, target: str, parent: str, name: str = "") -> str:
        """Make a shortcut to something in drive; return the token of the shortcut."""
        with self.world.lock:
            behind = self.entry(target)
            token = self.world.new_id("file")
            made = DriveEntry(token, "shortcut", name or behind.name, parent, *self._made(""))
            made.target_type, made.target_token = behind.type, target
            return self._add(made)

    def put(self, folder: str, token: str, kind: str, name: str, *, owner: str = "") -> str:
        """Lay a document that was made elsewhere (a base, docx, sheet) into a folder."""
        with self.world.lock:
            return self._add(DriveEntry(token, kind, name, folder, *self._made(owner)))

    def edit(self, token: str, *, by: str = "") -> None:
        """Edit a file: now, by its owner unless told."""
        with self.world.lock:
            entry = self.entry(token)
            entry.modified = self._now()
            entry.modified_by = by or entry.owner

    def rename(self, token: str, name: str) -> None:
        """Give another name; no time moves."""
        with self.world.lock:
            self.entry(token).name = name

    def move(self, token: str, folder: str) -> None:
        """Lay something into another folder; no time moves."""
        with self.world.lock:
            self.entry(token).parent = folder

    def trash(self, token: str) -> None:
        """Put something into the trash, with all that is in it."""
        with self.world.lock:
            self.entry(token).trashed = True

    def share(self, token: str, holder: str, right: str | None) -> None:
        """Give an app id or open_id `view`, `edit` or `manage`.

        None takes the right away, and cuts a folder or file off from the rights of the folders
        above it; others keep what they had through them.
        """
        with self.world.lock:
            entry = self.entry(token)
            if right:
                entry.access[holder] = right
                return
            if entry.inherits:
                for above in ancestry(self.world, entry):
                    for one, given in above.access.items():
                        entry.access[one] = stronger(entry.access.get(one, ""), given)
                    if not above.inherits:
                        break
            entry.inherits = False
            entry.access.pop(holder, None)

    def record_view(self, token: str, viewer: str, *, at: int = 0) -> None:
        """Have a person (open_id) open any document; now unless told, in seconds."""
        with self.world.lock:
            self.world.state.drive.visits.append(Visit(token, viewer, at or self._now()))

    def _add(self, entry: DriveEntry) -> str:
        self.world.state.drive.entries[entry.token] = entry
        return entry.token

    def _made(self, owner: str) -> tuple[str, int, int, str]:
        """Return owner, both times and last editor of something new."""
        owner = owner or next(iter(self.world.state.users), "")
        return owner, self._now(), self._now(), owner

    def _now(self) -> int:
        return int(self.world.clock.now())
