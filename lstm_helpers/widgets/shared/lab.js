// @ts-check
// What makes a lab of a box on a page. How to build one on it:
//
//   export const STATE = { step: 0 };                      // state.js: what Python can set, and where it starts
//
//   export function mount(root, given, onChange) {         // given: a plain object, any page can pass one
//     const lab = open(root, "my-lab", "My Lab", { ...STATE, ...given }, onChange);
//     const panels = [movesPanel(lab), picturePanel(lab)]; // one function a panel: (lab) => ({ node, show })
//     lab.root.append(...panels.map(({ node }) => node));
//     lab.show = () => panels.forEach(({ show }) => show());
//     lab.keys(stepKeys({ … }));                           // keys work while anything inside has the focus
//     lab.start();
//     return { update: …, destroy: lab.tidy };             // Python's changes arrive in update
//   }
//   export default asWidget(mount, STATE);
//
// A panel reads lab.view, the state, and writes it through lab.set, which tells Python. Colours come from the host's
// CSS variables (lab.css); what is drawn on a canvas asks `palette(root)`.

import { brightness, channels } from "./colours.js";
import { el } from "./nodes.js";

// ---- the state ---------------------------------------------------------------------------------------------------

// Put news into a state; returns the names of what is different now.
export function patch(state, news) {
  const changed = Object.keys(news).filter((key) => !Object.is(state[key], news[key]));
  for (const key of changed) state[key] = news[key];
  return changed;
}

// What `stages` must be done again when these have changed: the first stage that any of them names, each of which goes
// on to the later ones. `from` maps a name of the state to a stage; what it does not name is only shown.
export function earliest(stages, from, changed) {
  const places = changed.map((key) => stages.indexOf(from[key] ?? stages.at(-1)));
  return places.length ? stages[Math.min(...places)] : null;
}

// What a lab's controls call to change its state: `lab.redo(stage)` then does again what depends on it.
export function changer(lab, stages, from) {
  return lab.guard((news) => {
    const stage = earliest(stages, from, lab.set(news));
    if (stage) lab.redo(stage);
  });
}

// Show a lab for the first time; what `mount` returns, for a lab with `redo(stage)`.
export function begin(lab, stages, from) {
  lab.start();
  lab.redo(stages[0]);
  return {
    update: lab.guard((news) => {
      const stage = earliest(stages, from, patch(lab.view, news));
      if (stage) lab.redo(stage);
    }),
    destroy: lab.tidy,
  };
}

// ---- a lab in its page ---------------------------------------------------------------------------------------

/**
 * An empty lab in `root`.
 *
 * @typedef {object} Frame
 * @property {HTMLElement} root the lab's own box
 * @property {any} view its state
 * @property {(news: object) => string[]} set changes the state and tells Python; returns what is different now
 * @property {(f: Function) => any} guard a failing callback says so in the lab
 * @property {(text: string) => void} say what a screen reader speaks when the steps pause
 * @property {(text: string) => void} announce what it speaks at once, wherever the focus is
 * @property {(map: object) => void} keys
 * @property {(f: Function) => void} onTheme
 * @property {(f: Function) => void} onResize
 * @property {() => void} start
 * @property {(f: Function) => void} later what is done when the lab goes
 * @property {() => void} tidy
 */

/** @returns {any} a Frame, to which a lab adds what is its own */
export function open(
  root,
  kind,
  label,
  view,
  onChange = (/** @type {string} */ _key, /** @type {any} */ _value) => {},
) {
  const box = el("div", { class: `lstm-lab ${kind}`, role: "group", "aria-label": label, tabindex: -1 });
  const live = el("div", { class: "lab-sr", "aria-live": "polite" });
  const undo = [() => box.remove()];
  const guard = guarded(box);
  const heard = { theme: () => {}, size: (/** @type {number} */ _width) => {} };
  root.append(box);
  const theme = guard(() => themeOf(box) && heard.theme());
  undo.push(watchTheme(theme), watchSize(box, guard, theme, heard));
  const speaker = speaks(box, live);
  undo.push(speaker.hush);
  return {
    root: box,
    view,
    guard,
    say: speaker.say,
    announce: speaker.announce,
    set(news) {
      const changed = patch(view, news);
      for (const key of changed) onChange(key, view[key]);
      return changed;
    },
    keys: (map) => undo.push(keyTrap(box, map, guard)),
    onTheme(f) {
      heard.theme = guard(f);
    },
    onResize(f) {
      heard.size = guard(f);
    },
    start() {
      box.append(live);
      theme();
    },
    later: (f) => undo.push(f),
    tidy() {
      for (const f of undo.splice(0).reverse()) f();
    },
  };
}

// A failing callback says so in the lab; the console has the rest.
function guarded(box) {
  const error = el("div", { class: "lab-error", role: "alert", hidden: "" });
  box.append(error);
  return (f) =>
    (...args) => {
      try {
        return f(...args);
      } catch (problem) {
        error.hidden = false;
        error.textContent = `The lab stopped: ${problem.message}`;
        console.error(problem);
      }
    };
}

// The live region speaks for the lab that has the focus, and waits until its steps pause: no flood, no interruption.
function speaks(box, live) {
  let waiting = null;
  return {
    say(text) {
      if (!box.contains(document.activeElement)) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        live.textContent = text;
      }, 250);
    },
    announce(text) {
      live.textContent = text;
    },
    hush: () => clearTimeout(waiting),
  };
}

// Note the theme, which whatever colour the host gave the ground decides; returns whether it is another one.
function themeOf(box) {
  if (!box.isConnected) return false; // a notebook mounts first and attaches later
  if (box.dataset.theme && box.clientWidth === 0) return false; // hidden, it has no width: watchSize asks again
  const ground = getComputedStyle(box).backgroundColor;
  const now = brightness(channels(ground)) < 128 ? "dark" : "light";
  if (box.dataset.theme === now && box.dataset.ground === ground) return false;
  Object.assign(box.dataset, { theme: now, ground });
  return true;
}

function watchTheme(theme) {
  const watcher = new MutationObserver(theme);
  const attributeFilter = ["class", "style", "data-jp-theme-name", "data-jp-theme-light", "data-theme"];
  for (const node of [document.documentElement, document.body]) {
    watcher.observe(node, { attributes: true, attributeFilter });
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", theme);
  return () => {
    watcher.disconnect();
    system.removeEventListener("change", theme);
  };
}

function watchSize(box, guard, theme, heard) {
  let width = 0;
  const sizes = new ResizeObserver(
    guard(() => {
      theme();
      if (!box.isConnected || box.clientWidth === width || box.clientWidth === 0) return;
      width = box.clientWidth;
      box.classList.toggle("lab-narrow", width < 860);
      box.classList.toggle("lab-slim", width < 620);
      heard.size(width);
    }),
  );
  sizes.observe(box);
  return () => sizes.disconnect();
}

// ---- keys --------------------------------------------------------------------------------------------------------

// The keys of every lab that goes step by step: one step, ten, to both ends, and play.
export function stepKeys({ go, step, end, play }) {
  const by = (n) => () => go(step() + n);
  return {
    ArrowRight: by(1),
    ArrowLeft: by(-1),
    "Shift+ArrowRight": by(10),
    "Shift+ArrowLeft": by(-10),
    PageDown: by(10),
    PageUp: by(-10),
    Home: () => go(0),
    End: () => go(end()),
    " ": play,
  };
}

// Keys while anything inside has the focus. JupyterLab's and Notebook's shortcuts listen on the document, so this
// listens on the window, in the capture phase, and only while it is needed. Its own keys are handled; other keys
// without Ctrl, Alt or Meta go to the control that has the focus and no further; Tab, Escape and Shift+Enter pass.
function keyTrap(box, map, guard) {
  const onKey = guard((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (["Tab", "Escape", "Shift"].includes(event.key) || (event.key === "Enter" && event.shiftKey)) return;
    event.stopPropagation();
    const target = event.target;
    const f = map[(event.shiftKey ? "Shift+" : "") + event.key];
    if (!f || writes(target, event.key)) return;
    event.preventDefault();
    f(event);
  });
  const on = () => window.addEventListener("keydown", onKey, true);
  const off = (event) => {
    if (!event || !box.contains(event.relatedTarget)) window.removeEventListener("keydown", onKey, true);
  };
  box.addEventListener("focusin", on);
  box.addEventListener("focusout", off);
  return () => {
    off(null);
    box.removeEventListener("focusin", on);
    box.removeEventListener("focusout", off);
  };
}

// Does this control need the key itself?
function writes(target, key) {
  if (target.matches("select")) return !["ArrowLeft", "ArrowRight"].includes(key); // up and down choose, as they do
  if (target.matches("input[type=text], input[type=number], textarea")) return true;
  if (target.matches("input[type=range]")) return key !== " " && !target.matches(".lab-steps");
  return target.matches("button, input[type=checkbox], summary") && (key === " " || key === "Enter");
}

// ---- anywidget ---------------------------------------------------------------------------------------------------

// Glue: the traits become the state, changes go to the kernel in one message a tenth of a second, never awaited; a lab
// that needs it gets a fourth argument, which sends the kernel a message of its own at once. Until it is sent a change
// stays out of the model: the kernel's echo of an older value would else be heard as news, and undo what was typed.
export function asWidget(mount, STATE) {
  const keys = Object.keys(STATE);
  return {
    render({ model, el: root }) {
      const sender = sends(model);
      const state = Object.fromEntries(["payload", ...keys].map((key) => [key, model.get(key)]));
      const lab = mount(root, state, sender.change, (message) => model.send(message));
      const deaf = hears(model, ["payload", ...keys], (key) => sender.unsent.has(key), lab.update);
      return () => {
        sender.flush();
        deaf();
        lab.destroy();
      };
    },
  };
}

// Changes on their way to the kernel.
function sends(model) {
  let waiting = null;
  const unsent = new Map();
  const send = () => {
    clearTimeout(waiting);
    waiting = null;
    const changes = [...unsent];
    unsent.clear();
    for (const [key, value] of changes) model.set(key, value);
    model.save_changes();
  };
  return {
    unsent,
    change(key, value) {
      unsent.set(key, value);
      waiting ??= setTimeout(send, 100);
    },
    flush: () => waiting !== null && send(),
  };
}

// What the kernel or another view changes at once is told at once: a step belongs to the text that came with it.
function hears(model, keys, ignores, update) {
  const news = new Set();
  const tell = () => {
    const told = [...news].map((key) => [key, model.get(key)]);
    news.clear();
    if (told.length) update(Object.fromEntries(told));
  };
  const undo = keys.map((key) => {
    const f = () => {
      if (ignores(key)) return;
      if (!news.size) queueMicrotask(tell);
      news.add(key);
    };
    model.on(`change:${key}`, f);
    return () => model.off(`change:${key}`, f);
  });
  return () => {
    news.clear();
    for (const f of undo) f();
  };
}
