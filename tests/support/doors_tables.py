"""The door of tables; see attack.py."""

from functools import partial

from lstm_helpers.data import tables
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, special

DOORS = {}
door = partial(enter, DOORS)
SOURCE = "day,x\n2020-01-01,1.5\n2020-01-02,2.5\n2020-01-05,3.5\n"

door(
    "tables.read_series",
    tables.read_series,
    {"source": SOURCE, "every": "1D"},
    source=wrong.things()
    + special(a_list=always([SOURCE]), bytes_=always(SOURCE.encode()), nothing=always(""), no_file=always("no.csv")),
    time=special(a_number=always(0), missing=always("when"), nothing=always(""), a_list=always(["day"])),
    values=special(a_number=always(1), missing=always("y"), none=always([]), twice=always(["x", "x"]),
                   the_time=always("day"), a_set=always({"x"}), numbers=always([1])),
    decimal=special(a_word=always("point"), a_number=always(1), nothing=always(""), True_=always(True)),
    day_first=special(a_number=always(1), a_word=always("yes"), a_list=always([True])),
    twice=special(a_word=always("sum"), None_=always(None), a_number=always(1), a_list=always(["mean"])),
    every=special(a_number=always(1), a_word=always("banana"), nothing=always(""), negative=always("-1D"),
                  zero=always("0s"), endless=always("9999999999D"), a_list=always(["1D"])),
    fill=wrong.count(1, 0),
    separator=special(a_word=always("semicolon"), nothing=always(""), a_number=always(1), two=always(";,")),
)  # fmt: skip
