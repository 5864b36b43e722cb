"""A notebook's prose in the language asked for: headings, paragraphs, and what is said beside its parameters.

A notebook is committed in English, and its prose stands in the words files: ``[notebooks.<name>]`` holds the Markdown
cells by id, ``[notebooks.parameters]`` the comments beside parameters by name. Code, ids, tags and outputs stay.
"""

import copy
import re

from vtr_lib.words import Words

PARAMETER = re.compile(r"(?P<name>\w+)(?P<typed>: \w+ = )(?P<default>.+?)  # (?P<about>.*)")


def localised(notebook, name: str, words: Words):
    """A copy of ``notebooks/<name>.ipynb`` that speaks ``words``, whose language is also the default of ``lang``.

    What has no words stays as it is: a cell of one's own, a parameter nobody described.
    """
    found = copy.deepcopy(notebook)
    prose = words.table("notebooks").get(name, {})
    for cell in found.cells:
        if cell.cell_type == "markdown":
            cell.source = prose.get(cell.get("id"), cell.source)
        elif "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(_parameter(line, words) for line in cell.source.split("\n"))
    return found


def _parameter(line: str, words: Words) -> str:
    """A line of the parameters' cell, ``lang: str = "en"  # language of titles``, with its default and comment."""
    found = PARAMETER.fullmatch(line)
    if not found:
        return line
    name, typed, default, about = found.group("name", "typed", "default", "about")
    default = f'"{words.lang}"' if name == "lang" else default
    return f"{name}{typed}{default}  # {words.table('notebooks.parameters').get(name, about)}"
