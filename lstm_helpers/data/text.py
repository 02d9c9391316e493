"""Real text, alphabets, one-hot letters; labels that a network can learn to give each letter.

The text is CPython's own language reference, which every installation carries as `pydoc_data.topics`. It differs
between Python versions, so nothing that is printed or asserted may depend on its exact content: what the course *shows*
are the sentences of `SENTENCES`, what it *measures* is a share of letters.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from lstm_helpers.arrays import as_count, as_flag, as_floats, as_number, as_sequence, as_text, as_values, check_fits
from lstm_helpers.data_sets import ASCII

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PUNCTUATION = " .,;:!?'\"-()"
SENTENCES = (
    "a cell keeps (or forgets) what it has read.",
    "the gate (look at it) shuts, then opens again.",
    "read this (slowly), then say (aloud) what changed.",
    "nothing is in brackets here, so nothing happens.",
)


@cache
def real_text():
    """Return the prose of Python's language reference as plain ASCII text, one paragraph a line.

    Grammar rules, tables, code and headings are left out; line breaks within a paragraph, emphasis and hyphens at the
    end of a line are mended; a paragraph that the reference repeats appears once, so that a test text never holds
    what was trained on.

    Returns
    -------
    str
        Some hundred thousand characters; how many depends on the Python version.

    Raises
    ------
    ImportError
        This Python was installed without its documentation.
    """
    paragraphs = (_clean(p) for _, topic in sorted(as_topics().items()) for p in topic.split("\n\n"))
    return "\n".join(dict.fromkeys(p for p in paragraphs if _is_prose(p)))


def as_topics():
    """Return CPython's reference as the dict of str to str in which it is installed; `ImportError` without it."""
    try:
        from pydoc_data.topics import topics
    except ImportError:
        raise ImportError(
            "This Python lacks pydoc_data.topics, the text of its language reference: "
            "install Python from python.org, conda-forge, uv or your system's full package."
        ) from None
    return topics


def split(text, train=0.8):
    r"""Cut a text in two at the end of a line: (training text, test text), the first with about a share ``train``.

    >>> split("one\ntwo\nthree\nfour", 0.5)
    ('one\ntwo\nthree', 'four')
    """
    text = as_text("text", text)
    train = as_number("train", train, "a share between 0 and 1, e.g. 0.8", above=0, below=1)
    cut = text.find("\n", int(train * len(text)))
    if cut < 0:
        raise ValueError("text has no line break after the share to train on: pass several lines, or a smaller share.")
    return text[:cut], text[cut + 1 :]


@dataclass(frozen=True)
class Alphabet:
    """The letters that a network knows; any other letter is "unknown" and shares the last number.

    Attributes
    ----------
    letters : str
        Each letter once; its place is its number.
    fold : bool
        Read capital letters as small ones (the default).

    Examples
    --------
    >>> ab = Alphabet("ab")
    >>> ab.encode("Abc").tolist(), ab.decode([0, 1, 2]) == "ab" + Alphabet.UNKNOWN
    ([0, 1, 2], True)
    """

    letters: str = LETTERS + PUNCTUATION
    fold: bool = True

    UNKNOWN = "\ufffd"

    def __post_init__(self):
        object.__setattr__(self, "letters", as_text("letters", self.letters))
        object.__setattr__(self, "fold", as_flag("fold", self.fold))
        if self.UNKNOWN in self.letters:
            raise ValueError(f"letters holds {self.UNKNOWN!r}, which stands for every unknown letter: leave it out.")
        if len(set(self.letters)) != len(self.letters):
            twice = next(letter for n, letter in enumerate(self.letters) if letter in self.letters[:n])
            raise ValueError(f"letters holds {twice!r} twice: give each letter once.")
        if self.fold and any(letter != letter.lower() for letter in self.letters):
            raise ValueError("letters holds capitals, which fold=True never reads: leave them out, or pass fold=False.")

    def __len__(self):
        """How many numbers there are: the letters, and one for all unknown ones."""
        return len(self.letters) + 1

    def encode(self, text):
        """Return the letters' numbers, (T,) of int."""
        text = as_text("text", text)
        if self.fold:
            text = "".join(_small(letter) for letter in text)
        return np.array([self._numbers.get(letter, len(self.letters)) for letter in text])

    def decode(self, numbers):
        """Return the text of some numbers; the unknown letter appears as U+FFFD."""
        numbers = as_values("numbers", numbers)
        if numbers.ndim != 1 or numbers.dtype.kind not in "iu":
            raise TypeError(f"numbers has shape {numbers.shape} and type {numbers.dtype}: expected (time,) of int.")
        if numbers.size and (numbers.min() < 0 or numbers.max() >= len(self)):
            raise ValueError(f"numbers must lie in 0…{len(self) - 1}, one a letter of the alphabet, the last unknown.")
        return "".join((self.letters + self.UNKNOWN)[n] for n in numbers)

    def one_hot(self, texts):
        """Return (B, T, len(self)) of zeros with a one where the letter is; texts of equal length, or one text (B = 1).

        >>> Alphabet("ab").one_hot("ba").tolist()
        [[[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]]
        """
        texts = [texts] if isinstance(texts, str) else as_sequence("texts", texts, "a text, or a list of texts")
        numbers = [self.encode(as_text(f"texts[{n}]", text)) for n, text in enumerate(texts)]
        if len({len(row) for row in numbers}) != 1:
            raise ValueError("texts must hold one text or more, all equally long: cut them with windows(text, length).")
        check_fits(texts=len(numbers), letters=len(numbers[0]), alphabet=len(self))
        return np.eye(len(self))[np.stack(numbers)]

    @property
    def _numbers(self):
        return {letter: n for n, letter in enumerate(self.letters)}


def inside_brackets(text):
    """Return for each letter whether one is inside parentheses *after* reading it, (T,) of bool.

    "(" is inside already, its ")" no longer. Parentheses may be nested; a ")" without a "(" changes nothing.

    >>> "".join("01"[n] for n in inside_brackets("a(b)c").astype(int))
    '01100'
    """
    depth, inside = 0, []
    for letter in as_text("text", text):
        depth = max(0, depth + (letter == "(") - (letter == ")"))
        inside.append(depth > 0)
    return np.array(inside)


def flat_lines(text):
    """Return the lines of a text whose parentheses close again and are never nested, joined by blanks."""
    lines = as_text("text", text).split("\n")
    return " ".join(line for line in lines if re.fullmatch(r"([^()]*\([^()]*\))*[^()]*", line))


def windows(text, length=80, outside=False):
    """Cut a text into windows of equal length, one after the other; what is left at the end is dropped.

    Parameters
    ----------
    text : str
    length : int
        Letters in a window.
    outside : bool
        Start each window outside parentheses: letters that would start one inside are skipped. A network that
        begins with an empty memory can then give every answer.

    Returns
    -------
    list of str
    """
    text, length, outside = as_text("text", text), as_count("length", length), as_flag("outside", outside)
    inside = np.concatenate([[False], inside_brackets(text)])  # before each letter
    cuts, start = [], 0
    while start + length <= len(text):
        if outside and inside[start]:
            start += 1
            continue
        cuts.append(text[start : start + length])
        start += length
    if not cuts:
        raise ValueError(f"text has {len(text)} letters: too few for one window of length {length}.")
    return cuts


def words(text):
    """Return a text's words, small letters only, as one line: what lesson 11 removes the spaces from.

    >>> words("The *forget* gate, f_t: 1 of 3.")
    'the forget gate f t of'
    """
    return " ".join(re.findall("[a-z]+", as_text("text", text).lower()))


def remove_spaces(text):
    """Return (the letters without their spaces, a label a letter: True where a word ends), str and (T,) of bool.

    >>> letters, ends = remove_spaces("to be")
    >>> letters, ends.astype(int).tolist()
    ('tobe', [0, 1, 0, 1])
    """
    parts = as_text("text", text).split()
    if not parts:
        raise ValueError("text holds nothing but spaces: pass at least one word.")
    letters = "".join(parts)
    ends = np.zeros(len(letters), bool)
    ends[np.cumsum([len(part) for part in parts]) - 1] = True
    return letters, ends


def put_spaces(letters, ends):
    """Return the text with a space after each letter where a word ends, but the last.

    >>> put_spaces("tobe", [0, 1, 0, 1])
    'to be'
    """
    letters, ends = as_text("letters", letters), as_floats("ends", ends, ("letters",))
    if len(ends) != len(letters):
        raise ValueError(f"ends holds {len(ends)} label(s): expected one label for each of the {len(letters)} letters.")
    if not np.isin(ends, (0, 1)).all():
        raise ValueError("ends must hold 1 (or True) where a word ends, and 0 elsewhere.")
    return "".join(a + " " * bool(end) for a, end in zip(letters, ends, strict=True)).rstrip()


def _small(letter):
    """The small letter, where that is one letter ("İ".lower() is two)."""
    small = letter.lower()
    return small if len(small) == 1 else letter


def _clean(paragraph):
    line = " ".join(paragraph.translate(ASCII).split())
    line = line.encode("ascii", "ignore").decode()
    line = re.sub(r"(?<=[a-z])- (?=[a-z])(?!and |or )", "-", line)  # broken at a hyphen
    return re.sub(r"(?<![\w*])(\*{1,2})(\w[^*]*?)\1(?![\w*])", r"\2", line)  # *emphasis*


def _is_prose(line):
    """Whole sentences: long enough, from a capital to a full stop, and mostly letters."""
    if len(line) < 60 or not re.fullmatch(r"[A-Z].*[.:)]", line) or "::=" in line or ">>>" in line:
        return False
    return sum(letter.isalpha() or letter == " " for letter in line) > 0.85 * len(line)
