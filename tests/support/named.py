"""What a case of a test is called after its value, the same in each process."""

import re


def named(value):
    """What ``repr`` says, without an address in memory, which differs from one process to the next."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))
