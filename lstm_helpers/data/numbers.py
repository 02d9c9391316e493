"""Number words in English, German and Dutch: rules of a few lines that make a million pairs for a translator.

The order crosses: *twenty-four* is *vierundzwanzig* in German and *vierentwintig* in Dutch, four-and-twenty. English
comes in words, without the "and" that is said in Britain; German and Dutch come in building blocks, which `spoken`
writes as one. A sentence holds one number or more, with commas between them.
"""

from lstm_helpers.arrays import as_choice, as_count, as_rng, as_sequence, as_text, shown

MOST = 999_999
COMMA = ","
ONES = {
    "English": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "German": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
    "Dutch": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien",
}
ONES = {language: tuple(words.split()) for language, words in ONES.items()}
"""The words of 0 to 19 by language."""
TENS = {
    "English": "twenty thirty forty fifty sixty seventy eighty ninety",
    "German": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "Dutch": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
TENS = {language: tuple(words.split()) for language, words in TENS.items()}
"""The words of 20, 30, … 90 by language."""
ENGLISH = (*ONES["English"], *TENS["English"], "hundred", "thousand")
GERMAN = (*ONES["German"], "ein", *TENS["German"], "und", "hundert", "tausend")
DUTCH = (*ONES["Dutch"], *TENS["Dutch"], "en", "honderd", "duizend")
"""Each language's words for all numbers below a million; the comma is not among them."""


def english(n):
    """Return the words of a number from 0 to 999,999 in English, a tuple.

    >>> english(1024)
    ('one', 'thousand', 'twenty', 'four')
    """
    return _two_parts(_number(n), _english_hundreds, "thousand", "zero")


def german(n):
    """Return the building blocks of a number from 0 to 999,999 in German, a tuple.

    One is *eins* at the end and *ein* before *und*, *hundert* and *tausend*.

    >>> german(24), german(101_001)
    (('vier', 'und', 'zwanzig'), ('ein', 'hundert', 'ein', 'tausend', 'eins'))
    """
    blocks = _two_parts(_number(n), _german_hundreds, "tausend", "null")
    followed = (*blocks[1:], "")
    return tuple("ein" if block == "eins" and after else block for block, after in zip(blocks, followed, strict=True))


def dutch(n):
    """Return the building blocks of a number from 0 to 999,999 in Dutch, a tuple.

    A hundred and a thousand are said without *een*.

    >>> dutch(24), dutch(1100)
    (('vier', 'en', 'twintig'), ('duizend', 'honderd'))
    """
    blocks = _two_parts(_number(n), _dutch_hundreds, "duizend", "nul")
    return blocks[1:] if blocks[:2] == ("een", "duizend") else blocks


SAY = {"English": english, "German": german, "Dutch": dutch}
"""The three functions by language."""


def sentence(numbers, language):
    """Return the words of several numbers with a comma between them, a tuple.

    Parameters
    ----------
    numbers : sequence of int
        One or more, each from 0 to 999,999.
    language : {"English", "German", "Dutch"}

    Raises
    ------
    TypeError, ValueError
        Naming the argument.

    Examples
    --------
    >>> sentence([24, 7], "German")
    ('vier', 'und', 'zwanzig', ',', 'sieben')
    """
    say = SAY[as_choice("language", language, tuple(SAY))]
    numbers = as_sequence("numbers", numbers, "one number or more, e.g. [24, 7]")
    if not numbers:
        raise ValueError("numbers is empty: expected one number or more, e.g. [24, 7].")
    said = [say(as_count("numbers", n, 0, MOST)) for n in numbers]
    return tuple(word for words in said for word in (COMMA, *words))[1:]


def spoken(blocks):
    """Return words or building blocks as they are written, a str.

    German is one word; Dutch leaves a space after *duizend*, and writes *ën* after an e; English has spaces, and a
    hyphen after a ten. Whatever else comes is written as German is.

    Parameters
    ----------
    blocks : sequence of str
        E.g. from `german`, or from a translator: they need not name a number.

    Examples
    --------
    >>> spoken(german(21_024)), spoken(dutch(2022)), spoken(english(1024))
    ('einundzwanzigtausendvierundzwanzig', 'tweeduizend tweeëntwintig', 'one thousand twenty-four')
    """
    blocks = _words("blocks", blocks)
    written, before = "", ""
    for block in blocks:
        written += _between(before, block) + ("ën" if block == "en" and before.endswith("e") else block)
        before = block
    return written


def _between(before, block):
    """What is written between two blocks."""
    if not before or block == COMMA:
        return ""
    if before in TENS["English"] and block in ONES["English"]:
        return "-"
    return " " if before in (COMMA, "duizend") or before in ENGLISH or block in ENGLISH else ""


def number_of(words):
    """Return the number that words or building blocks of one of the three languages name.

    The inverse of `english`, `german` and `dutch`.

    Raises
    ------
    TypeError, ValueError
        They are no sequence of texts, or name no number as these three functions say it.

    Examples
    --------
    >>> number_of(("vier", "und", "zwanzig"))
    24
    """
    words = tuple(_words("words", words))
    above, below = 0, 0  # what thousands there were, and what has come since
    for word in words:
        value = VALUES.get(word, 0)
        if value == 1000:
            above, below = above + max(below, 1) * 1000, 0
        else:
            below = max(below, 1) * 100 if value == 100 else below + value
    found = above + below
    if not words or found > MOST or words not in [say(found) for say in SAY.values()]:
        raise ValueError(f"words is {shown(words)}: it names no number from 0 to 999,999 in one of {', '.join(SAY)}.")
    return found


def roles(n, language):
    """Return what each word or building block of a number does, a tuple of names that all languages share.

    "how many hundreds", "hundred", "tens", "ones" (up to nineteen), "and" and "thousand".

    Parameters
    ----------
    n : int
        From 0 to 999,999.
    language : {"English", "German", "Dutch"}

    Examples
    --------
    >>> german(524), roles(524, "German")[2:]
    (('fünf', 'hundert', 'vier', 'und', 'zwanzig'), ('ones', 'and', 'tens'))
    """
    say = SAY[as_choice("language", language, tuple(SAY))]
    return tuple(role for _, role in _roles(say(n)))


def partners(n, language):
    """Return for each word or building block of a number the place of the English word that means it, a tuple.

    None stands where there is no such word, as for *und*. Arguments as for `roles`.

    Examples
    --------
    >>> english(524), german(524)
    (('five', 'hundred', 'twenty', 'four'), ('fünf', 'hundert', 'vier', 'und', 'zwanzig'))
    >>> partners(524, "German")  # the order crosses: four is said before twenty
    (0, 1, 3, None, 2)
    """
    say = SAY[as_choice("language", language, tuple(SAY))]
    places = {role: place for place, role in enumerate(_roles(english(n)))}
    return tuple(places.get(role) for role in _roles(say(n)))


def _roles(words):
    """(Is it counted in thousands?, role) of each word; no two words of a number have the same."""
    values, found = [VALUES.get(word, 0) for word in words], []
    thousand = values.index(1000) if 1000 in values else -1
    for place, (word, value) in enumerate(zip(words, values, strict=True)):
        if value < 10 and values[place + 1 : place + 2] == [100]:
            role = "how many hundreds"
        elif word in ("und", "en"):
            role = "and"
        else:
            role = {100: "hundred", 1000: "thousand"}.get(value, "ones" if value < 20 else "tens")
        found.append((place < thousand, role))
    return found


VALUES = {word: n for words in ONES.values() for n, word in enumerate(words)}
VALUES |= {word: 10 * n for words in TENS.values() for n, word in enumerate(words, 2)}
VALUES |= {"ein": 1, "hundred": 100, "hundert": 100, "honderd": 100, "thousand": 1000, "tausend": 1000, "duizend": 1000}
"""What a word is worth, whatever its language; the "and" of German and Dutch is worth nothing."""


def drawn(count, rng, *, without=(), least=1, most=6):
    """Return ``count`` different numbers, drawn by their digits: each number of digits is as likely as any other.

    Parameters
    ----------
    count : int
        There are 900,000 numbers of six digits, but only ten of one: short ones run out, and longer ones follow.
    rng : numpy.random.Generator
    without : sequence of int
        Numbers that must not be drawn, such as those that were learned from.
    least, most : int
        The fewest and the most digits, from 1 to 6.

    Returns
    -------
    ndarray (count,) of int
        In random order, so that any part of them is like any other.

    Raises
    ------
    TypeError, ValueError
        Naming the argument; ``count`` is more than half of the numbers that there are.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> train = drawn(5, rng)
    >>> train.tolist(), drawn(2, rng, without=train, least=3, most=3).tolist()
    ([673265, 13, 83, 0, 3428], [756, 669])
    """
    count, rng = as_count("count", count), as_rng("rng", rng)
    least, most = as_count("least", least, 1, 6), as_count("most", most, 1, 6)
    if least > most:
        raise ValueError(f"least is {least} and most is {most}: expected most to be no less than least.")
    barred = {as_count("without", n, 0, MOST) for n in as_sequence("without", without, "numbers, e.g. [24, 7]")}
    there_are = 10**most - (10 ** (least - 1) if least > 1 else 0)
    if count > (there_are - len(barred)) // 2:
        raise ValueError(f"count is {count}: there are {there_are:,} such numbers, and at most half of them are drawn.")
    found = {}
    while len(found) < count:
        digits = int(rng.integers(least, most + 1))
        n = int(rng.integers(10 ** (digits - 1) if digits > 1 else 0, 10**digits))
        if n not in barred:
            found[n] = True
    return rng.permutation(list(found))


def _number(n):
    return as_count("n", n, 0, MOST)


def _words(name, value):
    """A list of texts."""
    found = as_sequence(name, value, "a sequence of words, e.g. ('vier', 'und', 'zwanzig')")
    if not all(isinstance(word, str) for word in found):
        raise TypeError(f"{name} is {shown(value)}: expected words alone, e.g. ('vier', 'und', 'zwanzig').")
    return [as_text(name, word, empty=True) for word in found]


def _two_parts(n, hundreds, thousand, zero):
    """The words of a number, from those of what is below a thousand."""
    above, below = divmod(n, 1000)
    return ((*hundreds(above), thousand) if above else ()) + hundreds(below) or (zero,)


def _english_hundreds(n):
    hundreds, rest = divmod(n, 100)
    said = (ONES["English"][hundreds], "hundred") if hundreds else ()
    if rest >= 20:
        return said + (TENS["English"][rest // 10 - 2],) + ((ONES["English"][rest % 10],) if rest % 10 else ())
    return said + ((ONES["English"][rest],) if rest else ())


def _german_hundreds(n):
    hundreds, rest = divmod(n, 100)
    return ((ONES["German"][hundreds], "hundert") if hundreds else ()) + _ones_and_tens(rest, "German", "und")


def _dutch_hundreds(n):
    hundreds, rest = divmod(n, 100)
    said = (ONES["Dutch"][hundreds], "honderd")[hundreds == 1 :] if hundreds else ()
    return said + _ones_and_tens(rest, "Dutch", "en")


def _ones_and_tens(n, language, und):
    """Four-and-twenty: what both neighbours have in common."""
    if n < 20:
        return (ONES[language][n],) if n else ()
    ones = (ONES[language][n % 10], und) if n % 10 else ()
    return (*ones, TENS[language][n // 10 - 2])
