"""What every test starts from: no progress file, no window, quiet TensorFlow, on CI the same random cases always."""

import os

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("drawn")

os.environ.update(LSTM_PROGRESS="off", MPLBACKEND="Agg", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(params=("light", "dark"))
def theme(request):
    """Each theme in turn; afterwards matplotlib is as it was, and no figure is open."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    from lstm_helpers import style

    with mpl.rc_context():
        style.use(request.param)
        yield request.param
        plt.close("all")
