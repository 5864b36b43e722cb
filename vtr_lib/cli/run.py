"""``vtr run``: one of the project's notebooks, with parameters of one's own."""

import argparse
import difflib
from pathlib import Path

from vtr_lib.cli.printing import as_of_option, near, policy_option, watching
from vtr_lib.errors import CannotWrite, UsageError
from vtr_lib.words import Words

FOLDER = "notebooks"  # within the reports folder


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("notebook", metavar="NOTEBOOK", help=about["notebook"])
    parser.add_argument(
        "-p", dest="parameters", action="append", default=[], metavar="NAME=VALUE", help=about["parameter"]
    )
    parser.add_argument("-o", dest="out", metavar="OUT", help=about["out_notebook"])
    as_of_option(parser, about)
    policy_option(parser, about)


def run(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib.publish.editions import reports_folder
    from vtr_lib.publish.runner import run as run_notebook
    from vtr_lib.store.staging import private
    from vtr_lib.store.store import find_data

    name, data = _name(options.notebook), find_data(options.data)
    output = _output(Path(options.out)) if options.out else None
    parameters, path = _parameters(options, name, data)
    reports = reports_folder(options.reports, data)
    output = output or private(reports / FOLDER) / f"{name}.ipynb"
    with watching(words) as watch:
        run_notebook(name, parameters, output, data, path, watch=watch, reports=reports)
    print(words("run.done", path=near(output)))


def _name(given: str) -> str:
    """The name of the notebook that ``given`` names or is the path of."""
    from vtr_lib.publish.runner import NOTEBOOKS

    known = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
    path = Path(given)
    name = path.stem if path.suffix == ".ipynb" else path.name
    is_bare = path.name == given or path.resolve().parent == NOTEBOOKS.resolve()
    if name not in known or not is_bare:
        nearest = difflib.get_close_matches(name, known, 1, 0) or ["-"]
        raise UsageError("NO_SUCH_NOTEBOOK", column="NOTEBOOK", value=repr(given), nearest=nearest[0], known=known)
    return name


def _parameters(options: argparse.Namespace, name: str, data: Path) -> tuple[dict[str, object], str]:
    """The parameters by name, and the path of one's own policy, which no notebook is to hold.

    Where neither store nor day are given they are those of every other command, not the notebook's own.
    """
    from vtr_lib import policy as policies
    from vtr_lib.ingest import open_store
    from vtr_lib.publish.parameters import checked, stated
    from vtr_lib.publish.runner import own_policy, read

    path = own_policy(options.policy)
    policy = policies.load(options.policy).id if path else options.policy
    given = {"store": options.store, "as_of": options.as_of, "policy": policy}
    parameters = {parameter: value for parameter, value in given.items() if value}
    for pair in options.parameters:
        parameter, sign, value = pair.partition("=")
        if not sign:
            raise UsageError("NO_PAIR", column="-p", value=repr(pair))
        if parameter in parameters:
            raise UsageError("PARAMETER_TWICE", column=parameter)
        parameters[parameter] = value
    notebook = read(name)
    known, found = stated(notebook), checked(parameters, notebook, name)
    if "lang" in known:
        found.setdefault("lang", options.lang)
    if "store" in known:
        held = open_store(found.get("store"), data)
        found["store"] = held.name
        if "as_of" in known:
            found.setdefault("as_of", held.known_on.isoformat())
    return found, path


def _output(output: Path) -> Path:
    from vtr_lib.publish.runner import NOTEBOOKS

    if output.suffix != ".ipynb" or output.resolve().is_relative_to(NOTEBOOKS.resolve()):
        raise UsageError("NOTEBOOK_OUT", column="-o")
    if not output.parent.is_dir():
        raise CannotWrite("NO_FOLDER", file=output.parent)
    return output
