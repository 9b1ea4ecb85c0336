"""Bring the files of attachment cells into the base that they are written to, each once."""

from __future__ import annotations

import itertools
import typing as t
from collections.abc import Mapping

from feishu_connect.bitable.fields.attachment import MAX_ATTACHMENTS
from feishu_connect.bitable.fields.coercion import at_most, from_json_text, members
from target_feishu.bitable.sources import Source, source_of
from target_feishu.ledger import Entry
from target_feishu.uploads import Place, file_name, upload

if t.TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from feishu_connect import FeishuClient
    from target_feishu.files import Files, LocalFile
    from target_feishu.ledger import Ledger

Record = dict[str, t.Any]

#: Not mounted, not this base's, not valid: what Feishu says of a token that it does not take.
FOREIGN_FILES: t.Final = frozenset((1254027, 1254069, 1254303))


class Attachments:
    """The files of one base: a file_token is good in the base for which it was uploaded.

    Which content has which token is kept in the ledger, by SHA-256. An entry is trusted until
    Feishu refuses its token, and then made anew.
    """

    def __init__(self, client: FeishuClient, files: Files, ledger: Ledger, app_token: str) -> None:
        """Bring nothing yet."""
        self.app_token = app_token
        self._client = client
        #: The files that records name.
        self.files = files
        self._ledger = ledger
        #: Ledger key -> token, also of what this run has brought.
        self._tokens: dict[str, str] = {}
        self._asked: set[str] = set()
        #: Token out of the ledger -> where its file came from.
        self._unproven: dict[str, Source] = {}

    def learn(self, sources: Collection[Source]) -> None:
        """Look up all files of a batch in the ledger."""
        self._look_up(key for source in sources for key in source.keys)

    def bring(self, source: Source, taken: Collection[str]) -> str:
        """Give the token of a file; upload it where the base does not have it.

        Args:
            source: Where the file is.
            taken: Tokens that the same cell has already.

        Raises:
            FeishuError: It could not be read, or not uploaded.
        """
        self._look_up(source.keys)
        names = (*source.keys, f"here:{source.location}")
        known = next((self._tokens[name] for name in names if name in self._tokens), "")
        if known and known not in taken:
            return self._found(known, source)
        file = source.fetch(self._client, self.files)
        try:
            return self._bring(source, file, taken)
        finally:
            source.release(self.files)

    def renew(self, tokens: Collection[str]) -> dict[str, str]:
        """Upload anew what the ledger was wrong about: old token -> new token."""
        renewed: dict[str, str] = {}
        for token in tokens:
            source = self._unproven.pop(token, None)
            if source is None:
                continue
            stale = [key for key, each in self._tokens.items() if each == token]
            self._ledger.forget(stale)
            for key in stale:
                del self._tokens[key]
            renewed[token] = self.bring(source, ())
        return renewed

    def _bring(self, source: Source, file: LocalFile, taken: Collection[str]) -> str:
        for number in itertools.count():
            # A cell may hold one content twice, e.g. under two names, but a token only once.
            content = f"sha256:{file.sha256}" + (f":{number}" if number else "")
            self._look_up([content])
            known = self._tokens.get(content, "")
            if known not in taken:
                break
        token = known or self._upload(file)
        if source.location:
            # For this run only: what is at a path or URL may change.
            self._tokens[f"here:{source.location}"] = token
        self._keep(token, (*source.token_keys, content, f"token:{token}"), file)
        return self._found(token, source) if known else token

    def _upload(self, file: LocalFile) -> str:
        kind = "bitable_image" if file.kind.startswith("image/") else "bitable_file"
        return upload(self._client, file, Place(kind, self.app_token, self.app_token))

    def _found(self, token: str, source: Source) -> str:
        self._unproven.setdefault(token, source)
        return token

    def _keep(self, token: str, keys: Sequence[str], file: LocalFile) -> None:
        facts = {"name": file_name(file.name), "size": file.size}
        self._ledger.put({key: Entry(id=token, facts=facts) for key in keys})
        self._tokens.update(dict.fromkeys(keys, token))

    def _look_up(self, keys: t.Iterable[str]) -> None:
        new = set(keys) - self._asked
        if new:
            found = self._ledger.find(sorted(new))
            self._tokens.update({key: entry.id for key, entry in found.items() if entry.id})
            self._asked |= new


class FilesResolver:
    """Takes files by path, by URL, and as the tap gives them."""

    def __init__(self, attachments: Attachments) -> None:
        """Bring nothing yet."""
        self._attachments = attachments

    def learn(self, values: Sequence[t.Any]) -> None:
        """Look up in the ledger what a batch holds."""
        files = self._attachments.files
        sources = [source_of(each, files) for value in values for each in _files(value)]
        self._attachments.learn([each for each in sources if each is not None])

    def resolve(self, value: t.Any, record: Record) -> t.Any:
        """Give tokens of the destination's base."""
        files = at_most(MAX_ATTACHMENTS, "attachments", _files(value))
        # One file named twice is one file.
        files = [each for number, each in enumerate(files) if each not in files[:number]]
        is_own = record.get("_app_token") == self._attachments.app_token
        found: dict[str, t.Any] = {}
        for each in files:
            stays = is_own and isinstance(each, Mapping) and each.get("file_token")
            source = None if stays else source_of(each, self._attachments.files)
            token = source and self._attachments.bring(source, found)
            # What leads to no file is left for the codec to judge.
            found[token or str(each)] = {"file_token": token} if token else each
        return list(found.values())


def _files(value: t.Any) -> list[t.Any]:
    return members(from_json_text(value))


def renewed(cells: t.Iterable[t.Any], renew: Callable[[Collection[str]], dict[str, str]]) -> bool:
    """Exchange refused tokens in written cells, in place; tell whether there were any.

    Args:
        cells: Values of attachment fields, as they were sent.
        renew: Gives new tokens for old ones.
    """
    files = [
        each
        for cell in cells
        if isinstance(cell, list)
        for each in cell
        if isinstance(each, dict) and "file_token" in each
    ]
    new = renew({each["file_token"] for each in files})
    for each in files:
        each["file_token"] = new.get(each["file_token"], each["file_token"])
    return bool(new)
