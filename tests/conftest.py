"""What every test starts from: no progress file, no window, quiet TensorFlow, on CI the same random cases always."""

import os
import signal

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.support.drawn", "tests.support.keras_checks")

os.environ.update(LSTM_PROGRESS="off", MPLBACKEND="Agg", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts tests in the background has it ignored


def pytest_collection_modifyitems(items):
    """Refuse names that differ from one process to the next: tests are shared out among processes by name."""
    for item in items:
        if " at 0x" in item.nodeid:
            raise pytest.UsageError(f"{item.nodeid} is named after an address: ids=tests.support.named.named")


@pytest.fixture(params=("both", "light", "dark"))
def theme(request):
    """Each theme in turn; afterwards matplotlib is as it was, and no figure is open."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    from lstm_helpers.figures import style

    with mpl.rc_context():
        style.use(request.param)
        yield request.param
        plt.close("all")


@pytest.fixture(scope="session")
def km():
    """The module of the Keras models, which takes seconds to import."""
    from lstm_helpers import keras_models

    return keras_models


@pytest.fixture(scope="session")
def keras(km):
    """Keras, quietly imported."""
    return km.keras


@pytest.fixture(autouse=True)
def keras_is_there(request):
    """What is marked keras meets Keras imported, as a lesson does, and no time limit counts the import."""
    if request.node.get_closest_marker("keras"):
        request.getfixturevalue("keras")


@pytest.fixture
def same_weights(keras):
    """The same initial weights in every test."""
    keras.utils.set_random_seed(0)


@pytest.fixture
def check():
    """The door of the exercises, with a progress of its own that nothing keeps."""
    from lstm_helpers.exercises.progress import Progress
    from lstm_helpers.exercises.verbs import Check

    return Check(Progress("off"))
