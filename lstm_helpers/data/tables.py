"""A series of one's own, from a CSV file: nothing is guessed where two readings are possible, and nothing is hidden."""

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_flag, as_labels, as_text, is_list
from lstm_helpers.data import table_cells

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas"}
TWICE = ("refuse", "first", "last", "mean")
MOST = 1_000_000


class Table(NamedTuple):
    """What `read_series` found.

    Attributes
    ----------
    times : ndarray of datetime64, (T,)
        Rising, without repetition.
    values : ndarray (T, D), float
        One column for each name; NaN where the file holds nothing.
    names : tuple of str
    step : numpy.timedelta64 or None
        The distance of most neighbours in time (months and years as such); None where no distance is usual.
    notes : tuple of str
        What was found and done: a sentence each, to be read before anything is fitted.
    """

    times: np.ndarray
    values: np.ndarray
    names: tuple
    step: np.timedelta64 | None
    notes: tuple


def read_series(
    source, *, time=None, values=None, decimal=None, day_first=None, twice="refuse", every=None, fill=0, separator=None
):
    r"""Read a series from a CSV: its separator, its column of times and its decimal sign are found, or asked for.

    Parameters
    ----------
    source : path or str
        A file, or the text of one (with at least one line break).
    time : str, optional
        The name of the column of times, where more than one could be.
    values : str or sequence of str, optional
        The names of the columns wanted; all that hold numbers when left out.
    decimal : {".", ","}, optional
        The decimal sign, where the file leaves it open (is 1,234 more than a thousand?).
    day_first : bool, optional
        Whether 01/02/2020 is in February, where the file leaves it open.
    twice : {"refuse", "first", "last", "mean"}
        What to do with a time that stands in several rows.
    every : str, optional
        Make the steps equal, e.g. ``"1h"``, ``"1D"``: means of what falls into each step; NaN where nothing does.
    fill : int
        With ``every``: gaps of at most so many steps are filled on a straight line.
    separator : {";", ",", "|"} or a tab, optional

    Returns
    -------
    Table

    Raises
    ------
    TypeError, ValueError
        In a sentence that names row and column, what came and what to do. Rows are counted as in the file, from 1.

    Examples
    --------
    >>> table = read_series("day;degrees\n01.02.2020;3,5\n02.02.2020;4,25\n")
    >>> table.values.tolist(), table.names, str(table.times[0])
    ([[3.5], [4.25]], ('degrees',), '2020-02-01T00:00:00')
    """
    notes = []
    _check_options(decimal, day_first, twice, separator)
    if as_count("fill", fill, 0) and every is None:
        raise ValueError(f"fill is {fill}, and every is None: gaps are filled between equal steps only. Pass every=.")
    rows, separator = _rows(_text(source, notes), separator)
    head, rows = _head(rows, notes)
    columns = {name: [(row, cells[n]) for row, cells in rows] for n, name in enumerate(head)}
    when = _time_column(columns, time)
    moments, note = table_cells.times(when, columns[when], day_first)
    notes += [note] if note else []
    chosen = _value_columns(columns, when, values, notes)
    numbers = _numbers(chosen, decimal, separator, notes)
    moments, numbers = _in_order(moments, numbers, [row for row, _ in rows], twice, notes)
    if every is not None:
        moments, numbers = _equal_steps(moments, numbers, every, fill, notes)
    step = _step(moments, notes)
    return Table(moments, numbers, tuple(name for name, _ in chosen), step, tuple(notes))


def _check_options(decimal, day_first, twice, separator):
    as_choice("decimal", decimal, (".", ",", None))
    as_choice("twice", twice, TWICE)
    as_choice("separator", separator, (*SEPARATORS, None))
    if day_first is not None:
        as_flag("day_first", day_first)


def _text(source, notes):
    """The text of a file or of a str with line breaks."""
    if isinstance(source, str) and ("\n" in source or "\r" in source):
        return as_text("source", source)
    if not isinstance(source, (str, Path)):
        raise TypeError(f"source is {type(source).__name__}: expected the path of a CSV file, or its text.")
    if not str(source) or "\0" in str(source):
        raise ValueError("source is no path: expected that of a CSV file, or its text, which has line breaks.")
    path = Path(source).expanduser()
    if not path.exists():
        raise ValueError(
            f"source is {_short(str(source))!r}: there is no such file (the text of a CSV has line breaks)."
        )
    if path.is_dir():
        raise ValueError(f"source {str(source)!r} is a folder: expected the path of a CSV file.")
    data = path.read_bytes()
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise ValueError(f"{path.name} is a workbook or an archive: save the sheet as CSV.")
    for start, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(start):
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                pass
    notes.append("The file is not in UTF-8; it was read as Windows-1252: look at names with accents.")
    return data.decode("cp1252", errors="replace")


def _rows(text, separator):
    """([(row as counted in the file, cells), …], separator) of what is not empty; every row has as many cells."""
    if "\0" in text:
        raise ValueError("source holds zero bytes: expected a CSV, which is text.")
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not any(line.strip() for line in lines):
        raise ValueError("source is empty: expected a row of names, and rows below it.")
    if len(lines) > MOST:
        raise ValueError(f"source has {len(lines):,} rows: at most {MOST:,} are read. Take fewer, or coarser steps.")
    found, refusals = {}, {}
    for sign in SEPARATORS if separator is None else (separator,):
        try:
            rows = _parsed(lines, sign)
        except ValueError as error:  # by another sign quotes may stand where they cannot
            refusals[sign] = error
            continue
        width, share = Counter(len(cells) for _, cells in rows).most_common(1)[0]
        if width > 1:
            found[sign] = rows, (width, share)
    if not found:
        if refusals:
            raise refusals.get(",") or next(iter(refusals.values()))
        tried = ", ".join(SEPARATORS.values() if separator is None else [SEPARATORS[separator]])
        raise ValueError(f"source has one column only (tried: {tried}): expected a column of times, and one of values.")
    # the sign by which most rows have the same number of cells; behind a semicolon commas are decimal
    usable = {sign: share for sign, (_, (_, share)) in found.items()}
    sign = max(usable, key=lambda sign: (usable[sign], -list(SEPARATORS).index(sign)))
    rows, (width, _) = found[sign]
    for row, cells in rows:
        if len(cells) != width:
            raise ValueError(
                f"row {row} has {len(cells)} cell(s), where most have {width} (separated by {SEPARATORS[sign]}): "
                f"{_short(sign.join(cells))!r}. Mend the row; a cell that holds the separator stands in double quotes."
            )
    return rows, sign


def _parsed(lines, sign):
    """[(row, cells), …] without empty rows; a row is counted by the line on which it ends."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=sign, skipinitialspace=True, strict=True)
    try:
        rows = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise ValueError(
            f"row {reader.line_num} cannot be read ({error}): look for a quote that is left open."
        ) from None
    return [(row, cells) for row, cells in rows if any(cell.strip() for cell in cells)]


def _short(text):
    return text if len(text) <= 60 else f"{text[:59]}…"


def _head(rows, notes):
    """(names, the rows below): without a row of names, columns are numbered."""
    _, first = rows[0]
    if any(table_cells.is_number(cell) or table_cells.is_time(cell) for cell in first):
        notes.append("The first row holds values already: the columns are called column 1, column 2, …")
        return [f"column {n}" for n in range(1, len(first) + 1)], rows
    names = [table_cells.clean(cell) or f"column {n}" for n, cell in enumerate(first, 1)]
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"{count} columns are called {name!r}: give each a name of its own.")
    if len(rows) < 2:
        raise ValueError("source has a row of names, and nothing below it.")
    return names, rows[1:]


def _time_column(columns, time):
    """The name of the column of times."""
    if time is not None:
        return _column("time", as_text("time", time, example="'date'"), columns)
    found = [
        name for name, cells in columns.items() if sum(table_cells.is_time(cell) for _, cell in cells) > len(cells) / 2
    ]
    if not found:
        found = [name for name in columns if name.lower() in ("year", "years", "jahr", "année", "año")]
    if len(found) == 1:
        return found[0]
    what = f"{', '.join(map(repr, found))} could be the times" if found else "no column looks like times"
    raise ValueError(f"{what}: pass time=, one of {', '.join(map(repr, columns))}.")


def _column(argument, name, columns):
    if name not in columns:
        raise ValueError(f"{argument} is {name!r}: expected one of {', '.join(map(repr, columns))}.")
    return name


def _value_columns(columns, when, values, notes):
    """[(name, [(row, cell), …]), …] of what was asked for, or of all columns that hold numbers."""
    if values is not None:
        wanted = (
            as_labels("values", list(values)) if is_list(values) else (as_text("values", values, example="'price'"),)
        )
        if not wanted or len(set(wanted)) < len(wanted) or when in wanted:
            raise ValueError(f"values is {wanted}: expected names of columns beside {when!r}, each once.")
        return [(name, columns[_column("values", name, columns)]) for name in wanted]
    chosen, left = [], []
    for name, cells in columns.items():
        if name != when:
            numbers = any(table_cells.is_number(cell) for _, cell in cells)
            (chosen if numbers else left).append((name, cells))
    if left:
        notes.append(f"Left out, since they hold no numbers: {', '.join(name for name, _ in left)}.")
    if not chosen:
        raise ValueError(f"no column beside {when!r} holds numbers: pass values=, or look at the separator.")
    return chosen


def _numbers(chosen, decimal, separator, notes):
    """The values, (T, D)."""
    decimal = decimal or table_cells.decimal_of(chosen, separator)
    found = np.empty((len(chosen[0][1]), len(chosen)))
    for d, (name, cells) in enumerate(chosen):
        for t, (row, cell) in enumerate(cells):
            try:
                found[t, d] = table_cells.number(cell, decimal)
            except ValueError as error:
                raise ValueError(
                    f"row {row}, column {name!r} holds {_short(cell)!r}: {error}. Where there is none, leave the cell "
                    "empty or write NA; a column of texts is left out by values=."
                ) from None
        if (np.abs(found[:, d]) > 2**53).any():
            notes.append(f"{name}: values beyond 2**53 are rounded to about 16 digits.")
        empty = int(np.isnan(found[:, d]).sum())
        if empty:
            notes.append(f"{name}: {empty} of {len(cells)} values are missing (NaN).")
    if np.isnan(found).all():
        raise ValueError("every value is missing: expected numbers.")
    return found


def _in_order(moments, numbers, rows, twice, notes):
    """Both in order of time, each time once."""
    if (np.diff(moments) < np.timedelta64(0)).any():
        notes.append("The rows were not in order of time; they are now.")
    order = np.argsort(moments, kind="stable")
    moments, numbers, rows = moments[order], numbers[order], np.array(rows)[order]
    same = np.flatnonzero(np.diff(moments) == np.timedelta64(0))
    if not len(same):
        return moments, numbers
    if twice == "refuse":
        raise ValueError(
            f"rows {rows[same[0]]} and {rows[same[0] + 1]} have the same time, {moments[same[0]]} ({len(same)} "
            'repetition(s) in all): mend them, or pass twice="first", "last" or "mean".'
        )
    found, begin, count = np.unique(moments, return_index=True, return_counts=True)
    pick = {"first": begin, "last": begin + count - 1}
    if twice == "mean":
        numbers = np.array([_mean(numbers[b : b + n]) for b, n in zip(begin, count, strict=True)])
    else:
        numbers = numbers[pick[twice]]
    notes.append(f"{len(moments) - len(found)} row(s) with a time that stands elsewhere as well: twice={twice!r}.")
    return found, numbers


def _mean(rows):
    """The mean of each column without what is missing; NaN where nothing is left."""
    there = ~np.isnan(rows)
    return np.where(there.any(axis=0), np.where(there, rows, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1), np.nan)


def _equal_steps(moments, numbers, every, fill, notes):
    """Means over steps of equal length, from the first to the last; short gaps on a straight line."""
    import pandas

    every = as_text("every", every, example="'1h' or '1D'")
    try:
        seconds = pandas.Timedelta(every).total_seconds()
    except ValueError:
        seconds = 0
    if not (seconds > 0 and seconds == int(seconds)):
        raise ValueError(f"every is {every!r}: expected whole seconds or more, such as '15min', '1h' or '1D'.")
    step = np.timedelta64(int(seconds), "s")
    begin = moments[0].astype("datetime64[D]").astype("datetime64[s]")
    place = (moments - begin) // step
    count = int(place[-1] - place[0]) + 1
    if count > MOST:
        raise ValueError(f"every is {every!r}, which makes {count:,} steps: at most {MOST:,}. Take longer ones.")
    found = np.full((count, numbers.shape[1]), np.nan)
    edges = np.flatnonzero(np.append(True, np.diff(place) > 0))
    for first, last in pairwise([*edges, len(place)]):
        found[place[first] - place[0]] = _mean(numbers[first:last])
    notes.append(f"{len(moments)} rows became {count} steps of {every}, each the mean of what falls into it.")
    for d in range(found.shape[1]):
        _fill(found[:, d], fill, notes)
    return begin + (place[0] + np.arange(count)) * step, found


def _fill(column, fill, notes):
    """Fill gaps of at most ``fill`` steps on a straight line, in place; say how many steps, and what stays open."""
    there = np.flatnonzero(~np.isnan(column))
    for a, b in pairwise(there):
        if 1 < b - a <= fill + 1:
            column[a:b] = np.interp(np.arange(a, b), [a, b], column[[a, b]])
    left = int(np.isnan(column).sum())
    filled = len(column) - len(there) - left
    if filled or left:
        notes.append(f"{filled} step(s) filled on a straight line, {left} left empty (NaN).")


def _step(moments, notes):
    """The distance of most neighbours; gaps, and what is shorter, are told."""
    if len(moments) < 2:
        return None
    steps, name = _calendar_steps(moments)
    lengths, counts = np.unique(steps, return_counts=True)
    usual = lengths[counts.argmax()]
    if counts.max() <= len(steps) / 2:
        notes.append("The times have no usual step: pass every= to make the steps equal.")
        return None
    said = f"{usual.astype(int)} {name}(s)" if name else str(usual.item())
    _tell_gaps(moments, steps > usual, said, notes)
    if (lengths < usual).any():
        notes.append(f"{int(counts[lengths < usual].sum())} step(s) are shorter than the usual one ({said}).")
    return usual


def _calendar_steps(moments):
    """The distances in (years, "year") or (months, "month") where all stand at the same place of them; else in time."""
    for shift in (np.timedelta64(0, "D"), np.timedelta64(1, "D")):  # ends of months begin the next a day later
        for unit, name in (("Y", "year"), ("M", "month")):
            begins = (moments + shift).astype(f"datetime64[{unit}]")
            steps, inside = np.diff(begins), moments + shift - begins
            if (steps.astype(int) >= 1).all() and (inside == inside[0]).all():
                return steps, name
    return np.diff(moments), ""


def _tell_gaps(moments, gap, usual, notes):
    if gap.any():
        at = np.flatnonzero(gap)[np.argmax(np.diff(moments)[gap])]
        notes.append(
            f"{int(gap.sum())} gap(s) longer than the usual step ({usual}), the longest from {moments[at]} to "
            f"{moments[at + 1]}."
        )
