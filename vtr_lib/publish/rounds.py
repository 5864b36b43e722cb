"""Many reports in one go: stores and months one after another, each by itself; what fails does not stop the rest."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vtr_lib.errors import Busy, MissingInput, UsageError, VtrError, error_of
from vtr_lib.ingest import open_store
from vtr_lib.publish import status
from vtr_lib.publish.due import due
from vtr_lib.publish.log import note
from vtr_lib.publish.month import Published, publish
from vtr_lib.store.store import Store

NOT_NOTED = (Busy, UsageError)  # say nothing of the store
EARLY = "MONTH_OPEN"  # neither does that a month was asked for too early


@dataclass(frozen=True)
class Job:
    """A report to be made: of a store, for a month (None: the last whole one), and whether the files reach so far."""

    store: str | None
    month: str | None
    is_known: bool = True


@dataclass(frozen=True)
class Outcome:
    """A job with the report or with the error it ended in."""

    job: Job
    published: Published | None = None
    error: VtrError | None = None

    @property
    def exit_code(self) -> int:
        return self.error.exit_code if self.error else 0


def due_jobs(
    stores: Sequence[str | None], data: Path, reports: Path, *, lang: str, policy: str, as_of: date | None
) -> list[Job | Outcome]:
    """A job for every month that is due and lacks a report, store by store, the oldest first.

    A store whose data can't be opened is an ``Outcome`` already, in its place.
    """
    found: list[Job | Outcome] = []
    for name in stores:
        try:
            store = open_store(name, data)
            months = due(store, reports, lang=lang, policy=policy, as_of=as_of)
            found += [Job(store.name, each.month, each.is_known) for each in months]
        except Exception as error:
            found.append(_failed(Job(name, None), error, data, reports))
    return found


def make(jobs: Sequence[Job | Outcome], data: Path, reports: Path, **options: object) -> Iterator[Outcome]:
    """Makes the reports one after another, and gives how each ended as soon as it has. ``options`` as ``publish``."""
    for job in jobs:
        if isinstance(job, Outcome):
            yield job
            continue
        began = time.monotonic()
        note("begun", store=job.store, month=job.month)
        try:
            if not job.is_known:
                raise MissingInput("MONTH_MISSING", store=job.store, month=job.month)
            done = publish(job.store, job.month, data=data, reports=reports, **options)
        except Exception as error:
            yield _failed(job, error, data, reports)
            continue
        except BaseException:
            note("stopped", store=job.store, month=job.month)
            raise
        note(
            "published" if done.is_new else "unchanged",
            store=done.edition.store, month=done.edition.month, edition=done.edition.name, revision=done.folder.name,
            valid=done.edition.pointer["said"]["valid"], counted=done.edition.pointer["said"]["counted"],
            has_pdf=done.pdf is not None, seconds=round(time.monotonic() - began, 1),
        )  # fmt: skip
        yield Outcome(job, published=done)


def _failed(job: Job, error: Exception, data: Path, reports: Path) -> Outcome:
    told = error_of(error)
    note("failed", store=job.store, month=job.month, code=told.code, exit_code=told.exit_code)
    is_of_store = job.store and not isinstance(told, NOT_NOTED) and told.code != EARLY and Store(data, job.store).exists
    if is_of_store:
        with contextlib.suppress(OSError, VtrError):  # the disk may be what failed
            status.failed(reports, job.store, job.month, told)
    return Outcome(job, error=told)


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """The exit code of a whole round, see ``status.worst``."""
    return status.worst(outcome.exit_code for outcome in outcomes)
