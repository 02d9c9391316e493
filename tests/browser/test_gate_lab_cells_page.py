"""The Gate Lab of a GRU, of a plain RNN, of other activations and of models with several answers, in a real browser."""

import re

import numpy as np
import pytest

from lstm_helpers.maths.cells import dense, init_dense, init_gru, init_lstm, init_rnn
from lstm_helpers.maths.losses import softmax
from lstm_helpers.maths.parameters import GRUAfterParams
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets import GateLab
from tests.support.gate_labs import ALPHABET, minus, sentence

pytestmark = [pytest.mark.browser]

rng = np.random.default_rng(0)
WORDS = ["the", "cat", "sat", "on", "the", "mat"]
X = rng.standard_normal((1, 6, 4))
READOUT = init_dense(5, 2, rng)
AFTER = GRUAfterParams(*init_gru(4, 5, rng), rng.standard_normal(15))
TRACES = {
    "gru": run(init_gru(4, 5, rng), X, labels=WORDS, name="gru"),
    "gru after": run(AFTER, X, labels=WORDS, name="gru"),
    "rnn": run(init_rnn(4, 5, rng), X, labels=WORDS, name="rnn"),
    "relu": run(init_lstm(4, 5, rng), X, labels=WORDS, name="lstm", activations=("relu", "hard_sigmoid")),
    "no ends": run(init_lstm(4, 5, rng), X, labels=WORDS, name="lstm", activations=("elu", "softplus")),
    "softmax": run(init_lstm(4, 5, rng), X, labels=WORDS, name="lstm", activations=("softmax", "softmax")),
}
MAPS = {"gru": "zrgh", "gru after": "zrgh", "rnn": "h"}


def opened(open_lab, kind, width=900, theme="light", **options):
    return open_lab(GateLab(TRACES[kind], READOUT, ["no", "yes"], step=3, unit=2, **options), width, theme)


@pytest.mark.parametrize("kind", TRACES)
def test_its_maps_are_those_of_its_cell(kind, open_lab):
    page = opened(open_lab, kind)
    found = page.locator(".gl-gutter .gl-map").evaluate_all("all => all.map(one => one.dataset.key)")
    assert "".join(found) == "x" + MAPS.get(kind, "figoch") + "y"


@pytest.mark.parametrize("kind", TRACES)
def test_the_sentence_and_the_arithmetic_say_the_traces_numbers(kind, open_lab):
    trace, page = TRACES[kind], opened(open_lab, kind)
    state = trace.h if trace.c is None else trace.c
    assert f"{'h' if trace.c is None else 'c'} =" in sentence(page)
    assert minus(state[0, 4, 2]) in sentence(page)
    said = softmax(dense(READOUT, trace.h[0, 4]))
    assert f"{'no' if said[0] > said[1] else 'yes'}, {100 * said.max():.0f} %" in sentence(page)
    table = page.locator(".gl-sums").inner_text()
    assert f"{trace.activations[0]}(" in page.locator(".gl-arithmetic").inner_text()
    gate = trace.activations[1]
    assert kind == "rnn" or (f"σ({'sum' if 'gru' in kind else 'z'})" if gate == "sigmoid" else f"{gate}(z)") in table
    for key in MAPS.get(kind, "figo"):
        value = getattr(trace, key)[0, 3 + (key == "h"), 2]
        assert minus(value, 3).lstrip("−") in page.locator(".gl-arithmetic").inner_text(), key


@pytest.mark.parametrize("kind", ["gru", "gru after"])
def test_the_line_of_a_gru_adds_up_as_it_is_written(kind, open_lab):
    line = opened(open_lab, kind).locator(".gl-line").inner_text().replace("−", "-")
    z, before, rest, g, h = (float(number) for number in re.findall(r"[-+]?\d\.\d{3}", line))
    assert abs(z * before + rest * g - h) < 2e-3
    assert abs(z + rest - 1) < 2e-3


@pytest.mark.parametrize(("kind", "gate"), [("gru", "z"), ("gru after", "r"), ("gru", "g")])
def test_a_gate_forced_by_hand_is_the_trace_of_weights_that_force_it(kind, gate, open_lab):
    page, trace = opened(open_lab, kind), TRACES[kind]
    page.get_by_role("button", name="what if").click()
    names = {"z": "z update gate", "r": "r reset gate", "g": "g candidate"}
    page.get_by_label(names[gate]).select_option("shut")
    params = {key: array.copy() for key, array in trace.params._asdict().items()}
    for key, array in params.items():
        array[..., "zrg".index(gate) * 5 :][..., :5] = -60.0 if key == "b" and gate != "g" else 0.0
    shut = run(type(trace.params)(**params), X)
    assert f"h = {minus(shut.h[0, 4, 2])}" in sentence(page)
    assert "forced 0.000" in page.locator(".gl-sums").inner_text()


def test_a_plain_rnn_has_no_gate_to_force_and_its_input_can_be_changed(open_lab):
    page = opened(open_lab, "rnn")
    page.get_by_role("button", name="what if").click()
    assert "no gates to force" in page.locator(".gl-forces").inner_text()
    page.get_by_label("input 2 of step 4").fill("-1.5")
    page.get_by_label("input 2 of step 4").press("Tab")
    changed = X.copy()
    changed[0, 3, 1] = -1.5
    right = run(TRACES["rnn"].params, changed)
    assert f"= {minus(right.h[0, 4, 2])}" in sentence(page)


def test_a_gate_without_ends_can_be_forced_to_any_number(open_lab):
    page = opened(open_lab, "no ends")
    page.get_by_role("button", name="what if").click()
    page.get_by_label("f forget gate").select_option("value")
    page.get_by_label("value of forget gate").fill("3.5")
    page.get_by_label("value of forget gate").press("Tab")
    assert "keeps 350 %" in sentence(page)


@pytest.mark.parametrize("kind", TRACES)
def test_what_comes_next_can_be_guessed_of_every_quantity(kind, open_lab):
    page = opened(open_lab, kind)
    page.get_by_role("button", name="guess").click()
    offered = page.get_by_label("guess", exact=True).locator("option").evaluate_all("all => all.map(one => one.value)")
    assert "".join(offered) == MAPS.get(kind, "figoch")
    page.get_by_label("guess", exact=True).select_option(offered[0])
    page.get_by_role("button", name="show me").click()
    truth = getattr(TRACES[kind], offered[0])[0, 4 + (offered[0] == "h"), 2]
    assert f"it is {minus(truth)}," in page.locator(".gl-outcome").inner_text()


def test_another_layer_may_be_another_cell(open_lab):
    below = TRACES["relu"]
    above = run(init_gru(5, 3, rng), below.outputs, name="upper")
    page = open_lab(GateLab([below, above], layer=0, gradients=True))
    assert page.locator(".gl-map").count() == 7
    assert "another" in page.locator(".gl-note").inner_text()
    page.get_by_label("layer", exact=True).select_option("1")
    assert page.locator(".gl-gutter .gl-map").evaluate_all("all => all.map(one => one.dataset.key).join('')") == "xzrgh"
    assert "σ(sum)" in page.locator(".gl-sums").inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", TRACES)
def test_nothing_is_cut_off_at_any_width_and_axe_finds_nothing(kind, theme, open_lab):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(open_lab, kind, theme=theme)
    page.get_by_role("button", name="what if").click()
    for width in (600, 760, 880, 900, 1100, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(120)
        for selector in (".gl-arithmetic", ".gl-memory", ".gate-lab"):
            cut = page.locator(selector).evaluate("one => one.scrollWidth - one.clientWidth")
            assert cut <= 0, f"{selector} at {width}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Axe().run(page).response["violations"] == []


def test_a_text_that_was_typed_is_shown_again_and_typed_on(open_lab):
    """Shown with a text, typed into, and shown once more with what it then told Python."""
    trace = run(init_lstm(len(ALPHABET), 3, rng), ALPHABET.one_hot("a (b) cab"), labels="a (b) cab")
    page = open_lab(GateLab(trace, alphabet=ALPHABET, text="cab"))
    again = page.evaluate("""async () => {
        const text = document.getElementById('module-0').textContent;
        const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
        const state = Object.values(JSON.parse(document.getElementById('labs').textContent))[0].state;
        const main = document.querySelector('main');
        main.replaceChildren();
        const place = () => main.appendChild(document.createElement('div'));
        const root = place();
        mount(root, state, (key, value) => { state[key] = value; });
        const box = root.querySelector('.gl-typed');
        box.value = 'b (c';
        box.dispatchEvent(new Event('input'));
        await new Promise(done => setTimeout(done, 400));
        const second = place();
        mount(second, JSON.parse(JSON.stringify(state)));
        second.querySelector('.lab-walk').focus();
        return [state.text, state.step, second.querySelector('.gl-typed').value];
    }""")
    assert again == ["b (c", 3, "b (c"]
    page.keyboard.press("Home")
    typed = run(trace.params, ALPHABET.one_hot("b (c"))
    said = page.locator(".gl-sentence").nth(1).inner_text()
    assert f"c = {minus(typed.c[0, 1, 0])}" in said
    page.keyboard.press("End")
    assert f"c = {minus(typed.c[0, 4, 0])}" in page.locator(".gl-sentence").nth(1).inner_text()


@pytest.mark.keras
def test_each_answer_of_a_model_can_be_chosen_and_what_is_not_shown_says_why(open_lab):
    km = pytest.importorskip("lstm_helpers.keras_models")
    keras, L = km.keras, km.keras.layers
    keras.utils.set_random_seed(0)
    x = keras.Input((6, 4))
    read, back = L.LSTM(5, return_sequences=True)(x), L.Bidirectional(L.GRU(3))(x)
    heads = [
        L.Dense(3, "softmax", name="tag")(read),
        L.Dense(1, name="mean")(back),
        L.Dense(2, name="plain")(L.Flatten()(x)),
    ]
    model = keras.Model(x, heads)
    lab = GateLab.from_keras(model, X.astype(np.float32))
    page = open_lab(lab)
    said = {name: np.asarray(one)[0] for name, one in zip(("tag", "mean", "plain"), model(X), strict=True)}
    assert page.get_by_label("answer").locator("option").all_inner_texts() == ["tag", "mean"]
    assert "“plain” is not shown: it reads no recurrent layer" in page.locator(".gl-notes").inner_text()
    assert f"{100 * said['tag'][0].max():.0f} %" in sentence(page)
    page.get_by_label("answer").select_option("1")
    names = page.get_by_label("layer", exact=True).locator("option").all_inner_texts()
    page.get_by_label("layer", exact=True).select_option(label=next(one for one in names if "forward" in one))
    page.locator(".gl-scroller").focus()
    page.keyboard.press("End")
    assert f"the model says {minus(said['mean'][0])}" in sentence(page)


def test_a_small_difference_is_written_with_enough_decimals(open_lab):
    lab = GateLab(TRACES["gru"], step=4, unit=2, edits={3: X[0, 3] + 0.01}, compare="difference")
    page, changed = open_lab(lab), X.copy()
    changed[0, 3] += 0.01
    gap = (run(TRACES["gru"].params, changed).h - TRACES["gru"].h)[0, 5, 2]
    assert 0.0005 < abs(gap) < 0.1
    beside = page.locator(".gl-now .gl-chosen").last.inner_text()
    assert len(beside.split(".")[1]) >= 3
    assert float(beside.replace("−", "-")) == pytest.approx(gap, abs=5e-4)


def test_two_models_have_one_title_and_one_scale(open_lab):
    params = TRACES["rnn"].params
    other = type(params)(*(array / 4 for array in params))
    one, second = (GateLab(run(one, X), title=title) for one, title in ((params, "first"), (other, "second")))
    lab = GateLab(run(params, X), title="both", beside=second, names=["large", "small"], which="second")
    page = open_lab(lab)
    range_of_h = page.locator(".gl-map[data-key=h] .gl-range").inner_text()
    assert page.locator(".lab-title").inner_text() == "both"
    page.get_by_label("model").select_option("first")
    assert page.locator(".lab-title").inner_text() == "both"
    assert page.locator(".gl-map[data-key=h] .gl-range").inner_text() == range_of_h
    alone = open_lab(second)
    assert alone.locator(".gl-map[data-key=h] .gl-range").inner_text() != range_of_h
    assert open_lab(one).locator(".gl-map[data-key=h] .gl-range").inner_text() == range_of_h
