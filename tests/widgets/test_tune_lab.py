"""The Tune Lab: what Python passes and refuses, and the browser's arithmetic against NumPy's."""

import json
import subprocess

import mido
import numpy as np
import pytest
from traitlets import TraitError

from lstm_helpers.maths import composer as co
from lstm_helpers.notes import Note, Tune
from lstm_helpers.widgets import TuneLab, bundle
from lstm_helpers.widgets.lab import PAGE_BYTES
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import CLOSE, node

LENGTHS = [(0.25, False), (0.5, False), (1.0, False), (1.5, False), (2.0, False), (1.0, True), (2.0, True)]
DRIVER = """
import { readFileSync } from "node:fs";
import * as m from "./model.mjs";
import { uniform } from "./shared.mjs";
const { payload, tunes, how } = JSON.parse(readFileSync(0, "utf8"));
const composer = m.unpackComposer(payload);
const answers = tunes.map(({ bar, pickup, notes, temperature }) => {
  const tune = m.tuneOf({ bar, pickup }, notes);
  const read = m.reading(composer, tune);
  const rows = tune.starts.map((_, t) => m.expected(composer, read, t, temperature));
  return {
    x: [...m.inputsOf(composer, tune)],
    pitch: rows.map(({ pitch }) => [...pitch]),
    length: rows.map(({ length }) => [...length]),
    costs: m.costsOf(composer, tune, read).map(({ pitch, length, bits }) => [pitch, length, bits]),
    best: m.likeliest(rows.at(-1).pitch, 3),
    written: how.map((one) => m.goneOn(composer, tune, one)),
    tones: m.tonesOf(tune, 120),
  };
});
const p = [0.5, 0, 0.2, 0.3];
const draws = Array.from({ length: 4000 }, (_, n) => m.drawn(p, uniform(3, n)));
const shares = Array.from({ length: 100 }, (_, n) => uniform(3, n));
console.log(JSON.stringify({ answers, draws, shares, edges: [m.drawn(p, 0), m.drawn([0.2, 0.8, 0], 1 - 1e-17)],
  gap: m.gapToKernel(composer, (a, b) => a.reduce((most, v, n) => Math.max(most, Math.abs(v - b[n])), 0)) }));
"""


def a_composer(H=9, seed=0):
    made = co.init_composer(H, range(57, 82), LENGTHS, np.random.default_rng(seed))
    rng = np.random.default_rng(seed + 1)
    heads = (head._replace(b=rng.standard_normal(len(head.b))) for head in (made.pitch, made.length))
    return co.Composer(made.lstm, *heads, made.pitches, made.lengths)


def a_tune(N=40, bar=4, pickup=1.0, seed=0):
    rng = np.random.default_rng(seed)
    notes = (Note(int(rng.integers(57, 82)), *LENGTHS[rng.integers(len(LENGTHS))]) for _ in range(N))
    return Tune("a tune", "7", bar, pickup, tuple(notes))


def asked(lab, tunes, tmp_path, how=()):
    """What the browser's model answers about tunes, each with a temperature."""
    for name, part in (("model.mjs", "tune/model.js"), ("shared.mjs", "shared/model.js")):
        (tmp_path / name).write_text(bundle.module(part), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")
    given = json.dumps(
        {
            "payload": for_json(lab.payload),
            "tunes": [tune._asdict() | {"temperature": temperature} for tune, temperature in tunes],
            "how": list(how),
        }
    )
    done = subprocess.run([node(), tmp_path / "driver.mjs"], input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_browser_reads_expects_and_charges_what_numpy_does(tmp_path):
    composer = a_composer()
    metres = [(40, 4, 1.0), (300, 3, 0), (1, 6, 0.5), (0, 4, 3.5), (60, 6, 2.75), (25, 3, 2.0)]
    tunes = [(a_tune(*metre, seed=n), 0.4 + 0.3 * n) for n, metre in enumerate(metres)]
    found = asked(TuneLab(composer, a_tune()), tunes, tmp_path)
    for (tune, temperature), answer in zip(tunes, found["answers"], strict=True):
        assert np.array_equal(answer["x"], co.inputs_of(composer, tune).ravel())
        expected = co.chances(composer, tune, temperature)
        assert np.abs(np.array(answer["pitch"]) - expected.pitch).max() < CLOSE
        assert np.abs(np.array(answer["length"]) - expected.length).max() < CLOSE
        costs = co.bits(composer, tune)
        if len(costs):
            wanted = np.column_stack([costs, costs.sum(axis=1)])
            assert np.abs(np.array(answer["costs"]) - wanted).max() < CLOSE
        assert answer["best"] == np.argsort(-expected.pitch[-1], kind="stable")[:3].tolist()
    assert found["gap"] < CLOSE


def test_a_difference_to_numpy_would_be_seen(tmp_path):
    lab = TuneLab(a_composer(), a_tune())
    lab.payload = lab.payload | {"kernel": TuneLab(a_composer(seed=5), a_tune()).payload["kernel"]}
    assert asked(lab, [], tmp_path)["gap"] > 0.01


def test_it_goes_on_to_the_end_of_a_phrase_or_for_so_many_notes_and_the_same_seed_writes_the_same(tmp_path):
    tune = a_tune(12)
    how = [{"seed": seed, "temperature": 0.9, "count": count} for seed in (0, 1) for count in (None, 1, 7)]
    (answer,) = asked(TuneLab(a_composer(), tune), [(tune, 1)], tmp_path, [*how, how[0]])["answers"]
    phrase, one, seven, other, *_, again = answer["written"]
    for notes in answer["written"]:
        assert [Note(*note) for note in notes[:12]] == list(tune.notes)
        assert all((length, ends) in LENGTHS for _, length, ends in notes)
    assert [len(one), len(seven)] == [13, 19]
    assert phrase == again
    assert phrase != other
    assert phrase[-1][2]
    assert not any(ends for _, _, ends in phrase[12:-1])


def test_every_drawn_note_is_the_one_that_numpys_chances_give_at_the_same_chance_number(tmp_path):
    """The browser keeps a state and reads note by note; NumPy reads the whole tune anew."""
    tune, composer = a_tune(9), a_composer()
    how = [{"seed": 3, "temperature": 0.7, "count": 40}]
    found = asked(TuneLab(composer, tune), [(tune, 1)], tmp_path, how)
    written = [Note(*note) for note in found["answers"][0]["written"][0]]
    expected = co.chances(composer, tune._replace(notes=tuple(written)), 0.7)
    for t in range(9, 49):
        shares = found["shares"][2 * t : 2 * t + 2]
        pitch, length = (
            int(np.searchsorted(np.cumsum(p[t]), u, side="right")) for p, u in zip(expected, shares, strict=True)
        )
        assert written[t] == Note(composer.pitches[pitch], *composer.lengths[length])


def test_draws_come_as_often_as_their_chances_say(tmp_path):
    found = asked(TuneLab(a_composer(), a_tune()), [], tmp_path)
    share = np.bincount(found["draws"], minlength=4) / len(found["draws"])
    assert share == pytest.approx([0.5, 0, 0.2, 0.3], abs=0.03)
    assert share[1] == 0
    assert found["edges"] == [0, 1]


def test_what_sounds_follows_the_clock_of_the_tempo(tmp_path):
    tune = Tune("", "", 4, 0, (Note(60, 1.0), Note(62, 0.5), Note(64, 2.0, True)))
    (answer,) = asked(TuneLab(a_composer(), tune), [(tune, 1)], tmp_path)["answers"]
    assert answer["tones"] == [
        {"midi": 60, "start": 0, "seconds": 0.5},
        {"midi": 62, "start": 0.5, "seconds": 0.25},
        {"midi": 64, "start": 0.75, "seconds": 1},
    ]


def test_what_the_reader_made_is_a_tune_that_python_reads_and_sets():
    lab = TuneLab(a_composer(), a_tune(5))
    lab.notes = [[60, 1, False], (62, 0.5), Note(64, 2.0, True)]  # the browser sends lists
    assert lab.notes == [Note(60, 1.0), Note(62, 0.5), Note(64, 2.0, True)]
    assert all(isinstance(note, Note) for note in lab.notes)
    assert lab.tune == a_tune(5)._replace(notes=tuple(lab.notes))
    lab.step = 3
    lab.notes = lab.notes[:1]
    assert lab.step == 1
    lab.notes = []
    assert (lab.step, lab.tune.notes) == (0, ())


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ("CDE", r"notes\[0\] is 'C.*: expected a Note"),
        (3, "notes.*list"),
        ([60], r"notes\[0\] is 60"),
        ([[60]], r"notes\[0\] is \[60\]"),
        ([[60, 1.0, False], [82, 1.0, False]], r"notes\[1\] has pitch 82: this composer knows pitches from 57 to 81"),
        ([[60, 0.75, False]], r"notes\[0\] lasts 0.75 quarter notes: this composer knows"),
        ([[60, 0.5, True]], "with which a phrase ends: this composer knows 1, 2"),
        ([[60, -1.0, False]], "length is -1"),
        ([[60, 1.0, 1]], "ends is 1"),
        ([[60.5, 1.0, False]], "pitch is 60.5"),
        ([[60, 1.0, False]] * 301, "notes holds 301 notes: the lab shows at most 300"),
    ],
)
def test_notes_that_do_not_fit_are_refused_in_a_sentence_and_the_tune_stays(notes, words):
    lab = TuneLab(a_composer(), a_tune(5))
    with pytest.raises((TypeError, ValueError, TraitError), match=words):
        lab.notes = notes
    assert lab.notes == list(a_tune(5).notes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"composer": "a composer"}, "composer is str"),
        ({"tune": a_tune().notes}, "tune is"),
        ({"tune": a_tune(bar=5)}, "tune.bar is 5"),
        ({"tune": a_tune(301)}, "tune.notes holds 301 notes"),
        ({"step": 6}, "expected 0 to 5"),
        ({"temperature": 0}, "temperature is 0"),
        ({"tempo": 39}, "tempo is 39: expected 40 to 200"),
        ({"tempo": 90.0}, "tempo is 90.0"),
        ({"volume": 1.5}, "volume is 1.5"),
        ({"keep": 1}, "keep is 1"),
        ({"hear": None}, "hear is None"),
        ({"seed": -1}, "seed is -1"),
        ({"title": 3}, "title is int"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(change, words):
    with pytest.raises((TypeError, ValueError), match=words):
        TuneLab(**({"composer": a_composer(), "tune": a_tune(5)} | change))


def test_the_stored_output_is_a_picture_and_a_line_that_changes_with_weights_and_notes():
    data, _ = TuneLab(a_composer(), a_tune(5))._repr_mimebundle_()
    line = data["text/plain"]
    assert line.startswith("Tune Lab: 9 units, 5 notes of 'a tune', values ")
    assert data["image/png"]
    assert TuneLab(a_composer(seed=3), a_tune(5)).summary() != line
    assert TuneLab(a_composer(), a_tune(5, seed=1)).summary() != line
    assert TuneLab(a_composer(), a_tune(5, pickup=0)).summary() != line


def test_the_picture_shows_every_note_at_its_time_and_pitch():
    from matplotlib.figure import Figure

    figure, lab = Figure(), TuneLab(a_composer(), a_tune(6))
    lab.draw(figure)
    roll, after = figure.axes
    starts = np.cumsum([0, *(note.length for note in lab.notes)])
    for bar, note, start in zip(roll.patches, lab.notes, starts, strict=False):
        assert (bar.get_x(), bar.get_width()) == (start, note.length)
        assert bar.get_y() + bar.get_height() / 2 == pytest.approx(note.pitch)
    assert len(roll.patches) == 6
    assert [bar.get_width() for bar in after.patches] == pytest.approx(co.chances(lab.composer, lab.tune).pitch[-1])


def test_what_the_reader_made_leaves_as_midi_at_the_tempo_of_the_lab(tmp_path):
    lab = TuneLab(a_composer(), a_tune(5), tempo=120)
    lab.notes = [Note(60, 1.0), Note(64, 0.5), Note(67, 2.0, True)]
    file = mido.MidiFile(lab.save(tmp_path / "tune.mid"))
    now, sounding, found = 0.0, {}, []
    for message in file:  # mido counts seconds here
        now += message.time
        if message.type == "note_on":
            sounding[message.note] = now
        elif message.type == "note_off":
            found.append((message.note, sounding[message.note], now))
    assert found == [pytest.approx(one) for one in [(60, 0, 0.5), (64, 0.5, 0.75), (67, 0.75, 1.75)]]
    assert lab.save(tmp_path / "lab.svg").read_bytes().startswith(b"<?xml")
    for name, words in (("tune.wav", "ends in .html"), ("", "path is empty")):
        with pytest.raises(ValueError, match=words):
            lab.save(name)
    lab.notes = []
    with pytest.raises(ValueError, match="notes holds 0 notes"):
        lab.save(tmp_path / "tune.mid")


def test_a_roll_without_notes_has_a_picture_and_a_line_too():
    lab = TuneLab(a_composer(), a_tune(0))
    assert lab.png()
    assert "0 notes of 'a tune'" in lab.summary()


@pytest.mark.slow
def test_the_longest_tune_fits_a_page(tmp_path):
    composer = co.init_composer(192, range(40, 101), LENGTHS, np.random.default_rng(0))
    path = TuneLab(composer, a_tune(300)).save(tmp_path / "lab.html")
    assert path.stat().st_size <= PAGE_BYTES
