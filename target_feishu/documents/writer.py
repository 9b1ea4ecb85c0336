"""The body of a document, replaced as a whole: the new one is there before the old one goes.

Nothing of an earlier attempt is trusted. Whatever stands on the page when the new blocks are in is
what an attempt that broke off, an older record or a person has left, and is deleted. So a run that
was killed at any point is completed by the next one, without a line that comes twice.
"""

from __future__ import annotations

import contextlib
import typing as t
from itertools import groupby

from feishu_connect import AmbiguousWriteError, FeishuError, NotFoundError
from feishu_connect.endpoints.docx import MAX_UPDATES
from target_feishu.idempotency import uuid4_of

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from feishu_connect.clock import Clock
    from target_feishu.documents.blocks import Body
    from target_feishu.documents.images import Images
    from target_feishu.documents.pages import Page
    from target_feishu.files import LocalFile

#: How often a body is begun again, and how often the page is looked at.
_ATTEMPTS = 3
_LOOKS = 5


class _DoubtError(Exception):
    """What is on the page cannot be told from what was written: begin again."""


class BodyWriter:
    """Writes one document's body."""

    def __init__(self, page: Page, images: Images, clock: Clock) -> None:
        """Write nothing yet."""
        self._page = page
        self._images = images
        self._clock = clock
        self._number = 0

    def replace(self, body: Body, files: Mapping[str, LocalFile], begin: Callable[[], int]) -> None:
        """Write a body in the place of whatever is there.

        Args:
            body: What to write.
            files: The pictures, by temporary id of their blocks.
            begin: Writes down that an attempt begins, and gives its number. Attempts share no
                `client_token`, for nobody knows how long Feishu keeps one: under an old one it
                might insert nothing, and the deletion that follows would leave nothing.

        Raises:
            NotFoundError: The document is gone.
            FeishuError: Feishu does not take it; the old body is still there.
        """
        for attempt in range(_ATTEMPTS):
            self._number = begin()
            try:
                self._write(body, files)
            except _DoubtError:
                self._clock.sleep(2**attempt)
                continue
            return
        msg = f"document {self._page.document_id} changes while its content is written"
        cure = "Let nobody else write it meanwhile, and run again"
        raise AmbiguousWriteError(msg, cure=cure)

    def _write(self, body: Body, files: Mapping[str, LocalFile]) -> None:
        made: dict[str, list[str]] = {self._page.document_id: []}
        try:
            ids = self._insert(body, made)
            self._fill(ids, files)
        except NotFoundError:
            # A block that somebody deleted meanwhile answers as a document does.
            self._page.now()
            raise _DoubtError from None
        except FeishuError:
            self._take_back(made[self._page.document_id])
            raise
        self._clear(made)

    def _insert(self, body: Body, made: dict[str, list[str]]) -> dict[str, str]:
        """Insert everything behind the last child, and note in `made` what stands below what.

        Only those blocks are noted below which calls have put something: the page, and what is
        too large for one call.
        """
        ids: dict[str, str] = {}
        for number, portion in enumerate(body.portions):
            parent = ids[portion.parent] if portion.parent else self._page.document_id
            token = self._token("insert", number)
            ids.update(self._page.insert(parent, portion.body(), token))
            if not all(block["block_id"] in ids for block in portion.blocks):
                raise _DoubtError
            made.setdefault(parent, []).extend(ids[root] for root in portion.roots)
        return ids

    def _fill(self, ids: Mapping[str, str], files: Mapping[str, LocalFile]) -> None:
        """Put the pictures into their blocks."""
        requests = []
        for block_id, file in files.items():
            own = ids[block_id]
            token = self._images.upload(self._page.document_id, own, file)
            requests.append({"block_id": own, "replace_image": {"token": token}})
        for at in range(0, len(requests), MAX_UPDATES):
            self._page.update(requests[at : at + MAX_UPDATES], self._token("images", at))

    def _clear(self, made: dict[str, list[str]]) -> None:
        """Delete all that does not belong to the new body, and see that the body is whole."""
        page = self._page.document_id
        own = set(made[page])
        for look in range(_LOOKS):
            found = self._page.children_of(made)
            on_page = found.pop(page, [])
            if not own.issubset(on_page) or len(found) + 1 < len(made):
                # A replica that is behind; or somebody has deleted some of it.
                self._clock.sleep(2**look)
                continue
            # Below the other blocks stands what was inserted, and only once.
            is_whole = all(found[parent] == made[parent] for parent in found)
            if not is_whole or [child for child in on_page if child in own] != made[page]:
                raise _DoubtError
            if self._delete(on_page, own.__contains__):
                return
            self._clock.sleep(2**look)
        raise _DoubtError

    def _take_back(self, made: list[str]) -> None:
        """Delete what was inserted of a body that Feishu does not take."""
        own = set(made)
        with contextlib.suppress(FeishuError):
            found = self._page.children() if own else []
            self._delete(found, lambda child: child not in own)

    def _delete(self, found: list[str], stays: Callable[[str], bool]) -> bool:
        """Delete children from the last to the first; false where a reply was lost.

        The same range of the same children has the same token, so that a repetition of what has
        landed is none.
        """
        for start, end in reversed(_ranges(found, stays)):
            token = self._token("delete", found, start, end)
            try:
                self._page.delete(start, end, token)
            except AmbiguousWriteError:
                return False
        return True

    def _token(self, *what: object) -> str:
        return uuid4_of("document", self._page.document_id, self._number, *what)


def _ranges(found: list[str], stays: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Give the runs of children that do not stay, as half-open ranges."""
    ranges = []
    for kept, run in groupby(range(len(found)), lambda place: stays(found[place])):
        places = list(run)
        if not kept:
            ranges.append((places[0], places[-1] + 1))
    return ranges
