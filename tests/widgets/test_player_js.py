"""The player of the labs that sound, in Node with a device that writes down what it is asked for."""

import json
import subprocess

import numpy as np
import pytest

from lstm_helpers.widgets import bundle
from tests.support.javascript import node

# A page of one clock: `wait(seconds)` lets it pass, a frame every 20 ms; the device's clock runs with it, or stands.
DRIVER = """
import { readFileSync } from "node:fs";
import { player, rendered, waveOf, secondsOf, TONE_RATE } from "./player.mjs";

export function page({ device = "runs" } = {}) {
  const log = [], frames = new Map(), timers = [];
  let [now, names, closed] = [0, 0, 0];
  class Context {
    constructor() {
      if (device === "refuses") throw new Error("no device");
      this.opened = now;
      this.state = device === "stands" ? "suspended" : "running";
      log.push("open");
    }
    get currentTime() { return device === "stands" ? 0 : Math.min(now, host.unplugged ?? now) - this.opened; }
    resume() { log.push("resume"); return Promise.reject(new Error("not allowed")); }
    close() { this.state = "closed"; closed += 1; log.push("close"); return Promise.resolve(); }
    createBuffer(channels, length, rate) {
      const copy = (samples, n) => log.push(["samples", channels, length, rate, n, [...samples].slice(0, 4)]);
      return { copyToChannel: copy };
    }
    createBufferSource() {
      const source = { connect: () => {}, start: (when, from) => log.push(["start", when, from]) };
      host.source = source;
      return source;
    }
    createGain() {
      const set = (target, when) => log.push(["gain", Number(target.toFixed(6))]);
      return { connect: () => {}, gain: { set value(v) { log.push(["loud", v]); }, setTargetAtTime: set } };
    }
  }
  const host = {
    performance: { now: () => 1000 * now },
    requestAnimationFrame: (f) => { frames.set(++names, f); return names; },
    cancelAnimationFrame: (name) => frames.delete(name),
    setTimeout: (f, ms) => timers.push([now + ms / 1000, f]),
    ...(device === "none" ? {} : { AudioContext: Context }),
  };
  const wait = (seconds) => {
    for (const end = now + seconds; now < end - 1e-9; ) {
      now += 0.02;
      const due = [...frames.values()];
      frames.clear();
      for (const f of due) f();
      for (const [when, f] of timers.splice(0)) when <= now ? f() : timers.push([when, f]);
    }
  };
  const open = () => log.filter((one) => one === "open").length - closed;
  return { host, log, wait, open, pending: () => frames.size };
}

export function heard(own, options = {}) {
  const seen = { positions: [], states: [], faults: [] };
  const sound = player({
    onPosition: (at) => seen.positions.push(at),
    onState: (on) => seen.states.push(on),
    onFault: (why) => seen.faults.push(why),
    host: own.host,
    ...options,
  });
  return { ...seen, sound };
}
const clip = { samples: Array.from({ length: 1000 }, (_, n) => n / 1000), rate: 1000 };
"""


def run(tmp_path, body, **given):
    (tmp_path / "player.mjs").write_text(bundle.module("shared/player.js"), encoding="utf-8")
    tail = f"const given = JSON.parse(readFileSync(0, 'utf8'));\n{body}\nconsole.log(JSON.stringify(answer));"
    (tmp_path / "driver.mjs").write_text(f"{DRIVER}\n{tail}", encoding="utf-8")
    done = subprocess.run(
        [node(), tmp_path / "driver.mjs"], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_nothing_is_opened_before_it_is_asked_to_play(tmp_path):
    answer = run(
        tmp_path,
        """
        const own = page(), one = heard(own);
        one.sound.setVolume(0.5); own.wait(1); one.sound.stop(); one.sound.close();
        const answer = [own.log, one.states, own.pending()];
        """,
    )
    assert answer == [[], [], 0]


def test_a_clip_is_played_from_where_it_is_asked_and_says_where_it_is_until_it_ends(tmp_path):
    answer = run(
        tmp_path,
        """
        const own = page(), one = heard(own, { volume: 0.5 });
        one.sound.play(clip, 0.4);
        const during = [one.sound.playing(), own.open()];
        own.wait(1);
        const answer = { log: own.log, during, after: [one.sound.playing(), own.open(), own.pending()], ...one };
        """,
    )
    assert answer["log"][0] == "open"
    assert answer["log"][1][:5] == ["samples", 1, 1000, 1000, 0]
    assert answer["log"][1][5] == pytest.approx([0, 0.001, 0.002, 0.003])
    assert answer["log"][2:4] == [["loud", 0.25], ["start", 0, 0.4]]
    assert (answer["during"], answer["after"]) == ([True, 1], [False, 0, 0])
    assert answer["states"] == [True, False]
    assert answer["positions"][0] == 0.4
    assert np.diff(answer["positions"]) == pytest.approx(0.02)
    assert answer["positions"][-1] == pytest.approx(0.98)
    assert answer["faults"] == [""]


@pytest.mark.parametrize("start", [-1, 1.0, 7])
def test_beyond_its_end_a_clip_begins_anew(tmp_path, start):
    body = "const own = page(), one = heard(own); one.sound.play(clip, given.start); const answer = own.log.at(-1);"
    assert run(tmp_path, body, start=start) == ["start", 0, 0]


def test_a_clip_of_nothing_and_notes_of_nothing_are_not_played(tmp_path):
    body = """
    const own = page(), one = heard(own);
    one.sound.play({ samples: [], rate: 8000 }); one.sound.play({ notes: [] });
    const answer = [own.log, one.sound.playing()];
    """
    assert run(tmp_path, body) == [[], False]


def test_stop_fades_and_lets_go_of_the_device_and_no_position_follows(tmp_path):
    answer = run(
        tmp_path,
        """
        const own = page(), one = heard(own);
        one.sound.play(clip); own.wait(0.2); one.sound.stop();
        const count = one.positions.length, log = own.log.slice(4), open = own.open();
        own.wait(1);
        const answer = [log, open, own.open(), one.positions.length - count, one.states, own.log.at(-1)];
        """,
    )
    assert answer == [[["gain", 0]], 1, 0, 0, [True, False], "close"]


def test_the_volume_changes_what_sounds_and_what_will(tmp_path):
    answer = run(
        tmp_path,
        """
        const own = page(), one = heard(own);
        one.sound.play(clip); one.sound.setVolume(0.1); one.sound.setVolume(9); one.sound.setVolume(-1);
        one.sound.stop(); one.sound.setVolume(0.2); one.sound.play(clip);
        const answer = own.log.filter(([kind]) => ["loud", "gain"].includes(kind));
        """,
    )
    assert answer[0] == ["loud", pytest.approx(0.64)]
    assert answer[1:-1] == [["gain", 0.01], ["gain", 1], ["gain", 0], ["gain", 0]]
    assert answer[-1] == ["loud", pytest.approx(0.04)]


def test_one_sounds_at_a_time_on_the_whole_page(tmp_path):
    answer = run(
        tmp_path,
        """
        const own = page(), one = heard(own), other = heard(own);
        one.sound.play(clip); own.wait(0.1);
        other.sound.play(clip); own.wait(0.2);
        const between = [one.sound.playing(), other.sound.playing(), own.open()];
        other.sound.play(clip, 0.5);
        const again = other.states.slice(); own.wait(0.2);
        one.sound.stop();
        const answer = { between, again, open: own.open(), states: one.states, playing: other.sound.playing() };
        """,
    )
    assert answer["between"] == [False, True, 1]
    assert answer["again"] == [True, False, True]
    assert (answer["open"], answer["states"], answer["playing"]) == (1, [True, False], True)


@pytest.mark.parametrize("device", ["none", "refuses", "stands"])
def test_without_a_device_the_position_runs_by_the_clock_and_the_reader_is_told(tmp_path, device):
    answer = run(
        tmp_path,
        """
        const own = page(given), one = heard(own);
        one.sound.play(clip, 0.5); own.wait(0.3);
        const before = one.positions.at(-1);
        own.wait(2);
        const answer = { ...one, before, open: own.open(), log: own.log };
        """,
        device=device,
    )
    assert answer["faults"] == ["", "No sound device answers: the position moves, but nothing is heard."]
    assert answer["states"] == [True, False]
    assert answer["open"] == 0
    assert answer["positions"][-1] == pytest.approx(0.98)
    assert answer["before"] == pytest.approx(0.5 if device == "stands" else 0.8, abs=0.021)
    assert ("resume" in answer["log"]) == (device == "stands")


def test_a_device_that_is_unplugged_gives_way_to_the_clock(tmp_path):
    answer = run(
        tmp_path,
        """
        const own = page(), one = heard(own);
        own.host.unplugged = 0.3;
        one.sound.play({ samples: Array(2000).fill(0), rate: 1000 }); own.wait(4);
        const answer = one;
        """,
    )
    assert len(answer["faults"]) == 2
    assert answer["states"] == [True, False]
    assert (np.diff(answer["positions"]) >= -1e-9).all()
    assert answer["positions"][-1] == pytest.approx(1.98, abs=0.021)


def test_when_the_lab_goes_the_sound_goes_at_once_and_nothing_is_left(tmp_path):
    answer = run(
        tmp_path,
        """
        const own = page(), one = heard(own);
        one.sound.play(clip); own.wait(0.1); one.sound.close();
        const answer = [own.open(), own.pending(), own.log.slice(-1)];
        """,
    )
    assert answer == [0, 0, ["close"]]


def test_where_no_picture_is_painted_the_device_says_that_it_is_over(tmp_path):
    answer = run(
        tmp_path,
        """
        const own = page(), one = heard(own);
        one.sound.play(clip); own.host.source.onended();
        const after = own.open();
        one.sound.play(clip); const old = own.host.source; one.sound.play(clip); old.onended();
        const answer = [after, one.sound.playing()];
        """,
    )
    assert answer == [0, True]


# ---- notes -----------------------------------------------------------------------------------------------------------


def waves(tmp_path, notes):
    wave, rate = run(tmp_path, "const answer = [[...rendered(given.notes)], TONE_RATE];", notes=notes)
    return np.array(wave), rate


@pytest.mark.slow
@pytest.mark.parametrize(("midi", "hertz"), [(69, 440.0), (60, 261.6256), (81, 880.0), (45, 110.0)])
def test_a_note_has_the_frequency_of_its_number_and_its_length(tmp_path, midi, hertz):
    wave, rate = waves(tmp_path, [{"midi": midi, "start": 0.25, "seconds": 1.0}])
    assert len(wave) == int(np.ceil(1.25 * rate))
    assert not wave[: int(0.25 * rate)].any()
    power = abs(np.fft.rfft(wave[int(0.25 * rate) :] * np.hanning(len(wave) - int(0.25 * rate)), 16 * rate))
    assert power.argmax() / 16 == pytest.approx(hertz, abs=0.15)
    assert 0.1 < abs(wave).max() <= 0.33


def test_a_note_begins_and_ends_without_a_click_and_one_said_twice_is_heard_twice(tmp_path):
    wave, rate = waves(tmp_path, [{"midi": 69, "start": n * 0.5, "seconds": 0.5} for n in range(2)])
    loud = abs(wave).reshape(210, rate // 210).max(axis=1)  # the second begins at 105
    assert abs(np.diff(wave)).max() < 0.12
    assert loud[104] < 0.2 * loud[94]
    assert loud[109] > 0.2
    assert abs(wave[-1]) < 0.01


def test_many_voices_are_made_softer_and_notes_add_up(tmp_path):
    notes = [{"midi": 60 + n, "start": 0, "seconds": 0.3} for n in range(12)]
    wave, _ = waves(tmp_path, notes)
    assert abs(wave).max() == pytest.approx(1)
    both, _ = waves(tmp_path, notes[:2])
    apart = [waves(tmp_path, [one])[0] for one in notes[:2]]
    assert np.abs(both - apart[0] - apart[1]).max() < 1e-6  # single floats


def test_notes_are_played_as_the_wave_that_they_make(tmp_path):
    body = """
    const notes = [{ midi: 69, start: 0, seconds: 0.5 }];
    const own = page(), one = heard(own);
    one.sound.play({ notes }, 0.25); own.wait(1);
    const answer = [own.log[1].slice(1, 4), own.log[3], one.positions.at(-1), secondsOf(waveOf({ notes }))];
    """
    log, start, last, seconds = run(tmp_path, body)
    assert log == [1, 11025, 22050]
    assert start == ["start", 0, 0.25]
    assert last == pytest.approx(0.48, abs=0.021)
    assert seconds == 0.5
