"""Make `weather.csv` and `employment.csv` from the Python package vega_datasets 0.9.0.

python -m pip download --no-deps vega_datasets==0.9.0
python -m lstm_helpers.data_sets.make_weather vega_datasets-0.9.0-py3-none-any.whl
"""

import csv
import io
import sys
import zipfile

from lstm_helpers.data_sets import FOLDER

INNER = "vega_datasets/_data/seattle-weather.csv"
COLUMNS = {"highest": "temp_max", "lowest": "temp_min", "precipitation": "precipitation", "wind": "wind"}
JOBS = "vega_datasets/_data/us-employment.csv"
INDUSTRIES = (
    "mining_and_logging",
    "construction",
    "durable_goods",
    "nondurable_goods",
    "wholesale_trade",
    "retail_trade",
    "transportation_and_warehousing",
    "utilities",
    "information",
    "financial_activities",
    "professional_and_business_services",
    "education_and_health_services",
    "leisure_and_hospitality",
    "other_services",
)


def main(path):
    """Write both beside this file: without the word for each day's weather, and without sums of other columns."""
    with zipfile.ZipFile(path) as wheel:
        rows = csv.DictReader(io.StringIO(wheel.read(INNER).decode("ascii")))
        lines = [",".join(["date", *COLUMNS])]
        for row in rows:
            day = row["date"].replace("/", "-")
            lines.append(",".join([day, *(f"{float(row[name]):g}" for name in COLUMNS.values())]))
        months = list(csv.DictReader(io.StringIO(wheel.read(JOBS).decode("ascii"))))
    (FOLDER / "weather.csv").write_text("\n".join(lines) + "\n", encoding="ascii")
    lines = [",".join(["month", *INDUSTRIES])]
    lines += [",".join([row["month"][:7], *(row[name] for name in INDUSTRIES)]) for row in months]
    (FOLDER / "employment.csv").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
