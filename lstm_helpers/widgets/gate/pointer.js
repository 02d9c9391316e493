// @ts-check
// The pointer over the Gate Lab's maps: it chooses a step and a unit, and says a cell's number.

import { el } from "../shared/nodes.js";
import { clamp, fixed } from "../shared/numbers.js";
import { GAP, source } from "./heat.js";
import { answerName } from "./model.js";
import { labelAt } from "./scene.js";

// What lies under the pointer: a step, a block of the plan and its line, or the strip of letters.
function under({ places, shown }, sheet, event) {
  const box = sheet.getBoundingClientRect();
  const y = event.clientY - box.top;
  const block = places.blocks.find(({ top, height }) => y >= top - GAP / 2 && y < top + height + GAP / 2);
  const row = block && clamp(Math.floor((y - block.top) / block.lineHeight), block.lines.length);
  const t = clamp(Math.floor((event.clientX - box.left) / places.column), shown.T);
  return { t, block, line: block?.lines[row], strip: y < places.strip };
}

export function followPointer(desk, sheet, veil) {
  const { scene, guard } = desk;
  const tip = tipOver(desk, veil);
  let pressed = null;
  const drag = ({ t, block, line }) => desk.go(t, block?.map ? line : undefined);
  sheet.onpointerdown = guard((event) => {
    pressed = under(scene, sheet, event);
    sheet.setPointerCapture(event.pointerId);
    drag(pressed);
  });
  sheet.onpointerup = sheet.onpointercancel = () => {
    pressed = null;
  };
  sheet.ondblclick = guard((event) => under(scene, sheet, event).strip && desk.edit());
  sheet.onpointermove = guard((event) => {
    const place = under(scene, sheet, event);
    if (pressed) drag(place);
    tip.show(event, place);
  });
  sheet.onpointerleave = tip.hide;
  return { tip };
}

// A cell's number beside the pointer, where the veil does not hide it.
function tipOver({ scene, view, root }, veil) {
  const node = el("div", { class: "gl-tip", hidden: "", "aria-hidden": "true" });
  return {
    node,
    hide() {
      node.hidden = true;
    },
    show(event, { t, block, line }) {
      const veiled = !veil.hidden && t > view.step && block?.key !== "x";
      node.hidden = !block || block.key === "d" || veiled;
      if (node.hidden) return;
      const { readout } = scene;
      const what = block.map ? `, unit ${line + 1}` : block.key === "y" ? `, ${answerName(readout, line)}` : "";
      const label = [...labelAt(scene, t)].slice(0, 30).join("");
      const number = scene.shown.stale ? "not known" : fixed(source(scene, block).value(line, t), 4);
      node.textContent = `${block.key} (${block.name})${what}, step ${t + 1}${label ? ` “${label}”` : ""}: ${number}`;
      const box = root.getBoundingClientRect();
      const x = Math.min(event.clientX - box.left + 12, root.clientWidth - node.offsetWidth - 8);
      node.style.transform = `translate(${Math.max(4, x)}px, ${event.clientY - box.top + 18}px)`;
    },
  };
}
