"""What the cells of a table say: numbers, with a point or a comma, and times, of which every cell has to be sure.

A cell that could be read in two ways is never guessed: what is read is settled by the whole column, or asked for.
"""

import re

import numpy as np

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–", "?"})
"""What stands where there is no number, in small letters."""
PLAIN = {
    ".": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?"),
    ",": re.compile(r"[+-]?(\d+(,\d*)?|,\d+)(e[+-]?\d{1,3})?"),
}
GROUPED = {
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?"),
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?"),
}
EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y-%m", "%Y/%m", "%Y%m%d")
HOURS = ("", " %H", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
DAY_FIRST = {"%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y"}
YEAR = re.compile(r"(1[5-9]|20|21)[0-9]{2}")
ZONE = re.compile(r"(Z|UTC|[+-](0\d|1[0-4]):?[0-5]\d)$")
SHAPE = re.compile(r"(\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{4}[-/]\d{1,2})([T ].*)?")


def clean(cell):
    """A cell without the blanks around it, and with an ordinary minus."""
    return cell.strip().strip("\u00a0\ufeff").replace("\u2212", "-")


def is_missing(cell):
    """Is this a cell that holds nothing on purpose?"""
    return clean(cell).lower() in MISSING


def is_number(cell):
    """Could this be a number, with a point or a comma?"""
    cell = clean(cell).lower()
    return any(pattern.fullmatch(cell) for pattern in (*PLAIN.values(), *GROUPED.values()))


def is_time(cell):
    """Does this look like a day or a moment (a plain year does not)?"""
    return bool(SHAPE.fullmatch(clean(cell)))


def decimal_of(columns, separator):
    """The decimal sign of all numbers, "." or ","; `ValueError` where the cells leave it open.

    Parameters
    ----------
    columns : list of (str, list of (int, str))
        The columns' names, and their cells with their rows.
    separator : str
        What separates the cells: only between commas is a point surely no sign of thousands.
    """
    cells = [(name, row, clean(cell).lower()) for name, column in columns for row, cell in column]
    cells = [(name, row, cell) for name, row, cell in cells if is_number(cell)]
    for sign, other in ((".", ","), (",", ".")):
        fits = [PLAIN[sign].fullmatch(cell) or GROUPED[sign].fullmatch(cell) for *_, cell in cells]
        if not all(fits):
            continue
        open_ = [place for place in cells if EITHER.fullmatch(place[2]) and (other in place[2] or separator != ",")]
        sure = [
            cell for *_, cell in cells if PLAIN[sign].fullmatch(cell) and sign in cell and not EITHER.fullmatch(cell)
        ]
        sure += [cell for *_, cell in cells if GROUPED[sign].fullmatch(cell) and not EITHER.fullmatch(cell)]
        if open_ and not sure:
            name, row, cell = open_[0]
            raise ValueError(
                f"row {row}, column {name!r} holds {cell!r}, and so far nothing says whether that sign is a decimal "
                'one or groups thousands: pass decimal="." or decimal=",".'
            )
        return sign
    return "."


def number(cell, decimal):
    """The number that a cell holds, NaN where it holds nothing on purpose; `ValueError` says what it is instead."""
    cell = clean(cell).lower()
    if cell in MISSING:
        return np.nan
    if GROUPED[decimal].fullmatch(cell):
        cell = cell.replace("," if decimal == "." else ".", "")
    if not PLAIN[decimal].fullmatch(cell):
        raise ValueError(f"expected a number{' with a decimal comma' if decimal == ',' else ''}")
    value = float(cell.replace(",", "."))
    if not np.isfinite(value):
        raise ValueError("that is too large for a number")
    if value == 0 and re.search("[1-9]", cell.split("e")[0]):
        raise ValueError("that is too small for a number")
    return value


def times(name, cells, day_first=None):
    """Return (datetime64[s or ns] (N,), the note on how they were read, or ""), of cells [(row, text), …].

    Raises
    ------
    ValueError
        Naming row and column where a cell is no time, or can be two.
    """
    import pandas

    texts = [_as_moment(clean(cell)) for _, cell in cells]
    if all(YEAR.fullmatch(text) for text in texts):
        return np.array(texts, "datetime64[Y]").astype("datetime64[s]"), ""
    zones = [ZONE.search(text) if ":" in text else None for text in texts]
    _same_zone(name, cells, zones)
    bare = [text[: zone.start()].strip() if zone else text for text, zone in zip(texts, zones, strict=True)]
    found = _formats(pandas, bare)
    best = max(found, key=lambda form: found[form].notna().sum())
    fits = [form for form in found if found[form].notna().all()]
    if not fits:
        bad = int(np.flatnonzero(found[best].isna())[0])
        raise ValueError(
            f"row {cells[bad][0]}, column {name!r} holds {cells[bad][1]!r}: expected a time, such as 2020-01-31 or "
            f"2020-01-31 14:30{_like(best)}."
        )
    form = _one_of(name, cells, {form: found[form] for form in fits}, day_first)
    moments, note = found[form].to_numpy().astype("datetime64[s]" if "%f" not in form else "datetime64[us]"), ""
    if any(zones):
        moments = moments - np.array([_offset(zone[0]) for zone in zones])
        if len({_offset(zone[0]) for zone in zones}) > 1:
            note = "The times stand in several time zones; all are told in UTC."
        elif _offset(zones[0][0]):
            note = "The times are told in UTC."
    return moments, note


def _as_moment(text):
    """A T between day and hour is a blank; am and pm are large."""
    return re.sub(r"(?<=\d)T(?=\d)", " ", text).upper()


def _formats(pandas, texts):
    """What each format makes of the texts; only those that read the first one are tried on all."""
    found = {}
    days = DAYS if all(re.match(r"\d{8}( |$)", text) for text in texts) else DAYS[:-1]
    for form in (day + hour for day in days for hour in HOURS):
        first = pandas.to_datetime(pandas.Series(texts[:1]), format=form, errors="coerce")
        some = first if first.isna().all() and len(texts) > 1 else None
        if some is None or pandas.to_datetime(pandas.Series(texts[-1:]), format=form, errors="coerce").notna().all():
            found[form] = pandas.to_datetime(pandas.Series(texts), format=form, errors="coerce")
    return found or {DAYS[0]: pandas.Series(pandas.NaT, index=range(len(texts)))}


def _like(form):
    """The form that most cells have, in words."""
    words = {"%Y": "year", "%m": "month", "%d": "day", "%H": "hour", "%I": "hour", "%M": "minute", "%S": "second"}
    said = re.sub("%[A-Za-z]", lambda sign: words.get(sign[0], ""), form).strip()
    return f" (most cells of this column read {said})" if form != DAYS[0] else ""


def _one_of(name, cells, fits, day_first):
    """The one format that is meant; `ValueError` where both day/month and month/day are possible, or the wrong one."""
    row, cell = cells[0]
    for form, moments in fits.items():
        day = next((day for day in DAY_FIRST if form.startswith(day)), None)
        other = day and form.replace(day, DAY_FIRST[day])
        if other in fits and not moments.equals(fits[other]):
            if day_first is None:
                raise ValueError(
                    f"row {row}, column {name!r} holds {cell!r}: every time of this column can be read day first and "
                    "month first. Pass day_first=True or day_first=False."
                )
            return form if day_first else other
    first = {form[1] == "d" for form in fits if form[1] != "Y"}
    if day_first is not None and first and day_first not in first:
        raise ValueError(
            f"day_first is {day_first}, but the times of column {name!r} can only be read the other way (row {row} "
            f"holds {cell!r}): leave day_first out."
        )
    return next(iter(fits))


def _same_zone(name, cells, zones):
    """`ValueError` where some times have a zone and others none."""
    without = [n for n, zone in enumerate(zones) if not zone]
    if without and len(without) < len(zones):
        row, cell = cells[without[0]]
        raise ValueError(
            f"row {row}, column {name!r} holds {cell!r}, without a time zone, where other rows have one: write all "
            "with a zone, or none."
        )


def _offset(zone):
    """A zone's distance from UTC."""
    if zone in ("Z", "UTC"):
        return np.timedelta64(0, "s")
    sign, digits = (-1 if zone[0] == "-" else 1), zone[1:].replace(":", "")
    return np.timedelta64(sign * (3600 * int(digits[:2]) + 60 * int(digits[2:])), "s")
