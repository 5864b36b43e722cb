"""``vtr report``: the monthly report of a store, of all stores, or of every month that is due."""

import argparse
import sys

from vtr_lib.cli.printing import as_of_option, below, day_of, figures_options, near, policy_option, say, watching
from vtr_lib.errors import MissingInput, UsageError
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("--month", metavar="YYYY-MM", help=about["month"])
    parser.add_argument("--all-stores", action="store_true", help=about["all_stores"])
    parser.add_argument("--catch-up", action="store_true", help=about["catch_up"])
    as_of_option(parser, about | {"as_of": about["due_on"]})
    parser.add_argument("--dry-run", action="store_true", help=about["due_only"])
    parser.add_argument("--again", action="store_true", help=about["again"])
    parser.add_argument("--no-pdf", action="store_true", help=about["no_pdf"])
    parser.add_argument("--log", metavar="FILE", help=about["log"])
    policy_option(parser, about)
    figures_options(parser, about)


def run(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.publish import log, rounds
    from vtr_lib.publish.editions import reports_folder
    from vtr_lib.store.store import find_data, names

    _check(options)
    data = find_data(options.data)
    reports = reports_folder(options.reports, data)
    if options.log:
        log.write_to(options.log)
    stores = names(data) if options.all_stores else [options.store]
    if not stores:
        raise MissingInput("NO_STORES", folder=data / "store")
    if options.catch_up:
        due_on = day_of(options.as_of)
        asked = {"lang": options.lang, "policy": options.policy, "as_of": due_on}
        jobs = rounds.due_jobs(stores, data, reports, **asked)
    else:
        jobs = [rounds.Job(store, options.month) for store in stores]
    if options.dry_run:
        return _tell_due(jobs, options, words)
    asked = {
        "policy": options.policy,
        "lang": options.lang,
        "is_printing": not options.no_pdf,
        "is_again": options.again,
    }
    outcomes = []
    with watching(words) as watch:
        for outcome in rounds.make(jobs, data, reports, watch=watch, **asked):
            if not options.json:
                _tell(outcome, words)
            outcomes.append(outcome)
    made = [outcome.published for outcome in outcomes if outcome.published]
    if options.json:
        _say(outcomes, options, words)
    elif options.catch_up and not jobs:
        print(words("publish.none_due"))
    met = [done.summary["windows"]["confirmed"]["rate"]["is_met"] for done in made]
    unlogged = log.lost() if options.log else None
    if unlogged:
        print(unlogged.tell(words), file=sys.stderr)
    code = rounds.exit_code(outcomes) or (unlogged.exit_code if unlogged else 0)
    return code or below(False if False in met else None, options)


def _check(options: argparse.Namespace) -> None:
    """``UsageError`` where two options do not go together."""
    clashes = (
        ("--store", options.store, "--all-stores", options.all_stores),
        ("--month", options.month, "--catch-up", options.catch_up),
        ("--again", options.again, "--catch-up", options.catch_up),
    )
    for one, is_one, other, is_other in clashes:
        if is_one and is_other:
            raise UsageError("NOT_BOTH", column=one, other=other)
    for option, is_given in (("--as-of", options.as_of), ("--dry-run", options.dry_run)):
        if is_given and not options.catch_up:
            raise UsageError("ONLY_WITH", column=option, other="--catch-up")


def _tell(outcome, words: Words) -> None:
    if outcome.error:
        print(outcome.error.tell(words), file=sys.stderr)
        return
    done = outcome.published
    print(words("publish.headline", **done.headline()))
    print(words("publish.new" if done.is_new else "publish.known", path=near(done.page)))
    if done.pdf:
        print(words("publish.pdf", path=near(done.pdf)))
    changed = done.changes() if done.is_new else None
    if changed:
        print(words("publish.revision", name=done.folder.name, before=changed["before"], count=len(changed["moved"])))
    for line in done.lines:
        print(line.tell(words), file=sys.stderr)


def _tell_due(jobs: list, options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.publish import rounds

    refused = [job for job in jobs if isinstance(job, rounds.Outcome)]
    wanted = [job for job in jobs if isinstance(job, rounds.Job)]
    if options.json:
        say([{"store": job.store, "month": job.month, "is_known": job.is_known} for job in wanted])
    else:
        for job in wanted:
            print(words("publish.due" if job.is_known else "publish.due_missing", store=job.store, month=job.month))
        if not jobs:
            print(words("publish.none_due"))
    for outcome in refused:
        print(outcome.error.tell(words), file=sys.stderr)
    lacking = [0 if job.is_known else MissingInput.exit_code for job in wanted]
    return rounds.exit_code(refused) or max(lacking, default=0)


def _say(outcomes: list, options: argparse.Namespace, words: Words) -> None:
    """The summary of the one report asked for, or a row a report of a round."""
    is_round = options.catch_up or options.all_stores
    for outcome in outcomes:
        if outcome.error:
            print(outcome.error.tell(words), file=sys.stderr)
    if not is_round:
        for outcome in outcomes:
            if outcome.published:
                say(outcome.published.summary)
        return
    say(
        [
            {
                "store": outcome.job.store,
                "month": outcome.published.edition.month if outcome.published else outcome.job.month,
                "report": str(outcome.published.folder) if outcome.published else None,
                "is_new": outcome.published.is_new if outcome.published else None,
                "error": outcome.error.code if outcome.error else None,
                "exit_code": outcome.exit_code,
            }
            for outcome in outcomes
        ]
    )
