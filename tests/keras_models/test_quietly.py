"""What importing Keras leaves behind: no line, and little of the code that it ran."""

import re
import subprocess
import sys

import pytest

CODE = """
import re
from pathlib import Path

def code():
    found, rights, inode = 0, "", "0"
    for line in Path("/proc/self/smaps").read_text().splitlines():
        head = re.match(r"[0-9a-f]+-[0-9a-f]+ (\\S+) \\S+ \\S+ (\\d+)", line)
        if head:
            rights, inode = head.groups()
        elif line.startswith("Rss:") and rights == "r-xp" and inode != "0":
            found += int(line.split()[1]) // 1024
    return found

import numpy as np
from lstm_helpers.keras_models import keras, single
after = code()
model = single(4, 3, 1)
model.compile("sgd", "mse")
model.fit(np.zeros((2, 3, 1)), np.zeros((2, 1)), verbose=0)
print(after, code())
"""


@pytest.mark.keras
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell what is mapped")
def test_the_code_that_importing_ran_is_given_back_and_comes_again_where_it_runs():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    after, trained = map(int, re.fullmatch(r"(\d+) (\d+)\n", done.stdout).groups())
    assert after < 40, "MiB; importing runs through some 180"
    assert after < trained < 140
