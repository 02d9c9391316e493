"""What every test starts from: no progress file, no window, quiet TensorFlow, on CI the same random cases always."""

import os
import signal

from hypothesis import settings

os.environ.update(LSTM_PROGRESS="off", MPLBACKEND="Agg", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts tests in the background has it ignored
