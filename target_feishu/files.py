"""Files that records name by path or URL, on the disk and ready to be uploaded."""

from __future__ import annotations

import contextlib
import hashlib
import mimetypes
import pathlib
import tempfile
import typing as t
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

import requests

from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds to connect, and between two pieces.
_TIMEOUT = (10, 60)
_PIECE = 1024 * 1024
_UNKNOWN = "application/octet-stream"
_WEB: t.Final = ("http", "https")
_CURE: t.Final = "Give an absolute path that this machine has and may read, or a URL"


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on the disk."""

    path: pathlib.Path
    name: str
    #: Media type.
    kind: str
    size: int
    #: SHA-256 of the content, hexadecimal.
    sha256: str


class Files:
    """Opens what records name: `/a/path`, `file:///a/path`, `https://...`; each once a run."""

    def __init__(self, within: str = "") -> None:
        """Open nothing yet.

        Args:
            within: Folder outside which no path may lie; empty where all may be read.
        """
        self._within = pathlib.Path(within).expanduser().resolve() if within else None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._known: dict[str, LocalFile] = {}

    def open(self, source: str, *, most: int, name: str = "") -> LocalFile:
        """Give the file of a path or URL.

        Args:
            source: As the record names it.
            most: Bytes that it may have.
            name: For the receiver; by default that of the source.

        Raises:
            RecordError: There is no such file, it is empty, too large, or out of bounds.
        """
        if source not in self._known:
            try:
                self._known[source] = self._fetched(source, most)
            except (OSError, ValueError, RuntimeError) as error:
                # Not readable, or no path at all: too long, with a NUL in it, of an unknown user.
                msg = f"the file {_shown(source)!r} cannot be read ({type(error).__name__})"
                raise RecordError(msg, cure=_CURE) from None
        found = self._known[source]
        _check(found.size, most, _shown(source))
        return replace(found, name=name) if name else found

    def has(self, source: str) -> bool:
        """Tell whether a text is the path of a file that may be read."""
        try:
            return self._local(source).is_file()
        except (RecordError, OSError, ValueError, RuntimeError):
            return False

    def room(self, name: str) -> pathlib.Path:
        """Give the path where something is downloaded to; the same for the same name."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="target-feishu-")
        return pathlib.Path(self._folder.name) / hashlib.sha256(name.encode()).hexdigest()

    def described(self, path: pathlib.Path, name: str, *, most: int, kind: str = "") -> LocalFile:
        """Describe what was put into a `room`.

        Raises:
            RecordError: It is empty or too large.
        """
        found = _described(path, name)
        _check(found.size, most, name)
        return replace(found, kind=kind) if kind else found

    def drop(self, *names: str) -> None:
        """Delete what was downloaded for these names, and is not needed any more."""
        for name in names if self._folder is not None else ():
            path = self.room(name)
            if path.exists():
                path.unlink()
                self._known.pop(name, None)

    def close(self) -> None:
        """Delete what was downloaded."""
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = None
        self._known = {}

    def _fetched(self, source: str, most: int) -> LocalFile:
        is_url = urlsplit(source).scheme in _WEB
        path = self._download(source, most) if is_url else self._local(source)
        return _described(path, _name_of(source))

    def _local(self, source: str) -> pathlib.Path:
        split = urlsplit(source)
        text = unquote(split.path) if split.scheme == "file" else source
        path = pathlib.Path(self._within or "", pathlib.Path(text).expanduser()).resolve()
        if self._within is not None and not path.is_relative_to(self._within):
            msg = f"the file {source!r} lies outside `files_dir`"
            raise RecordError(msg, cure="Move it into that folder, or widen `files_dir`")
        if not path.is_file():
            msg = f"there is no file {source!r}"
            raise RecordError(msg, cure=_CURE)
        return path

    def _download(self, url: str, most: int) -> pathlib.Path:
        path = self.room(url)
        try:
            with _answer(url) as answer, path.open("wb") as file:
                size = 0
                for piece in answer.iter_content(_PIECE):
                    size += len(piece)
                    if size > most:
                        break
                    file.write(piece)
        except requests.RequestException as error:
            failure = type(error).__name__
            msg = f"the file at {_shown(url)!r} cannot be fetched ({failure})"
            raise RecordError(msg, cure="Check that this machine may fetch the URL") from None
        if size > most:
            msg = f"the file at {_shown(url)!r} has more than {most:,} bytes"
            raise RecordError(msg, cure="Leave the file out, or give a smaller one")
        return path


@contextlib.contextmanager
def _answer(url: str) -> Iterator[requests.Response]:
    with requests.get(url, stream=True, timeout=_TIMEOUT) as answer:
        answer.raise_for_status()
        yield answer


def _check(size: int, most: int, shown: str) -> None:
    if not 0 < size <= most:
        msg = f"the file {shown!r} has {size:,} bytes; Feishu takes 1 to {most:,}"
        raise RecordError(msg, cure="Leave the file out, or give a smaller one")


def _described(path: pathlib.Path, name: str) -> LocalFile:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    kind = mimetypes.guess_type(name)[0] or _UNKNOWN
    return LocalFile(path, name, kind, path.stat().st_size, digest.hexdigest())


def _name_of(source: str) -> str:
    split = urlsplit(source)
    text = unquote(split.path) if split.scheme in {*_WEB, "file"} else source
    return pathlib.PurePath(text).name or "file"


def _shown(source: str) -> str:
    """Leave out of a URL what may be a secret: user, password, query."""
    if not source.startswith(_WEB):
        return source
    address, _, _ = source.partition("?")
    scheme, slashes, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{host.rpartition('@')[2]}{slash}{path}"
