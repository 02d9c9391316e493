"""A CSV of one's own: what can be read in one way is read, and everything else is said with its row and column."""

import numpy as np
import pandas
import pytest

from lstm_helpers.data.tables import read_series

DAYS = ("2020-01-01", "2020-01-02", "2020-01-03")


def text(*cells, head="day,x", sign=","):
    """A CSV of three days with these cells, one a row."""
    return "\n".join([head.replace(",", sign), *(f"{day}{sign}{cell}" for day, cell in zip(DAYS, cells, strict=False))])


# ---- what is read ------------------------------------------------------------------------------------------------

READ = {
    "commas": (text("1.5", "2", "-3e1"), {}, [1.5, 2, -30]),
    "semicolons and decimal commas": (text("1,5", "2", "3,25", sign=";"), {}, [1.5, 2, 3.25]),
    "tabs": (text("1.5", "2", "3", sign="\t"), {}, [1.5, 2, 3]),
    "bars": (text("1.5", "2", "3", sign="|"), {}, [1.5, 2, 3]),
    "a decimal comma in quotes": (text('"1,5"', '"2,25"', "3"), {}, [1.5, 2.25, 3]),
    "thousands in quotes": (text('"1,234.5"', '"2,000,000"', "3"), {}, [1234.5, 2e6, 3]),
    "thousands with points": (text("1.234,5", "2", "3", sign=";"), {}, [1234.5, 2, 3]),
    "three decimals beside one": (text("1.234", "1.2", "3", sign=";"), {}, [1.234, 1.2, 3]),
    "three decimals, told": (text("1.234", "2", "3", sign=";"), {"decimal": "."}, [1.234, 2, 3]),
    "thousands, told": (text("1.234", "2", "3", sign=";"), {"decimal": ","}, [1234, 2, 3]),
    "blanks around": (text(" 1 ", "\t2", "3 "), {}, [1, 2, 3]),
    "a real minus": (text("−1", "2", "3"), {}, [-1, 2, 3]),
    "nothing, in many words": (text("", "NA", "3"), {}, [np.nan, np.nan, 3]),
    "a dash and a question mark": (text("-", "?", "3"), {}, [np.nan, np.nan, 3]),
    "every cell in quotes": ('"day","x"\n"2020-01-01","1.5"\n"2020-01-02","2"', {}, [1.5, 2]),
    "every cell in quotes, semicolons": ('"day";"x"\n"2020-01-01";"1,5"\n"2020-01-02";"2"', {}, [1.5, 2]),
    "parts of one behind a semicolon": (text("0.123", "0.456", "0.789", sign=";"), {}, [0.123, 0.456, 0.789]),
    "a cell of two lines": ('day,x,said\n2020-01-01,1,"a\nb"\n2020-01-02,2,c', {}, [1, 2]),
    "a page break in a word": ("day,x,said\n2020-01-01,1,a\x0cb\n2020-01-02,2,c\u2028d", {}, [1, 2]),
    "old ends of lines": (text("1", "2", "3").replace("\n", "\r"), {}, [1, 2, 3]),
    "both orders are one": ("day,x\n01/01/2020,1\n02/02/2020,2", {}, [1, 2]),
    "days with points, told": ("day,x\n01.02.2020,1\n02.02.2020,2", {"day_first": True}, [1, 2]),
    "empty rows": (text("1", "2", "3").replace("\n", "\n\n"), {}, [1, 2, 3]),
    "ends of lines of other systems": (text("1", "2", "3").replace("\n", "\r\n"), {}, [1, 2, 3]),
    "a mark of byte order": ("\ufeff" + text("1", "2", "3"), {}, [1, 2, 3]),
    "another column of texts": ("day,x,sky\n2020-01-01,1,grey\n2020-01-02,2,blue", {}, [1, 2]),
    "no row of names": ("2020-01-01,1\n2020-01-02,2", {}, [1, 2]),
    "out of order": ("day,x\n2020-01-02,2\n2020-01-01,1", {}, [1, 2]),
    "twice, the first": ("day,x\n2020-01-01,1\n2020-01-01,5\n2020-01-02,2", {"twice": "first"}, [1, 2]),
    "twice, the last": ("day,x\n2020-01-01,1\n2020-01-01,5\n2020-01-02,2", {"twice": "last"}, [5, 2]),
    "twice, the mean": ("day,x\n2020-01-01,1\n2020-01-01,5\n2020-01-02,2", {"twice": "mean"}, [3, 2]),
    "twice, the mean of what is there": ("day,x\n2020-01-01,\n2020-01-01,5\n2020-01-02,2", {"twice": "mean"}, [5, 2]),
}  # fmt: skip


@pytest.mark.parametrize(("source", "options", "want"), READ.values(), ids=READ)
def test_it_reads(source, options, want, tmp_path):
    found = read_series(source, **options)
    assert found.values[:, 0] == pytest.approx(want, nan_ok=True)
    assert (np.diff(found.times) > np.timedelta64(0)).all()
    (tmp_path / "mine.csv").write_bytes(source.encode())
    again = read_series(tmp_path / "mine.csv", **options)
    assert again.values.tobytes() == found.values.tobytes()
    assert again.notes == found.notes


TIMES = {
    "2020-01-31": "2020-01-31", "2020/01/31": "2020-01-31", "31.01.2020": "2020-01-31", "31/01/2020": "2020-01-31",
    "1/31/2020": "2020-01-31", "31-01-2020": "2020-01-31", "2020-01-31T14:30": "2020-01-31T14:30",
    "2020-01-31 14:30:05": "2020-01-31T14:30:05", "31.01.2020 14:30": "2020-01-31T14:30",
    "1/31/2020 2:30 PM": "2020-01-31T14:30", "1/31/2020 12:05 am": "2020-01-31T00:05",
    "2020-01-31T14:30:00Z": "2020-01-31T14:30", "2020-01-31T14:30+02:00": "2020-01-31T12:30",
    "2020-01-31 14:30-0530": "2020-01-31T20:00", "2020-01-31 14:30:05.250": "2020-01-31T14:30:05.25",
    "1700-01-31": "1700-01-31", "2020-03": "2020-03-01",
}  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), TIMES.items())
def test_a_time_is_read_as_it_is_meant(written, meant):
    assert read_series(f"when,x\n{written},1").times[0] == np.datetime64(meant)


def test_days_that_say_which_comes_first_settle_it_for_all():
    day = read_series("day,x\n01/02/2020,1\n13/02/2020,2").times
    month = read_series("day,x\n02/01/2020,1\n02/13/2020,2").times
    assert day.tolist() == month.tolist()
    for first, want in ((True, "2020-02-01"), (False, "2020-01-02")):
        assert read_series("day,x\n01/02/2020,1\n02/02/2020,2", day_first=first).times[0] == np.datetime64(want)


def test_a_plain_year_or_eight_digits_are_times_where_they_are_said_to_be():
    assert read_series("year,x\n1990,1\n1991,2").step == np.timedelta64(1, "Y")
    assert read_series("t,x\n20200131,1\n20200201,2", time="t").times[0] == np.datetime64("2020-01-31")
    assert read_series("when,x\n1990,1\n1991,2", time="when").times[1] == np.datetime64("1991-01-01")


STEPS = {
    "days": (["2020-01-30", "2020-01-31", "2020-02-01"], np.timedelta64(1, "D"), ()),
    "a gap": (["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-09"], np.timedelta64(1, "D"), ("1 gap(s)",)),
    "months": (["2020-01-15", "2020-02-15", "2020-03-15"], np.timedelta64(1, "M"), ()),
    "a month is missing": (["2020-01", "2020-02", "2020-03", "2020-05"], np.timedelta64(1, "M"), ("1 gap(s)",)),
    "ends of months": (["2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30"], np.timedelta64(1, "M"), ()),
    "quarters": (["2020-01", "2020-04", "2020-07"], np.timedelta64(3, "M"), ()),
    "months at random": (["2020-01", "2020-02", "2020-04", "2020-09"], None, ("no usual step",)),
    "a month too early": (["2020-01", "2020-04", "2020-07", "2020-08"],
                          np.timedelta64(3, "M"), ("1 step(s) are shorter",)),
    "hours alone": (["2020-01-01T00", "2020-01-01T01"], np.timedelta64(1, "h"), ()),
    "hours": (["2020-01-01 00:00", "2020-01-01 01:00", "2020-01-01 02:00"], np.timedelta64(1, "h"), ()),
    "none": (["2020-01-01", "2020-01-02", "2020-01-05", "2020-01-09"], None, ("no usual step",)),
    "one too short": (["2020-01-01 00:00", "2020-01-02 00:00", "2020-01-03 00:00", "2020-01-03 05:00"],
                      np.timedelta64(1, "D"), ("1 step(s) are shorter",)),
    "one value": (["2020-01-01"], None, ()),
}  # fmt: skip


@pytest.mark.parametrize(("times", "step", "notes"), STEPS.values(), ids=STEPS)
def test_the_usual_step_is_found_and_gaps_are_told(times, step, notes):
    found = read_series("t,x\n" + "\n".join(f"{time},{n}" for n, time in enumerate(times)))
    assert found.step == step
    assert len(found.notes) == len(notes)
    assert all(note in said for note, said in zip(notes, found.notes, strict=True))


def test_steps_are_made_equal_and_only_short_gaps_are_filled():
    source = "t,x\n2020-01-01 00:10,1\n2020-01-01 00:50,3\n2020-01-01 02:30,8\n2020-01-01 07:00,9"
    found = read_series(source, every="1h", fill=1)
    assert found.values[:, 0] == pytest.approx([2, 5, 8, np.nan, np.nan, np.nan, np.nan, 9], nan_ok=True)
    assert found.times[0] == np.datetime64("2020-01-01T00:00")
    assert "1 step(s) filled on a straight line, 4 left empty" in " ".join(found.notes)
    means = pandas.read_csv(pandas.io.common.StringIO(source), parse_dates=["t"], index_col="t").x.resample("1h").mean()
    assert read_series(source, every="1h").values[:, 0] == pytest.approx(means.to_numpy(), nan_ok=True)


def test_what_was_done_is_told(tmp_path):
    (tmp_path / "old.csv").write_bytes("day;température\n2020-01-02;2,5\n2020-01-01;\n".encode("cp1252"))
    found = read_series(tmp_path / "old.csv")
    assert found.names == ("température",)
    for words in ("Windows-1252", "not in order", "1 of 2 values are missing"):
        assert words in " ".join(found.notes)
    (tmp_path / "wide.csv").write_bytes(text("1", "2", "3").encode("utf-16"))
    assert read_series(str(tmp_path / "wide.csv")).values[:, 0].tolist() == [1, 2, 3]


# ---- what is not ------------------------------------------------------------------------------------------------

REFUSED = {
    "an empty text": ("\n \n", {}, "source is empty"),
    "names alone": ("day,x\n", {}, "nothing below it"),
    "one column": ("x\n1\n2\n", {}, "one column only"),
    "a word for a number": (text("1", "oops", "3"), {}, "row 3, column 'x' holds 'oops': expected a number"),
    "infinity": (text("1", "inf", "3"), {}, "row 3, column 'x' holds 'inf'"),
    "too large": (text("1", "1e999", "3"), {}, "too large"),
    "too small": (text("1", "1e-999", "3"), {}, "row 3, column 'x' holds '1e-999': that is too small"),
    "a thousand or a decimal point between tabs": (text("1.234", "2", "3", sign="\t"), {}, "pass decimal="),
    "an underscore": (text("1", "1_000", "3"), {}, "row 3, column 'x' holds '1_000'"),
    "per cent": (text("1", "5 %", "3"), {}, "row 3, column 'x' holds '5 %'"),
    "a currency": (text("1", "$5", "3"), {}, r"row 3, column 'x' holds '\$5'"),
    "hexadecimal": (text("1", "0x10", "3"), {}, "row 3, column 'x' holds '0x10'"),
    "true": (text("1", "True", "3"), {}, "row 3, column 'x' holds 'True'"),
    "two numbers in a cell": (text("1", "1 2", "3"), {}, "row 3, column 'x' holds '1 2'"),
    "two signs": (text("1", "1.2.3", "3"), {}, r"row 3, column 'x' holds '1\.2\.3'"),
    "point here, comma there": (text("1,5", "2.5", "3", sign=";"), {}, "row 2, column 'x' holds '1,5'"),
    "a thousand or a decimal comma": (text('"1,234"', "2", "3"), {}, 'pass decimal="." or decimal=","'),
    "a thousand or a decimal point": (text("1.234", "2", "3", sign=";"), {}, 'pass decimal="." or decimal=","'),
    "all missing": (text("1", "2", "3", head="day,x").replace(",1", ",NA").replace(",2", ",").replace(",3", ",-"),
                    {"values": "x"}, "every value is missing"),
    "no numbers": (text("a", "b", "c"), {}, "no column beside 'day' holds numbers"),
    "no times": ("a,b\n1,2\n3,4", {}, "no column looks like times"),
    "two columns of times": ("a,b,c\n2020-01-01,2020-01-02,1\n2020-01-02,2020-01-03,2", {}, "'a', 'b' could be"),
    "day or month first": ("day,x\n01/02/2020,1\n02/02/2020,2", {}, "row 2, column 'day'.*day_first=True"),
    "day and month first": ("day,x\n13/02/2020,1\n02/13/2020,2", {}, "row 3, column 'day' holds '02/13/2020'"),
    "a day that is not": ("day,x\n2020-02-30,1\n2020-03-01,2", {}, "row 2, column 'day' holds '2020-02-30'"),
    "a year of two digits": ("day,x\n1/2/20,1\n13/2/20,2", {}, "row 2, column 'day' holds '1/2/20'"),
    "a time that is missing": ("day,x\n2020-01-01,1\n,2\n2020-01-03,3", {}, "row 3, column 'day' holds ''"),
    "an hour on some days": ("day,x\n2020-01-01,1\n2020-01-02 10:00,2", {}, "row 3, column 'day'"),
    "25 o'clock": ("day,x\n2020-01-01 10:00,1\n2020-01-02 25:00,2", {}, "row 3, column 'day'"),
    "a zone on some": ("t,x\n2020-01-01T00:00Z,1\n2020-01-01T02:00,2", {}, "row 3.*without a time zone"),
    "a month in words": ("day,x\nJan 1 2020,1\nJan 2 2020,2", {"time": "day"}, "row 2, column 'day' holds 'Jan 1"),
    "seven digits for a day": ("t,x\n2020111,1\n2020112,2", {"time": "t"}, "row 2, column 't' holds '2020111'"),
    "a year in other digits": ("year,x\n20٢٠,1\n20٢١,2", {}, "row 2, column 'year'"),
    "a zone that is none": ("t,x\n2020-01-01T01:00+99:99,1", {}, "row 2, column 't'"),
    "days first, told wrongly": ("day,x\n1/31/2020,1", {"day_first": True}, "day_first is True, but"),
    "months first, told wrongly": ("day,x\n31.01.2020,1", {"day_first": False}, "day_first is False, but"),
    "a time twice": ("day,x\n2020-01-01,1\n2020-01-02,2\n2020-01-01,3", {}, "rows 2 and 4 have the same time"),
    "one moment in two zones": ("t,x\n2020-01-01T01:00+01:00,1\n2020-01-01T00:00Z,2", {}, "the same time"),
    "a cell too many": ("day,x\n2020-01-01,1\n2020-01-02,2,9\n2020-01-03,3", {}, r"row 3 has 3 cell\(s\)"),
    "a cell too few": ("day,x,y\n2020-01-01,1,1\n2020-01-02,2\n2020-01-03,3,3", {}, r"row 3 has 2 cell\(s\)"),
    "two columns of one name": ("day,x,x\n2020-01-01,1,2\n2020-01-02,1,2", {}, "2 columns are called 'x'"),
    "an open quote": ('day,x\n2020-01-01,"5\n2020-01-02,6\n', {}, "a quote that is left open"),
    "a zero byte": ("day,x\n2020-01-01,\0\n", {}, "zero bytes"),
    "a name that is not there": (text("1", "2", "3"), {"time": "when"}, "time is 'when': expected one of 'day', 'x'"),
    "a value that is not there": (text("1", "2", "3"), {"values": "y"}, "values is 'y': expected one of"),
    "the times as values": (text("1", "2", "3"), {"values": ["day"]}, "expected names of columns beside 'day'"),
    "a value asked for twice": (text("1", "2", "3"), {"values": ["x", "x"]}, "each once"),
    "no values": (text("1", "2", "3"), {"values": []}, "values"),
    "texts as values": ("day,x,sky\n2020-01-01,1,grey\n2020-01-02,2,blue", {"values": "sky"}, "holds 'grey'"),
    "numbers as times": (text("1", "2", "3"), {"time": "x"}, "row 2, column 'x' holds '1': expected a time"),
    "an unknown decimal sign": (text("1", "2", "3"), {"decimal": "'"}, "decimal is"),
    "an unknown separator": (text("1", "2", "3"), {"separator": ":"}, "separator is"),
    "a separator that is not there": (text("1", "2", "3"), {"separator": ";"}, "one column only"),
    "an unknown way with what stands twice": (text("1", "2", "3"), {"twice": "sum"}, "twice is 'sum'"),
    "a step that is none": (text("1", "2", "3"), {"every": "1 banana"}, "every is '1 banana'"),
    "a step backwards": (text("1", "2", "3"), {"every": "-1D"}, "every is '-1D'"),
    "a step of nothing": (text("1", "2", "3"), {"every": "0s"}, "every is '0s'"),
    "a step of half a second": (text("1", "2", "3"), {"every": "1.5s"}, "every is '1.5s': expected whole seconds"),
    "a fill without steps": (text("1", "2", "3"), {"fill": 2}, "fill is 2, and every is None"),
    "too many steps": ("day,x\n2020-01-01,1\n2120-01-01,2", {"every": "1min"}, "at most 1,000,000"),
    "half a gap": (text("1", "2", "3"), {"every": "1D", "fill": 0.5}, "fill is 0.5"),
    "a decimal comma told, points met": (text("1.5", "2", "3"), {"decimal": ","}, "with a decimal comma"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "options", "says"), REFUSED.values(), ids=REFUSED)
def test_what_could_be_read_in_two_ways_or_in_none_is_said_in_one_sentence(source, options, says):
    with pytest.raises((ValueError, TypeError), match=says) as caught:
        read_series(source, **options)
    assert len(str(caught.value)) < 330


def test_a_number_of_more_digits_than_a_float_holds_is_told():
    assert "beyond 2**53" in read_series(text("12345678901234567890", "2", "3")).notes[0]


def test_what_is_no_csv_is_said(tmp_path):
    for name, data, says in (
        ("a.xlsx", b"PK\x03\x04", "save the sheet as CSV"),
        ("a.xls", b"\xd0\xcf\x11\xe0....", "save the sheet as CSV"),
        ("a.csv", b"", "is empty"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ValueError, match=says):
            read_series(tmp_path / name)
    with pytest.raises(ValueError, match="is a folder"):
        read_series(tmp_path)
    with pytest.raises(ValueError, match="no such file"):
        read_series(tmp_path / "b.csv")


@pytest.mark.slow
def test_a_long_file_is_read_in_a_second():
    hours = np.arange("2010-01-01", "2012-01-01", dtype="datetime64[h]")
    source = "t,x\n" + "\n".join(f"{hour},{n % 97}.5" for n, hour in enumerate(hours))
    found = read_series(source)
    assert (found.times == hours).all()
    assert found.step == np.timedelta64(1, "h")
    assert found.notes == ()
