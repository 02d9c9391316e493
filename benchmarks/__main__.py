"""Everything that is measured, in one run: ``python -m benchmarks``, or ``make bench``."""

from benchmarks import headlines, steps

steps.main()
headlines.main()
