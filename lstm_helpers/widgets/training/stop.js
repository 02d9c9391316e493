// @ts-check
// The button that stops a training and keeps what was learned, and what is done when the kernel does not hear it.

import { button, el, write } from "../shared/nodes.js";
import { runs } from "./live.js";

const ANSWER = 500; // milliseconds until the kernel should have answered a stop
const OWN = '[data-jp-item-name="interrupt"]'; // the notebook's own stop button, in JupyterLab 4 and Notebook 7
const DEAF =
  "No answer from the kernel yet. If the training goes on, press the notebook's own stop button (■, interrupt the " +
  "kernel): what was learned is kept.";

export function stopPanel(desk, send) {
  const { guard } = desk;
  let asked = 0;
  let unanswered;
  let deaf = false;
  const ask = guard(() => {
    asked = desk.live.run;
    send({ stop: asked });
    unanswered = setTimeout(press, ANSWER, ["mousedown", "click"]);
    show();
  });
  // Nobody has answered: a kernel that runs a cell reads no message. The notebook's own button reaches it; versions
  // differ in whether it listens to the press or to the click.
  const press = guard(([how, ...others]) => {
    const own = desk.root.closest(".jp-NotebookPanel")?.querySelector(OWN);
    deaf = !own || !how;
    if (!deaf) {
      const event = new MouseEvent(how, { bubbles: true, cancelable: true, button: 0 });
      (own.querySelector("jp-button, button") ?? own).dispatchEvent(event);
      unanswered = setTimeout(press, 4 * ANSWER, others);
    }
    show();
  });
  const kind = { class: "lab-button tv-stop" };
  const node = button("■ stop and keep what was learned", "stop training and keep what was learned", ask, kind);
  const note = el("p", { class: "tv-note", hidden: "" });
  function show() {
    const { live } = desk;
    const stopping = runs(live) && (live.state === "stopping" || asked === live.run);
    node.hidden = !runs(live);
    node.disabled = stopping;
    write(node, stopping ? "stopping …" : "■ stop and keep what was learned");
    note.hidden = !(deaf && stopping && live.state === "running");
    write(note, note.hidden ? "" : DEAF);
  }
  desk.later(() => clearTimeout(unanswered));
  return {
    node,
    note,
    show,
    hear() {
      if (desk.live.state === "running") return;
      clearTimeout(unanswered);
      deaf = false;
    },
  };
}
