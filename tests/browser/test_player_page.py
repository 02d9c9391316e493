"""The player of the labs that sound, with the Web Audio of a real Chromium: what comes out, and when it is over."""

import numpy as np
import pytest

from lstm_helpers.widgets import bundle

pytestmark = [pytest.mark.browser]

LOAD = """async (text) => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    window.lib = await import(url);
}"""
# the device is a file: what the player connects, starts and turns down is computed there, and comes back as samples
OFFLINE = """async ([sound, from, volume, seconds, rate]) => {
    const file = new OfflineAudioContext(1, Math.round(seconds * rate), rate);
    const host = Object.create(window, { performance: { value: performance } });
    for (const name of ['requestAnimationFrame', 'cancelAnimationFrame', 'setTimeout']) {
        Object.defineProperty(host, name, { value: window[name].bind(window) });
    }
    Object.defineProperty(host, 'AudioContext', { value: function () { return file; } });
    file.close ??= () => Promise.resolve();
    const one = window.lib.player({ host, volume });
    one.play(sound, from);
    const heard = [...(await file.startRendering()).getChannelData(0)];
    one.close();
    return heard;
}"""
REAL = """async ([seconds, stop]) => {
    const seen = { positions: [], states: [], faults: [] };
    const over = new Promise((done) => {
        window.one = window.lib.player({
            onPosition: (at) => { seen.positions.push(at); if (at > stop) window.one.stop(); },
            onState: (on) => { seen.states.push(on); if (!on) done(); },
            onFault: (why) => seen.faults.push(why),
        });
    });
    const samples = Float32Array.from({ length: 8000 * seconds }, (_, n) => Math.sin(n / 4) / 9);
    window.one.play({ samples, rate: 8000 });
    await over;
    return seen;
}"""


@pytest.fixture
def lib(page):
    """An empty page with the player's module in it."""
    page.evaluate(LOAD, bundle.module("shared/player.js"))
    return page


def test_what_comes_out_of_the_device_is_the_clip_times_the_volume(lib):
    rng = np.random.default_rng(0)
    clip = rng.uniform(-1, 1, 4000)
    out = lib.evaluate(OFFLINE, [{"samples": clip.tolist(), "rate": 8000}, 0, 0.5, 1.0, 8000])
    assert np.abs(np.array(out[:4000]) - 0.25 * clip).max() < 1e-6  # single floats
    assert not np.any(out[4000:])
    part = lib.evaluate(OFFLINE, [{"samples": clip.tolist(), "rate": 8000}, 0.25, 1, 0.5, 8000])
    assert np.abs(np.array(part[:2000]) - clip[2000:]).max() < 1e-6
    assert not np.any(part[2000:])
    assert not np.any(lib.evaluate(OFFLINE, [{"samples": clip.tolist(), "rate": 8000}, 0, 0, 0.5, 8000]))


def test_notes_come_out_with_their_pitch_and_in_their_order(lib):
    notes = [{"midi": 69, "start": 0, "seconds": 0.5}, {"midi": 76, "start": 0.5, "seconds": 0.5}]
    out = np.array(lib.evaluate(OFFLINE, [{"notes": notes}, 0, 1, 1.0, 22050]))
    for part, hertz in zip(np.split(out[:22050], 2), (440.0, 659.26), strict=True):
        assert abs(np.fft.rfft(part * np.hanning(len(part)), 8 * 22050)).argmax() / 8 == pytest.approx(hertz, abs=0.5)


def test_the_positions_rise_until_the_sound_is_over_or_stopped(lib):
    seen = lib.evaluate(REAL, [0.6, 9])
    assert seen["states"] == [True, False]
    assert (np.diff(seen["positions"]) >= 0).all()
    assert 0.3 < seen["positions"][-1] <= 0.6
    seen = lib.evaluate(REAL, [20, 0.2])
    assert seen["states"] == [True, False]
    assert 0.2 < seen["positions"][-1] < 5
