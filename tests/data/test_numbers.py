"""Number words: num2words says the same, save where it follows another habit; back and forth; draws without overlap."""

import re
import unicodedata

import numpy as np
import pytest
from num2words import num2words

from lstm_helpers.data import numbers

MANY = sorted({*range(1200), *range(0, 1_000_000, 997), 99_999, 100_000, 101_000, 101_001, 999_999})


def test_num2words_says_the_same_in_english_save_for_the_british_and():
    for n in MANY:
        theirs = re.sub(r",|-| and ", " ", num2words(n, lang="en")).split()
        assert list(numbers.english(n)) == theirs, n


def test_num2words_says_the_same_in_german_save_for_one_before_thousand():
    """It says einhunderteinstausend for 101,000; Duden has einhunderteintausend, as in eintausend."""
    differ = []
    for n in MANY:
        ours, theirs = numbers.spoken(numbers.german(n)), num2words(n, lang="de")
        if ours != theirs:
            differ.append(n)
            assert ours == theirs.replace("einstausend", "eintausend")
    assert differ
    assert all(n // 1000 % 100 == 1 and n // 1000 > 1 for n in differ)


def test_num2words_says_the_same_in_dutch_save_for_accents_and_the_space_after_duizend():
    """It stresses één where it stands alone or at an end; the Taalunie leaves a space after duizend."""
    for n in MANY:
        theirs = unicodedata.normalize("NFC", num2words(n, lang="nl")).replace("éé", "ee")
        ours = numbers.spoken(numbers.dutch(n))
        assert ours.replace(" ", "") == theirs, n
        assert (" " in ours) == (n > 1000 and n % 1000 > 0)


@pytest.mark.parametrize("language", numbers.SAY)
def test_every_word_is_in_the_vocabulary_and_leads_back(language):
    known = {"English": numbers.ENGLISH, "German": numbers.GERMAN, "Dutch": numbers.DUTCH}[language]
    said = {n: numbers.SAY[language](n) for n in MANY}
    assert {word for words in said.values() for word in words} == set(known)
    assert len(set(known)) == len(known)
    assert all(numbers.number_of(words) == n for n, words in said.items())


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("vier", "zwanzig"),
        ("zwanzig", "und", "vier"),
        ("eins", "hundert"),
        ("four", "and", "twenty"),
        ("twenty", "vier"),
        ("thousand",),
        ("zero", "zero"),
        ("ein",),
        ("een", "honderd"),
        ("hundred",) * 2000,
        ("four", ",", "five"),
    ],
)
def test_what_names_no_number_is_refused(words):
    with pytest.raises(ValueError, match="it names no number from 0 to 999,999"):
        numbers.number_of(words)


def test_sentences_are_numbers_with_commas_between_them():
    said = numbers.sentence([7, 24], "English")
    assert said == ("seven", numbers.COMMA, "twenty", "four")
    assert numbers.spoken(said) == "seven, twenty-four"
    assert numbers.spoken(numbers.sentence([7, 2024], "Dutch")) == "zeven, tweeduizend vierentwintig"
    assert numbers.spoken(numbers.sentence([7, 2024], "German")) == "sieben, zweitausendvierundzwanzig"


def test_what_is_drawn_without_the_others_shares_none_with_them():
    rng = np.random.default_rng(0)
    train = numbers.drawn(4000, rng)
    unseen = numbers.drawn(1000, rng, without=train)
    assert len(set(train) | set(unseen)) == 5000
    digits = np.bincount([len(str(n)) for n in train], minlength=7)
    assert digits[1] == 10
    assert digits[2] == 90
    assert min(digits[3:]) > 500


@pytest.mark.parametrize(("least", "most"), [(1, 1), (3, 3), (2, 5), (6, 6)])
def test_numbers_have_the_digits_that_were_asked_for(least, most):
    found = numbers.drawn(5 if most == 1 else 40, np.random.default_rng(0), least=least, most=most)
    lengths = {len(str(n)) for n in found}
    assert lengths <= set(range(least, most + 1))
    assert len(set(found)) == len(found)


def test_more_than_half_of_the_numbers_is_refused():
    with pytest.raises(ValueError, match="count is 6: there are 10 such numbers"):
        numbers.drawn(6, np.random.default_rng(0), most=1)
    with pytest.raises(ValueError, match="count is 5"):
        numbers.drawn(5, np.random.default_rng(0), most=1, without=[3])


@pytest.mark.parametrize("language", ["German", "Dutch"])
def test_partners_mean_the_same_and_only_the_and_has_none(language):
    for n in MANY:
        source, target = numbers.english(n), numbers.SAY[language](n)
        found = numbers.partners(n, language)
        assert len(found) == len(target)
        for block, place in zip(target, found, strict=True):
            if place is None:
                assert block in ("und", "en")
            else:
                assert numbers.VALUES[block] == numbers.VALUES[source[place]], (n, block)
        taken = [place for place in found if place is not None]
        assert len(set(taken)) == len(taken)
        left = {source[place] for place in range(len(source)) if place not in taken}
        assert left <= ({"one"} if language == "Dutch" else set()), "a Dutch hundred is said without one"


def test_partners_of_the_same_word_are_told_apart():
    assert numbers.english(222_022) == ("two", "hundred", "twenty", "two", "thousand", "twenty", "two")
    assert numbers.partners(222_022, "German") == (0, 1, 3, None, 2, 4, 6, None, 5)
    assert numbers.partners(0, "German") == (0,)


def test_the_roles_say_what_each_block_does():
    assert numbers.roles(524_017, "English") == (
        *("how many hundreds", "hundred", "tens", "ones", "thousand"),
        "ones",
    )
    assert numbers.roles(1121, "Dutch") == ("thousand", "hundred", "ones", "and", "tens")
    for n in MANY:
        for language, say in numbers.SAY.items():
            for word, role in zip(say(n), numbers.roles(n, language), strict=True):
                value = numbers.VALUES.get(word)
                assert (
                    role == "and"
                    or {
                        "how many hundreds": value < 10,
                        "hundred": value == 100,
                        "tens": 20 <= value < 100,
                        "ones": value < 20,
                        "thousand": value == 1000,
                    }[role]
                )
