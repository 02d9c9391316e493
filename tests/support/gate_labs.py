"""Gate Labs for the browser's tests, in a plain page, and what their pages say."""

import numpy as np

from lstm_helpers.data.text import Alphabet
from lstm_helpers.maths.cells import init_dense, init_lstm
from lstm_helpers.maths.sequence import run, stack
from lstm_helpers.widgets import GateLab

ALPHABET = Alphabet("abc (")


def sentence_lab(**options):
    rng = np.random.default_rng(0)
    trace = run(init_lstm(6, 2, rng), ALPHABET.one_hot("a (b) cab"), labels="a (b) cab", name="reader")
    return GateLab(trace, init_dense(2, 1, rng), ["outside", "inside"], alphabet=ALPHABET, title="A reader", **options)


def number_lab(T=60, H=16, **options):
    rng = np.random.default_rng(1)
    return GateLab(run(init_lstm(2, H, rng), rng.standard_normal((1, T, 2))), **options)


def stack_lab(**options):
    rng = np.random.default_rng(2)
    words = ["the", "cat", "sat", "on", "a", "mat"]
    traces = stack([init_lstm(12, 5, rng), init_lstm(5, 40, rng)], rng.standard_normal((1, 6, 12)), labels=words)
    return GateLab(traces, init_dense(40, 4, rng), list("ABCD"), **options)


def minus(value, digits=2):
    return f"{value:.{digits}f}".replace("-", "−")


def step(page):
    return int(page.get_by_role("slider", name="step").input_value())


def sentence(page):
    return page.locator(".gl-sentence").inner_text()
