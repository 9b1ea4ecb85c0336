"""`python -m examples.approvals`: rows of a table are approved in Feishu, and hear of it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from examples.approvals.office import COLUMNS, NUMBER, WHAT, Office
from examples.approvals.pipelines import OUTCOME, Settings
from examples.approvals.plumbing import Pipe
from examples.demo.meltano import RunFailedError
from examples.demo.report import Report
from examples.demo.warehouse import pick
from feishu_sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
#: Everything the example writes. It starts empty, so that each run tells the same story.
FOLDER = ROOT / ".demo" / "approvals"


def tell(office: Office, pipe: Pipe, settings: Settings, report: Report) -> None:
    """Run the story from the requests to their outcomes."""
    report.chapter("People enter change requests into a table")
    report.table(COLUMNS, pick(office.rows(), COLUMNS))

    report.chapter("Each row becomes an approval; its people are found by their e-mail")
    report.command(pipe.run(*settings.requests()))
    code = pipe.approval_code()
    opened = office.world.approvals.state.instances.values()
    mine = [one for one in opened if one.approval_code == code]
    people = office.world.state.users
    report.table(
        ("approval", "submitted by", "waits for"),
        [(one.title, people[one.user].name, people[one.tasks[0].approver].name) for one in mine],
    )

    report.chapter("One is approved and one rejected in Feishu; the outcomes go back to the rows")
    office.decide(code)
    report.command(pipe.run(*settings.outcomes(code)))
    columns = (NUMBER, WHAT, OUTCOME)
    report.table(columns, pick(office.rows(), columns))

    report.chapter("A request is added; the run opens its approval, and no other one again")
    office.add(("CR-1004", "开放只读副本", "报表"))
    report.command(pipe.run(*settings.requests()))
    report.command(pipe.run(*settings.outcomes(code)))
    report.table(columns, pick(office.rows(), columns))


def main() -> int:
    """Play the example.

    Returns:
        The exit code: 1 when a pipeline failed, after showing the end of its log.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    report = Report(sys.stdout)
    with Sandbox() as sandbox:
        report.line(f"A Feishu tenant is running at {sandbox.url} (feishu-sandbox).")
        office = Office(sandbox.world)
        settings = Settings(sandbox.config, office.base.app_token, FOLDER)
        try:
            tell(office, Pipe(FOLDER), settings, report)
        except RunFailedError as error:
            report.failure(error)
            return 1
    report.line(f"\nThe settings and the log are in {FOLDER.relative_to(ROOT)}/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
