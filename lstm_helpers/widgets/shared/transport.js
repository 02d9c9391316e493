// @ts-check
// First, back, play, next, last, a slider over the steps and a speed.

import { button, choice, el, icon, write } from "./nodes.js";

const SPEEDS = [1, 2, 4, 8, 16, 30];

// A clock that can be stopped and set to another pace; it calls `tick` and says when it starts and stops.
function clock(tick, onPlay, speed) {
  let timer = null;
  let pace = speed;
  const start = () => {
    timer = setInterval(tick, 1000 / pace);
  };
  const stop = () => {
    if (timer === null) return;
    clearInterval(timer);
    timer = null;
    onPlay(false);
  };
  return {
    stop,
    runs: () => timer !== null,
    start() {
      start();
      onPlay(true);
    },
    pace(n) {
      if (n === pace) return;
      pace = n;
      if (timer === null) return;
      clearInterval(timer);
      start();
    },
  };
}

// A button that plays and pauses; node.face(playing) says which.
function playButton(play) {
  const node = button("play", "play", play, { class: "lab-button lab-play" });
  return Object.assign(node, {
    face(playing) {
      const name = playing ? "pause" : "play";
      node.replaceChildren(icon(name));
      node.setAttribute("aria-label", name);
      node.title = `${name} (space)`;
    },
  });
}

// The lab owns the step: `go(step)` asks for one, and the lab answers with node.show(step, text). node.stop() must be
// called when the lab goes. With `still` there is neither play nor speed: what moves by itself is another panel's.
export function transport({
  count,
  go,
  step = () => 0,
  speed = 4,
  onPlay = (/** @type {boolean} */ _playing) => {},
  onSpeed = (/** @type {number} */ _speed) => {},
  counted = (at, end) => `step ${at + 1} of ${end + 1}`,
  still = false,
}) {
  let last = count - 1;
  const move = (by) => go(Math.min(last, Math.max(0, step() + by)));
  const turned = (playing) => {
    toggle.face(playing);
    onPlay(playing);
  };
  const beat = clock(() => (step() >= last ? beat.stop() : move(1)), turned, speed);
  const play = () => {
    if (beat.runs()) return beat.stop();
    if (step() >= last) go(0);
    beat.start();
  };
  const toggle = playButton(play);
  const size = { min: 0, max: last, step: 1 };
  const slide = { class: "lab-steps lab-walk", "aria-label": "step", oninput: () => go(Number(range.value)) };
  const range = el("input", { type: "range", ...size, ...slide });
  const where = el("output", { class: "lab-where" });
  const paces = SPEEDS.map((n) => [n, `${n} a second`]);
  const speeds = choice("speed", paces, speed, (value) => {
    beat.pace(Number(value));
    onSpeed(Number(value));
  });
  const back = [button("first", "first step", () => go(0)), button("back", "one step back", () => move(-1))];
  const on = [button("on", "one step on", () => move(1)), button("last", "last step", () => go(last))];
  const group = { class: "lab-transport", role: "group", "aria-label": "move through the steps" };
  const node = el("div", group, ...back, still ? null : toggle, ...on, range, where, still ? null : speeds);
  toggle.face(false);
  return Object.assign(node, {
    move,
    play,
    stop: beat.stop,
    setPlaying: (playing) => playing !== beat.runs() && play(),
    setCount(n) {
      last = n - 1;
      range.max = last;
    },
    setSpeed(n) {
      speeds.set(n);
      beat.pace(n);
    },
    show(at, text = "") {
      range.value = at;
      range.setAttribute("aria-valuetext", `${counted(at, last)} ${text}`);
      write(where, counted(at, last));
    },
  });
}
