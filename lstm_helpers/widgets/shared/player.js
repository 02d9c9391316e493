// @ts-check
// Sound in a lab, by Web Audio: samples as they are, or notes, which are made into samples first.
//
//   const sound = player({ onPosition: (seconds) => …, onState: (playing) => …, onFault: (why) => … });
//   sound.play({ samples, rate });            // or { notes: [{ midi: 69, start: 0, seconds: 0.5 }] }
//   lab.later(sound.close);                   // when the lab goes, so does the sound
//
// Nothing is opened before the first `play`, which must come from a click or a key: browsers allow no sound else. One
// sounds at a time on the whole page, whichever lab it belongs to. Where there is no sound device the position runs
// all the same, by the clock, and `onFault` says that nothing is heard.

/**
 * @typedef {{ samples: ArrayLike<number>, rate: number }} Wave from −1 to 1, and how many a second
 * @typedef {{ midi: number, start: number, seconds: number }} Tone 69 is the a' of 440 hertz; seconds
 * @typedef {Wave | { notes: Tone[] }} Sound
 *
 * @typedef {object} Player
 * @property {(sound: Sound, from?: number) => void} play from a second on; what sounded before stops
 * @property {() => void} stop
 * @property {() => boolean} playing
 * @property {(volume: number) => void} setVolume 0 to 1, at once
 * @property {() => void} close stop without a fade and let go of the device
 */

export const TONE_RATE = 22050; // samples a second of what is made of notes
const OVERTONES = [1, 0.42, 0.2, 0.1, 0.05];
const PERIOD = 2048; // samples of the table of one period
const [ATTACK, RELEASE] = [0.012, 0.04]; // seconds
const LOUD = 0.32; // of one note
const FADE = 0.012; // seconds; a wave that is cut clicks
const PATIENCE = 0.8; // seconds after which a device that does not move is none
const NOBODY = "No sound device answers: the position moves, but nothing is heard.";

const frequency = (midi) => 440 * 2 ** ((midi - 69) / 12);

// One period of a tone with overtones, from −1 to 1.
function period() {
  const table = Float64Array.from({ length: PERIOD + 1 }, (_, n) =>
    OVERTONES.reduce((sum, loud, k) => sum + loud * Math.sin((2 * Math.PI * (k + 1) * n) / PERIOD), 0),
  );
  const most = table.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  return table.map((v) => v / most);
}

/**
 * The samples of notes: each rises quickly, fades slowly, and ends within its own time, so that one note said twice
 * is heard twice. Where voices add up to more than 1 all is made softer.
 *
 * @param {Tone[]} notes
 * @returns {Float32Array}
 */
export function rendered(notes, rate = TONE_RATE) {
  const end = notes.reduce((a, { start, seconds }) => Math.max(a, start + seconds), 0);
  const wave = new Float32Array(Math.ceil(end * rate));
  const table = period();
  for (const { midi, start, seconds } of notes) {
    const first = Math.round(start * rate);
    const count = Math.min(Math.round(seconds * rate), wave.length - first);
    const release = Math.min(RELEASE, seconds / 4);
    const step = (PERIOD * frequency(midi)) / rate;
    for (let n = 0, at = 0; n < count; n++, at = (at + step) % PERIOD) {
      const [t, k] = [n / rate, Math.floor(at)];
      const shape = Math.min(1, t / ATTACK, (count - n) / rate / release) * (0.35 + 0.65 * Math.exp(-2.5 * t));
      wave[first + n] += LOUD * shape * (table[k] + (at - k) * (table[k + 1] - table[k]));
    }
  }
  const most = wave.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  return most > 1 ? wave.map((v) => v / most) : wave;
}

/** @param {Sound} sound @returns {Wave} */
export const waveOf = (sound) =>
  "notes" in sound ? { samples: rendered(sound.notes), rate: TONE_RATE } : { samples: sound.samples, rate: sound.rate };

export const secondsOf = ({ samples, rate }) => samples.length / rate;

// Who sounds now, for all labs of the page: each has its own copy of this module.
const SOUNDING = Symbol.for("lstm-lab sounding");

// A device that is open and runs the wave from `from` on, or null where there is none.
function opened(host, { samples, rate }, from, volume) {
  let context = null;
  try {
    context = new host.AudioContext();
    const buffer = context.createBuffer(1, samples.length, rate);
    buffer.copyToChannel(Float32Array.from(samples), 0);
    const [source, gain] = [context.createBufferSource(), context.createGain()];
    source.buffer = buffer;
    gain.gain.value = loudness(volume);
    source.connect(gain);
    gain.connect(context.destination);
    source.start(0, from);
    if (context.state === "suspended") context.resume().catch(() => {});
    return { context, source, gain, began: context.currentTime };
  } catch {
    shut(context);
    return null;
  }
}

// Ears hear ratios: half way along the slider is a quarter of the pressure.
const loudness = (volume) => Math.max(0, Math.min(1, volume)) ** 2;

function shut(context) {
  if (context && context.state !== "closed") context.close().catch(() => {});
}

// How far it is, in seconds since it began; a device whose clock stands still gives way to the host's.
function since(run, now, onFault) {
  const heard = run.device ? Math.max(0, run.device.context.currentTime - run.device.began) : 0;
  if (run.silent) return run.heard + now - run.moved;
  if (heard !== run.heard) Object.assign(run, { heard, moved: now });
  else if (!run.device || now - run.moved > PATIENCE) {
    Object.assign(run, { silent: true, moved: now });
    onFault(NOBODY);
  }
  return run.heard;
}

/**
 * @param {object} options
 * @param {(seconds: number) => void} [options.onPosition] before every picture while it plays
 * @param {(playing: boolean) => void} [options.onState]
 * @param {(why: string) => void} [options.onFault] "" when it is tried again
 * @param {number} [options.volume]
 * @param {any} [options.host] what has AudioContext, performance, requestAnimationFrame and setTimeout
 * @returns {Player}
 */
export function player({
  onPosition = (_seconds) => {},
  onState = (_playing) => {},
  onFault = (_why) => {},
  volume = 0.8,
  host = globalThis,
}) {
  let loud = volume;
  let run = null;
  const now = () => host.performance.now() / 1000;
  // it is over: the fade is left to the device, unless the lab goes
  const end = (fade) => {
    if (!run) return;
    const { device, frame } = run;
    run = null;
    host.cancelAnimationFrame(frame);
    if (host[SOUNDING] === stop) host[SOUNDING] = null;
    if (device && fade) {
      device.gain.gain.setTargetAtTime(0, device.context.currentTime, FADE / 3);
      host.setTimeout(() => shut(device.context), 4000 * FADE);
    } else shut(device?.context);
    onState(false);
  };
  const stop = () => end(true);
  const follow = (mine) => {
    if (run !== mine) return;
    const at = mine.from + since(mine, now(), onFault);
    if (at >= mine.seconds) return end(false);
    onPosition(at);
    if (run === mine) mine.frame = host.requestAnimationFrame(() => follow(mine));
  };
  return {
    stop,
    playing: () => run !== null,
    close: () => end(false),
    setVolume(given) {
      loud = given;
      run?.device?.gain.gain.setTargetAtTime(loudness(loud), run.device.context.currentTime, FADE);
    },
    play(sound, from = 0) {
      host[SOUNDING]?.();
      const wave = waveOf(sound);
      const seconds = secondsOf(wave);
      if (!seconds) return;
      const first = from > 0 && from < seconds ? from : 0;
      onFault("");
      const device = opened(host, wave, first, loud);
      const mine = { device, from: first, seconds, heard: 0, moved: now(), silent: false, frame: 0 };
      run = mine;
      host[SOUNDING] = stop;
      if (device) device.source.onended = () => run === mine && end(false);
      onState(true);
      follow(mine);
    },
  };
}
