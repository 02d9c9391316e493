// What all labs share. How to build one on it:
//
//   import { asWidget, el, … } from "./lab.js";
//   export function mount(root, state, onChange) {        // state: a plain object, any page can pass one
//     const lab = open(root, "my-lab", "My Lab");          // theme, error box, live region, tidy()
//     lab.keys({ ArrowRight: () => …, " ": () => … });     // keys work while anything inside has the focus
//     lab.root.append(el("button", { onclick: … }, "go")); // event listeners set through el die with their node
//     onChange("step", 3);                                 // tell Python
//     return { update(patch) { … }, destroy: lab.tidy };   // Python's changes arrive in update
//   }
//   export default asWidget(mount, ["step", "unit"]);      // the keys that go both ways
//
// Colours come from the host's CSS variables (lab.css); what is drawn on a canvas asks `palette(root)`.

// ---- nodes ---------------------------------------------------------------------------------------------------

const SVG = ["svg", "g", "line", "path", "circle", "rect", "text", "title", "defs", "marker", "polyline"];

// el("div", { class: "row", onclick: f, "aria-label": "…" }, child, "text"): text is always text, never markup.
export function el(tag, attributes = {}, ...children) {
  const node = SVG.includes(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node[name] = value;
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Set a node's text where it differs from what was last written: most numbers of a step are those of the step before.
// What holds nothing but text keeps its text node, which costs half of a new one.
export function write(node, text) {
  if (node.written === text) return;
  if (node.written && text) node.firstChild.data = text;
  else node.textContent = text;
  node.written = text;
}

// A labelled <select>; options are [value, text] pairs. node.input is the select itself.
export function choice(label, options, value, onInput) {
  const input = el(
    "select",
    { "aria-label": label, onchange: () => onInput(input.value) },
    ...options.map(([key, text]) => el("option", { value: key }, text)),
  );
  input.value = value;
  return Object.assign(el("label", { class: "lab-field" }, el("span", {}, label), input), { input });
}

// A labelled slider that shows its number; node.set(value) moves it without calling back.
export function slider(label, { min, max, step = 1, value, format = String }, onInput) {
  const out = el("output", { class: "lab-number" });
  const input = el("input", { type: "range", min, max, step, "aria-label": label });
  const node = el("label", { class: "lab-field" }, el("span", {}, label), input, out);
  const show = (number) => {
    out.textContent = format(number);
    input.setAttribute("aria-valuetext", format(number));
  };
  input.oninput = () => {
    show(Number(input.value));
    onInput(Number(input.value));
  };
  node.set = (number) => {
    input.value = number;
    show(number);
  };
  node.input = input;
  node.set(value);
  return node;
}

export function checkbox(label, value, onInput) {
  const input = el("input", { type: "checkbox", onchange: () => onInput(input.checked) });
  input.checked = value;
  return Object.assign(el("label", { class: "lab-field lab-check" }, input, el("span", {}, label)), { input });
}

export function button(face, label, onclick, extra = {}) {
  return el(
    "button",
    { type: "button", class: "lab-button", "aria-label": label, title: label, onclick, ...extra },
    ICONS[face] ? icon(face) : face,
  );
}

// Drawn, because fonts differ in what they have.
const ICONS = {
  first: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M12 3v10L4 8z",
  play: "M4 2v12l10-6z",
  pause: "M4 2h3v12H4zM9 2h3v12H9z",
  on: "M4 3v10l8-5z",
  last: "M11 3h2v10h-2zM3 3v10l7-5z",
};
function icon(face) {
  return el("svg", { viewBox: "0 0 16 16", class: "lab-icon", "aria-hidden": "true" }, el("path", { d: ICONS[face] }));
}

// First, back, play, next, last, a slider over the steps and a speed. The lab owns the step: `go(step)` asks for one,
// and the lab answers with node.show(step, text). node.stop() must be called when the lab goes.
export function transport({
  count,
  go,
  step = () => 0,
  speed = 4,
  onPlay = () => {},
  onSpeed = () => {},
  counted = (at, end) => `step ${at + 1} of ${end + 1}`,
}) {
  let timer = null;
  let last = count - 1;
  let pace = speed;
  const move = (by) => go(Math.min(last, Math.max(0, step() + by)));
  const stop = () => {
    if (timer === null) return;
    clearInterval(timer);
    timer = null;
    face();
    onPlay(false);
  };
  const tick = () => (step() >= last ? stop() : move(1));
  const play = () => {
    if (timer !== null) return stop();
    if (step() >= last) go(0);
    timer = setInterval(tick, 1000 / pace);
    face();
    onPlay(true);
  };
  const playButton = button("play", "play", play, { class: "lab-button lab-play" });
  const face = () => {
    playButton.replaceChildren(icon(timer === null ? "play" : "pause"));
    playButton.setAttribute("aria-label", timer === null ? "play" : "pause");
    playButton.title = timer === null ? "play (space)" : "pause (space)";
  };
  const range = el("input", {
    type: "range",
    min: 0,
    max: last,
    step: 1,
    class: "lab-steps",
    "aria-label": "step",
    oninput: () => go(Number(range.value)),
  });
  const where = el("output", { class: "lab-where" });
  const speeds = choice(
    "speed",
    [1, 2, 4, 8, 16, 30].map((n) => [n, `${n} a second`]),
    speed,
    (value) => {
      pace = Number(value);
      onSpeed(pace);
      if (timer !== null) {
        clearInterval(timer);
        timer = setInterval(tick, 1000 / pace);
      }
    },
  );
  const node = el(
    "div",
    { class: "lab-transport", role: "group", "aria-label": "move through the steps" },
    button("first", "first step", () => go(0)),
    button("back", "one step back", () => move(-1)),
    playButton,
    button("on", "one step on", () => move(1)),
    button("last", "last step", () => go(last)),
    range,
    where,
    speeds,
  );
  face();
  return Object.assign(node, {
    move,
    play,
    stop,
    playing: () => timer !== null,
    setCount(n) {
      last = n - 1;
      range.max = last;
    },
    setSpeed(n) {
      if (n !== pace) {
        speeds.input.value = n;
        speeds.input.onchange();
      }
    },
    show(at, text = "") {
      range.value = at;
      range.setAttribute("aria-valuetext", `${counted(at, last)} ${text}`);
      write(where, counted(at, last));
    },
  });
}

// ---- numbers and arrays --------------------------------------------------------------------------------------

// A number with a real minus sign; `sign` writes the plus as well. NaN and infinities are shown as such.
export function fixed(value, digits = 2, sign = false) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+∞" : "−∞";
  const size = Math.abs(value);
  const text = size >= 1e5 ? size.toExponential(digits) : size.toFixed(digits);
  if (Number(text) === 0) return text;
  return (value < 0 ? "−" : sign ? "+" : "") + text;
}

// Little-endian float64 bytes as they come: a DataView (a kernel), a Uint8Array, or base64 (an exported page).
export function decode(bytes) {
  if (bytes instanceof Float64Array) return bytes;
  if (typeof bytes === "string") bytes = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const from = bytes.byteOffset ?? 0;
  return new Float64Array((bytes.buffer ?? bytes).slice(from, from + bytes.byteLength));
}

// The next of 1, 1.2, 1.5, 2, … times a power of ten: the end of a scale that people can read.
export function roundUp(value) {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10].find((n) => n * power >= value * (1 - 1e-9)) * power;
}

// Characters that print as nothing get a sign of their own.
export function visible(label) {
  return { " ": "␣", "\n": "⏎", "\t": "⇥", "": "∅" }[label] ?? label;
}

// ---- colours -------------------------------------------------------------------------------------------------

// The colours for the theme that `root` stands in: one a quantity (i, f, g, o, c, h), the stops of both colour maps,
// and the host's own text and ground. All come from CSS, where lstm_helpers.style put them.
export function palette(root) {
  const style = getComputedStyle(root);
  const named = (name) => style.getPropertyValue(`--lstm-${name}`).trim();
  const stops = (name) => Array.from({ length: 7 }, (_, n) => named(`${name}-${n}`)).filter(Boolean);
  const quantities = Object.fromEntries(["i", "f", "g", "o", "c", "h"].map((key) => [key, named(key)]));
  return {
    ...quantities,
    ground: style.backgroundColor,
    text: style.color,
    faint: "#7f7f7f",
    missing: "#8c8c8c",
    series: stops("series"),
    diverging: ramp(...stops("diverging")),
    sequential: ramp(...stops("sequential")),
  };
}

// 256 colours from one to the other by way of others, as pixels for paintHeat.
export function ramp(...stops) {
  const rgb = stops.map(channels);
  const pixels = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    const at = (n / 255) * (rgb.length - 1);
    const k = Math.min(Math.floor(at), rgb.length - 2);
    const [r, g, b] = rgb[k].map((v, j) => Math.round(v + (at - k) * (rgb[k + 1][j] - v)));
    pixels[n] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return pixels;
}

export function channels(colour) {
  if (colour[0] === "#") return [1, 3, 5].map((n) => parseInt(colour.slice(n, n + 2), 16));
  return colour
    .match(/[\d.]+/g)
    .slice(0, 3)
    .map(Number);
}

let small = null; // one pixel a value; maps of one size share it

// Paint rows × columns values, value(row, column), into a box of the canvas; low and high are the ends of the ramp.
export function paintHeat(context, { x, y, width, height, rows, columns, value, low, high, pixels, missing }) {
  const image = new ImageData(columns, rows);
  const data = new Uint32Array(image.data.buffer);
  const [r, g, b] = channels(missing);
  const none = (255 << 24) | (b << 16) | (g << 8) | r;
  const scale = 255 / (high - low);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const v = value(row, column);
      const n = Math.round((v - low) * scale);
      data[row * columns + column] = Number.isNaN(v) ? none : pixels[n < 0 ? 0 : n > 255 ? 255 : n];
    }
  }
  if (small?.canvas.width !== columns || small.canvas.height !== rows)
    small = new OffscreenCanvas(columns, rows).getContext("2d");
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small.canvas, x, y, width, height);
}

// A canvas of so many CSS pixels, sharp on any screen; returns its context, cleared.
export function sized(canvas, width, height) {
  const dots = Math.min(window.devicePixelRatio || 1, 16000 / Math.max(width, height, 1));
  canvas.width = Math.round(width * dots);
  canvas.height = Math.round(height * dots);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(dots, 0, 0, dots, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

// ---- a lab in its page ---------------------------------------------------------------------------------------

// Fill `root` with an empty lab. Returns { root, keys, guard, say, onTheme, onResize, tidy }.
export function open(root, kind, label) {
  const box = el("div", { class: `lstm-lab ${kind}`, role: "group", "aria-label": label, tabindex: -1 });
  const error = el("div", { class: "lab-error", role: "alert", hidden: "" });
  const live = el("div", { class: "lab-sr", "aria-live": "polite" });
  root.append(box);
  box.append(error);
  const undo = [() => box.remove()];
  const listen = (target, type, f, options) => {
    target.addEventListener(type, f, options);
    undo.push(() => target.removeEventListener(type, f, options));
  };

  // A failing callback says so in the lab; the console has the rest.
  const guard =
    (f) =>
    (...args) => {
      try {
        return f(...args);
      } catch (problem) {
        error.hidden = false;
        error.textContent = `The lab stopped: ${problem.message}`;
        console.error(problem);
      }
    };

  // The live region speaks for the lab that has the focus, and waits until its steps pause: no flood, no interruption.
  let waiting = null;
  const say = (text) => {
    if (!box.contains(document.activeElement)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      live.textContent = text;
    }, 250);
  };
  undo.push(() => clearTimeout(waiting));

  // The theme: whatever colour the host gave the ground decides.
  let themed = () => {};
  const theme = guard(() => {
    if (!box.isConnected) return; // a notebook mounts first and attaches later
    if (box.dataset.theme && box.clientWidth === 0) return; // hidden, it has no width to draw in: `sizes` asks again
    const [r, g, b] = channels(getComputedStyle(box).backgroundColor);
    const now = 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light";
    const ground = getComputedStyle(box).backgroundColor;
    if (box.dataset.theme === now && box.dataset.ground === ground) return;
    Object.assign(box.dataset, { theme: now, ground });
    themed();
  });
  const watcher = new MutationObserver(theme);
  for (const node of [document.documentElement, document.body])
    watcher.observe(node, {
      attributes: true,
      attributeFilter: ["class", "style", "data-jp-theme-name", "data-jp-theme-light", "data-theme"],
    });
  undo.push(() => watcher.disconnect());
  listen(matchMedia("(prefers-color-scheme: dark)"), "change", theme);

  let resized = () => {};
  let width = 0;
  const sizes = new ResizeObserver(
    guard(() => {
      theme();
      if (!box.isConnected || box.clientWidth === width || box.clientWidth === 0) return;
      width = box.clientWidth;
      resized(width);
    }),
  );
  sizes.observe(box);
  undo.push(() => sizes.disconnect());

  return {
    root: box,
    guard,
    say,
    live,
    listen,
    keys: (map) => undo.push(keyTrap(box, map, guard)),
    onTheme(f) {
      themed = guard(f);
    },
    onResize(f) {
      resized = guard(f);
    },
    start() {
      box.append(live);
      theme();
    },
    later(f) {
      undo.push(f);
    },
    tidy() {
      undo
        .splice(0)
        .reverse()
        .forEach((f) => f());
    },
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
    off();
    box.removeEventListener("focusin", on);
    box.removeEventListener("focusout", off);
  };
}

// Does this control need the key itself?
function writes(target, key) {
  if (target.matches("input[type=text], input[type=number], textarea, select")) return true;
  if (target.matches("input[type=range]")) return key !== " " && !target.matches(".lab-steps");
  return target.matches("button, input[type=checkbox], summary") && (key === " " || key === "Enter");
}

// ---- anywidget ---------------------------------------------------------------------------------------------------

// Glue: the traits become the state, changes go to the kernel in one message a tenth of a second, never awaited; a lab
// that needs it gets a fourth argument, which sends the kernel a message of its own at once. Until it is sent a change
// stays out of the model: the kernel's echo of an older value would else be heard as news, and undo what was typed.
export function asWidget(mount, keys) {
  return {
    render({ model, el: root }) {
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
      const state = { payload: model.get("payload") };
      for (const key of keys) state[key] = model.get(key);
      const lab = mount(
        root,
        state,
        (key, value) => {
          unsent.set(key, value);
          waiting ??= setTimeout(send, 100);
        },
        (message) => model.send(message),
      );
      const heard = ["payload", ...keys].map((key) => {
        const f = () => {
          if (!unsent.has(key)) lab.update({ [key]: model.get(key) });
        };
        model.on(`change:${key}`, f);
        return () => model.off(`change:${key}`, f);
      });
      return () => {
        if (waiting !== null) send();
        heard.forEach((f) => f());
        lab.destroy();
      };
    },
  };
}
