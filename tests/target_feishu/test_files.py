"""Files that records name by path or URL."""

from __future__ import annotations

import hashlib
import http.server
import threading
import typing as t

import pytest

from target_feishu.errors import RecordError
from target_feishu.files import Files

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTENT = b"hello, files" * 10
MOST = 1000


class Handler(http.server.BaseHTTPRequestHandler):
    asked: t.ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.startswith("/missing"):
            self.send_error(404)
            return
        body = CONTENT * 100 if self.path.startswith("/large") else CONTENT
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"" if self.path.startswith("/empty") else body)

    def log_message(self, *_: t.Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Handler.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def files() -> Iterator[Files]:
    made = Files()
    yield made
    made.close()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告 1.pdf"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("form", [str, lambda path: path.as_uri()], ids=["path", "uri"])
def test_a_file_of_this_machine_is_described(files: Files, report: Path, form: t.Any):
    found = files.open(form(report), most=MOST)
    assert (found.path, found.name, found.kind) == (report, "报告 1.pdf", "application/pdf")
    assert (found.size, found.sha256) == (120, hashlib.sha256(CONTENT).hexdigest())


def test_a_url_is_fetched_once_and_its_copy_goes_with_the_run(files: Files, site: str):
    first = files.open(f"{site}/a%20b.txt?key=1", most=MOST)
    again = files.open(f"{site}/a%20b.txt?key=1", most=MOST, name="other.png")
    assert (first.name, first.kind, first.path.read_bytes()) == ("a b.txt", "text/plain", CONTENT)
    assert (again.name, again.path) == ("other.png", first.path)
    assert len(Handler.asked) == 1
    files.close()
    assert not first.path.exists()


def test_a_file_that_grew_too_large_is_named_without_secrets(files: Files, site: str):
    files.open(f"{site}/a?key=hush", most=MOST)
    for source in (f"{site}/a?key=hush", f"{site}/large?key=hush"):
        with pytest.raises(RecordError, match="bytes") as caught:
            files.open(source, most=100)
        assert "hush" not in str(caught.value)
    assert site.replace("http://", "") in str(caught.value)


@pytest.mark.parametrize("path", ["/empty", "/missing"])
def test_a_url_without_a_file_is_a_records_mistake(files: Files, site: str, path: str):
    with pytest.raises(RecordError):
        files.open(f"{site}{path}", most=MOST)


def test_a_host_that_is_not_there_is_a_records_mistake(files: Files):
    with pytest.raises(RecordError, match="cannot be fetched"):
        files.open("http://user:hush@127.0.0.1:9/a", most=MOST)


@pytest.mark.parametrize(
    "source",
    ["/no/such/file", "relative.txt", "", "x" * 5000, "a\0b", "http://[", "~nobody-here/x", "/"],
    ids=["missing", "relative", "empty", "long", "nul", "bracket", "stranger", "folder"],
)
def test_what_is_no_file_is_a_records_mistake(files: Files, source: str):
    with pytest.raises(RecordError):
        files.open(source, most=MOST)


def test_an_empty_file_is_refused(files: Files, tmp_path: Path):
    path = tmp_path / "empty"
    path.touch()
    with pytest.raises(RecordError, match="has 0 bytes"):
        files.open(str(path), most=MOST)


def test_nothing_outside_the_folder_of_files_is_read(report: Path, tmp_path: Path):
    inside = tmp_path / "within"
    inside.mkdir()
    (inside / "ok.txt").write_bytes(CONTENT)
    (inside / "link.txt").symlink_to(report)
    files = Files(str(inside))
    assert files.open(str(inside / "ok.txt"), most=MOST).size == 120
    for source in (
        str(report),
        report.as_uri(),
        f"{inside}/../{report.name}",
        f"{inside}/link.txt",
    ):
        with pytest.raises(RecordError, match="outside `files_dir`"):
            files.open(source, most=MOST)
