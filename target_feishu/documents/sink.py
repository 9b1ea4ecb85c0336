"""One document a record, whose body is the record's."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect import AmbiguousWriteError, NotFoundError, endpoints
from target_feishu.documents.blocks import Body, read_blocks
from target_feishu.documents.folder import Findings
from target_feishu.documents.images import Images
from target_feishu.documents.members import found_members
from target_feishu.documents.pages import Page
from target_feishu.documents.progress import Progress
from target_feishu.documents.route import KEEP
from target_feishu.documents.wishes import DocumentWish, Wishes
from target_feishu.documents.writer import BodyWriter
from target_feishu.idempotency import digest_of, uuid4_of
from target_feishu.ledger import Entry
from target_feishu.objects.sink import Attempt, ObjectSink, Wish

if t.TYPE_CHECKING:
    from target_feishu.documents.members import Member
    from target_feishu.documents.route import DocumentRoute
    from target_feishu.files import LocalFile
    from target_feishu.sinks import Record

logger = logging.getLogger(__name__)

#: How often a document is made whose reply is lost and which is nowhere to be found.
_CREATIONS = 3
#: Stands for the body of a document that was just made.
_NO_BODY: t.Final = digest_of(["", ""])
#: Body and pictures, ready to be written; None where the content stays as it is.
Ready: t.TypeAlias = "tuple[Body, dict[str, LocalFile]] | None"


class DocumentSink(ObjectSink):
    """Writes documents step by step; each step is in the ledger before the next one begins."""

    kind = "document"

    def setup(self) -> None:
        """Compile the route's templates."""
        super().setup()
        route = t.cast("DocumentRoute", self.route)
        self._wishes = Wishes(route)
        self._keeps_edits = route.when_edited == KEEP
        self._images = Images(self.target.client, self.target.files)
        taken = self.target.ledger(self.kind, "", "taken")
        self._findings = Findings(self.target.client, taken, self.stream_name)

    def wish(self, record: Record) -> DocumentWish:
        """Read the record by the route."""
        return self._wishes.read(record, self.key_of(record))

    def create(self, wish: Wish, attempt: Attempt) -> Entry:
        """Make the document and write it; what can be refused is looked at before."""
        asked = t.cast("DocumentWish", wish)
        members = self._members(asked)
        ready = self._ready(asked)
        document_id, title = self._made(asked, attempt)
        facts = {**_round(attempt.entry), "title": title, "body": _NO_BODY}
        entry = Entry(document_id, "", attempt.entry.begun_at, facts)
        self.ledger.put({attempt.key: entry})
        return self._write(asked, entry, ready, members, fresh=True)

    def update(self, wish: Wish, entry: Entry) -> Entry:
        """Write what has changed since, or what an earlier run has not come to."""
        asked = t.cast("DocumentWish", wish)
        members = self._members(asked)
        return self._write(asked, entry, self._ready(asked, entry), members, fresh=False)

    def delete(self, entry: Entry) -> None:
        """Put the document into the trash."""
        Page(self.target.client, entry.id).trash()

    def find(self, wish: Wish, attempt: Attempt) -> Entry | None:  # noqa: ARG002
        """Look for the document that a run has made without learning of it."""
        if not attempt.entry.facts.get("title"):
            return None
        found = self._findings.find(attempt.key, attempt.entry)
        return Entry(found) if found else None

    def _update(self, key: str, wish: Wish, digest: str, entry: Entry) -> None:
        """See first whether people have edited the document."""
        asked = t.cast("DocumentWish", wish)
        if not self._was_edited(asked, entry):
            super()._update(key, wish, digest, entry)
            return
        name = f"stream `{self.stream_name}`: document {entry.id} (`{asked.title}`)"
        if self._keeps_edits:
            logger.warning("%s was edited by people; it stays as it is", name)
            self.ledger.put({key: Entry(entry.id, digest, entry.begun_at, entry.facts)})
            self.count(kept=1)
            return
        logger.warning("%s was edited by people; the record replaces it", name)
        super()._update(key, wish, digest, entry)

    def _was_edited(self, wish: DocumentWish, entry: Entry) -> bool:
        """Tell whether the document is of another revision than we have left it in."""
        facts = entry.facts
        known = int(facts.get("revision") or 0)
        is_touched = wish.title != facts.get("title") or _body_of(wish, entry) != facts.get("body")
        if not known or not is_touched:
            return False
        try:
            return Page(self.target.client, entry.id).now() > known
        except NotFoundError:
            return False

    def _members(self, wish: DocumentWish) -> list[Member]:
        """Look up who is to have which role, before anything is written."""
        return found_members(wish.members, self.target.people("open_id"))

    def _ready(self, wish: DocumentWish, entry: Entry | None = None) -> Ready:
        """Convert the content and fetch its pictures, unless it is there already."""
        is_there = entry is not None and _body_of(wish, entry) == entry.facts.get("body")
        if wish.text is None or is_there:
            return None
        kind, text = wish.text
        if not text:
            return (Body(), {})
        converted = self.target.client.call(
            endpoints.docx.DOCUMENT_CONVERT, body={"content_type": kind, "content": text}
        )
        body = read_blocks(converted)
        return (body, self._images.fetch(body.images))

    def _made(self, wish: DocumentWish, attempt: Attempt) -> tuple[str, str]:
        """Make an empty document, or find the one that was made; give its id and title."""
        before = attempt.entry
        if before.facts.get("title"):
            found = self._findings.find(attempt.key, before)
            if found:
                return found, str(before.facts["title"])
        begun = self.ledger.begin(
            attempt.key, **_round(before), title=wish.title, folder=wish.folder
        )
        tries = 0
        while True:
            tries += 1
            try:
                return self._create_document(wish, attempt.key), wish.title
            except AmbiguousWriteError:
                found = self._findings.find(attempt.key, begun)
                if found:
                    return found, wish.title
                if tries == _CREATIONS:
                    raise

    def _create_document(self, wish: DocumentWish, key: str) -> str:
        data = self.target.client.call(
            endpoints.docx.DOCUMENT_CREATE,
            body={"folder_token": wish.folder, "title": wish.title},
            exclusive="docx.document.create",
        )
        made = str(data["document"]["document_id"])
        self._findings.take(made, key)
        return made

    def _write(
        self,
        wish: DocumentWish,
        entry: Entry,
        ready: Ready,
        members: list[Member],
        *,
        fresh: bool,
    ) -> Entry:
        """Write title, body and members, as far as they differ from what is there."""
        page = Page(self.target.client, entry.id, fresh=fresh)
        progress = Progress(self.ledger, wish.key, entry)
        if wish.title != entry.facts.get("title"):
            number = progress.begin(title=None)
            page.rename(wish.title, uuid4_of("document", entry.id, number, "title"))
            progress.note(title=wish.title)
        if ready is not None:
            body, files = ready
            if body.portions or entry.facts.get("body") != _NO_BODY:
                writer = BodyWriter(page, self._images, self.target.client.clock)
                writer.replace(body, files, lambda: progress.begin(body=None))
            progress.note(body=_body_of(wish, entry))
        self._share(members, page, progress)
        revision = page.now() if self._keeps_edits else page.revision
        if revision:
            progress.note(revision=revision)
        return progress.entry

    def _share(self, members: list[Member], page: Page, progress: Progress) -> None:
        """Give roles that were not given yet.

        Where a run ended while it gave one, it is looked at first who has a role: people may have
        given a higher one meanwhile, and the lower one must not replace it.
        """
        for member in members:
            known = progress.entry.facts.get("members") or []
            if member in known:
                continue
            is_there = progress.entry.facts.get("giving") == member and page.has(member)
            if not is_there:
                progress.note(giving=member)
                page.share(member)
            progress.note(members=[*known, member], giving=None)


def _body_of(wish: DocumentWish, entry: Entry) -> t.Any:
    """Give the digest of the wished body; that of the body which is there where nothing is said."""
    return entry.facts.get("body") if wish.text is None else digest_of(list(wish.text))


def _round(entry: Entry) -> dict[str, t.Any]:
    return {"round": entry.facts.get("round", 0)}
