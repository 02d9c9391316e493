// @ts-check
// The controls of a lab that can be heard: hear it, hear it from the step on, stop, how loud.

import { button, el, hide, slider, write } from "./nodes.js";
import { percent } from "./numbers.js";
import { player } from "./player.js";

/**
 * A panel { node, show, hear, hearFrom, stop, close }: `show` after another sound or volume, `close` when the lab goes.
 *
 * @param {object} options
 * @param {() => import("./player.js").Sound} options.sound what is heard
 * @param {() => number} options.from the second at which the step stands
 * @param {() => number} options.volume 0 to 1
 * @param {(volume: number) => void} options.onVolume
 * @param {(seconds: number | null) => void} options.onPosition null when it is over
 * @param {(f: Function) => any} options.guard
 * @param {(text: string) => void} options.announce
 * @param {any} [options.host] see player.js
 */
export function listenPanel({ sound, from, volume, onVolume, onPosition, guard, announce, host }) {
  const fault = el("p", { class: "lab-silent", role: "status", hidden: "" });
  const voice = player({
    ...{ volume: volume(), host },
    onPosition: guard(onPosition),
    onState: guard((playing) => {
      silence.disabled = !playing;
      if (!playing && silence === document.activeElement) whole.focus();
      if (!playing) onPosition(null);
    }),
    onFault: guard((why) => {
      write(fault, why);
      hide(fault, !why);
      if (why) announce(why);
    }),
  });
  const hear = guard(() => (voice.playing() ? voice.stop() : voice.play(sound())));
  const hearFrom = guard(() => voice.play(sound(), from()));
  const whole = button(
    "hear it",
    "hear it from the beginning (p)",
    guard(() => voice.play(sound())),
  );
  const part = button("from here", "from here: hear it from this step on (f)", hearFrom);
  const silence = button("stop", "stop the sound (p)", guard(voice.stop), { disabled: "" });
  const change = (given) => {
    voice.setVolume(given);
    onVolume(given);
  };
  const range = { min: 0, max: 1, step: 0.05, value: volume(), format: percent };
  const loud = slider("volume", range, guard(change));
  const group = { class: "lab-row lab-listen", role: "group", "aria-label": "sound" };
  return {
    node: el("div", group, whole, part, silence, loud, fault),
    hear,
    hearFrom,
    stop: voice.stop,
    close: voice.close,
    show() {
      loud.set(volume());
      voice.setVolume(volume());
    },
  };
}
