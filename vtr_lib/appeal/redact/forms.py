"""The forms under which a name, an address, a phone number or a message may stand in a paper, as joined tokens.

Each gives two sets: the forms of the whole, which are looked for in every paper, and those of parts, which are looked
for in the papers of the same order. A part alone, such as a first name, would hit strangers in other papers.
"""

import itertools
import re

from vtr_lib.appeal.redact.spelling import is_common, is_signs, tokens, ways

SHORTEST = 3  # letters of a part of a name
SHORTEST_WORD = 4  # letters of a street's name beside its number
WINDOW, SIGNS = 4, 6  # tokens of a message, signs of an address, that are told again by themselves
PHONE, PHONE_CORE = 7, 10  # digits of a number, and those of it that hold without the country
MOST_WAYS = 4  # words of an address that are spelt in all their ways

Forms = tuple[set[str], set[str]]


def name(text: str) -> Forms:
    """A person's or a company's name: in order, reversed, by initial and last name; parts: each telling word of it.

    >>> sorted(name("Jane Planted")[0]), sorted(name("Jane Planted")[1])
    (['janeplanted', 'jplanted', 'plantedj', 'plantedjane'], ['jane', 'planted'])
    """
    found = tokens(text)
    joined = "".join(found)
    if is_signs(joined):
        whole = {joined} if len(joined) > 1 else set()
        return whole, {joined[-2:]} if 2 < len(joined) <= 4 else set()
    words = [word for word in re.split(r"[\s,;/&]+", text) if tokens(word)]
    told = ["".join(tokens(word)) for word in words]
    parts = {word for word in (*told, *found) if len(word) >= SHORTEST and not is_common(word) and not word.isdigit()}
    if len(told) == 1:
        return ({joined} & parts), parts
    whole = {joined, "".join(reversed(told)), "".join((told[-1], *told[:-1])), "".join((told[0], told[-1]))}
    whole.add(told[-1] + told[0])
    if len(told[-1]) >= SHORTEST_WORD and not is_common(told[-1]):
        whole |= {told[0][0] + told[-1], told[-1] + told[0][0]}
    return {form for form in whole if len(form) > SHORTEST}, parts


def address(text: str) -> Forms:
    """A line of an address: whole, with every way to write its street words, and the number with the street's name.

    Parts: the line without its number. A line of one common word is none.
    """
    found = tokens(text)
    joined = "".join(found)
    if is_signs(joined):
        windows = {joined[at : at + SIGNS] for at in range(max(0, len(joined) - SIGNS + 1))}
        return ({joined} if len(joined) >= SIGNS - 2 else set()), windows
    telling = [word for word in found if not word.isdigit() and not is_common(word) and len(word) > 1]
    if not telling and not any(word.isdigit() for word in found):
        return set(), set()
    whole = spelt(found) if len(found) > 1 else {joined} if len(joined) > SHORTEST_WORD else set()
    number = next((at for at, word in enumerate(found) if word.isdigit()), None)
    if number is not None:
        named = [at for at, word in enumerate(found) if word in telling and len(word) >= SHORTEST_WORD]
        for at in named[:1]:
            between = found[number + 1 : at] if at > number else []
            whole |= spelt([found[number], *between, found[at]]) | {
                found[number] + found[at],
                found[at] + found[number],
            }
    street = [word for word in found if not word.isdigit()]
    parts = spelt(street) if len(street) > 1 and telling else set()
    return {form for form in whole if len(form) > SHORTEST}, {form for form in parts if len(form) > SHORTEST_WORD}


def spelt(found: list[str]) -> set[str]:
    """Tokens joined, the first few street words among them in each of their ways."""
    known, choices = 0, []
    for word in found:
        others = ways().get(word, ()) if known < MOST_WAYS else ()
        known += bool(others)
        choices.append(others or (word,))
    return {"".join(choice) for choice in itertools.product(*choices)}


def postcode(text: str, lines: list[str]) -> Forms:
    """A postcode: beside the number of its house everywhere, by itself and by its first five digits as a part."""
    found = tokens(text)
    whole = "".join(found)
    if len(whole) < SHORTEST_WORD:
        return set(), set()
    own = {whole, found[0]} if found[0].isdigit() and len(found[0]) >= 5 else {whole}
    houses = {word for line in lines for word in tokens(line)[:1] if word.isdigit()}
    return {house + code for house in houses for code in own} | {code + house for house in houses for code in own}, own


def mail(text: str) -> Forms:
    """A mail address: whole; part: what stands before its @, where that is longer than a short word."""
    whole, before = "".join(tokens(text)), "".join(tokens(text.split("@")[0]))
    is_telling = len(before) > SHORTEST_WORD and not is_common(before)
    return ({whole} if len(whole) > SHORTEST_WORD else set()), ({before} if is_telling else set())


def message(text: str) -> Forms:
    """A message: whole, and each few words of it as parts."""
    found = tokens(text)
    step = SIGNS if is_signs("".join(found)) else WINDOW
    windows = {"".join(found[at : at + step]) for at in range(max(1, len(found) - step + 1))}
    whole = {"".join(found)} if len(found) > 1 else set()
    return {form for form in whole if len(form) > SHORTEST}, {form for form in windows if len(form) > 2 * SHORTEST}


def phone(text: str) -> set[str]:
    """The digits of a phone number that tell it whatever its country is written like; empty for anything shorter.

    >>> phone("+1 (201) 555-0142 ext. 77"), phone("ext. 77")
    ({'2015550142'}, set())
    """
    number = re.split(r"(?i)\s*(?:ext|x|#|转|分机)", text)[0] or text
    digits = "".join(char for token in tokens(number) if token.isdigit() for char in token)
    digits = digits.removeprefix("00") if len(digits) >= PHONE_CORE + 2 else digits
    return {digits[-PHONE_CORE:]} if len(digits) >= PHONE else set()


def listed(text: str) -> tuple[set[str], set[str]]:
    """A term of the seller's list: the forms of it, and its digits where it is a phone number."""
    letters = sum(char.isalpha() for char in text)
    numbers = phone(text) if not letters else set()
    found = tokens(text)
    words = ["".join(tokens(word)) for word in text.split() if tokens(word)]
    forms = spelt(found) | {"".join(found), "".join(reversed(words)), "".join((words or [""])[-1:] + words[:-1])}
    return {form for form in forms if len(form) > 1}, numbers
