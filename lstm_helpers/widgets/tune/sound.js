// @ts-check
// How the Tune Lab is heard: the position of the sound moves the step with it.

import { listenPanel } from "../shared/listen.js";
import { slider } from "../shared/nodes.js";
import { clamp } from "../shared/numbers.js";
import { tonesOf } from "./model.js";

// The sound, whose position moves the line in the roll and the step with it.
export function soundPanel(desk) {
  const { view, guard, announce } = desk;
  let reached = 0;
  const follow = (quarters) => {
    const { starts, notes } = desk.tune;
    const t = clamp(
      starts.findLastIndex((start) => start <= quarters + 1e-6),
      notes.length,
    );
    reached = t;
    if (t !== view.step) desk.change({ step: t });
  };
  return listenPanel({
    sound: () => ({ notes: tonesOf(desk.tune, view.tempo) }),
    from: () => (desk.tune.starts[view.step] * 60) / view.tempo,
    volume: () => view.volume,
    onVolume: (volume) => desk.change({ volume }),
    onPosition: (seconds) => {
      desk.sounding = seconds !== null;
      const quarters = seconds === null ? null : (seconds * view.tempo) / 60;
      desk.parts.roll.position(quarters);
      if (quarters !== null) follow(quarters);
      else if (desk.tune && view.step === reached && reached === desk.tune.notes.length - 1)
        desk.change({ step: reached + 1 });
    },
    guard,
    announce,
  });
}

export function tempoPanel(desk) {
  const { view } = desk;
  const range = { min: 40, max: 200, step: 2, value: view.tempo, format: (v) => `${v} quarters a minute` };
  const node = slider("tempo", range, (tempo) => {
    if (desk.sounding) desk.parts.listen.stop();
    desk.change({ tempo });
  });
  return { node, show: () => node.set(view.tempo) };
}
