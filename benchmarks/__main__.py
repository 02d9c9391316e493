"""Everything that is measured, in one run: ``python -m benchmarks``, or ``make bench``."""

from benchmarks import headlines, reading, steps

steps.main()
reading.main()
headlines.main()
