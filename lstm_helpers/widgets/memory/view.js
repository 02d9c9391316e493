// The Memory Lab: draw f, i and g over time, with the pointer or with keys; the memory c = f · c + i · g follows at once.

import { asWidget, button, choice, el, fixed, open, slider, transport, write } from "../shared/lab.js";
import { scalarMemory } from "../shared/lstm.js";

const LANES = ["f", "i", "g"];
const NAMES = { f: "forget gate f", i: "input gate i", g: "candidate g", c: "memory c" };
const LOW = { f: 0, i: 0, g: -1 };
const LEFT = 118,
  TALL = 58,
  MEMORY = 140,
  GAP = 12;

export function mount(root, state, onChange = () => {}) {
  const view = { target: "latch", cell: 2000, step: 0, ...state };
  const T = view.payload.steps;
  const lab = open(root, "memory-lab", "Memory Lab: draw the gates, see the memory");
  let lane = "i",
    width = 700,
    drawing = null;
  const target = () => view.payload.targets[view.target];
  const locked = (key) => key === "f" && view.cell === 1997;
  const memory = () => scalarMemory(view.f, view.i, view.g);

  // ---- nodes: what it is, what can be set, what to look at ----

  const title = el("span", { class: "lab-title" }, "Draw the gates of a memory");
  const targets = choice(
    "target",
    Object.entries(view.payload.targets).map(([key, { name }]) => [key, name]),
    view.target,
    lab.guard((value) => {
      choose("target", value);
      bring();
    }),
  );
  const cells = choice(
    "cell",
    [
      [2000, "of 2000, with a forget gate"],
      [1997, "of 1997, f stays at 1"],
    ],
    view.cell,
    lab.guard((value) => {
      choose("cell", Number(value));
      if (view.cell === 1997) put("f", Array(T).fill(1));
      else paint();
    }),
  );
  const clear = button(
    "start again",
    "start again: f open, i shut",
    lab.guard(() => bring()),
  );
  const task = el("p", { class: "ml-task" });
  const steps = transport({
    count: T,
    go: lab.guard((step) => {
      choose("step", step);
      paint();
    }),
    step: () => view.step,
  });
  const values = Object.fromEntries(
    LANES.map((key) => [
      key,
      slider(
        NAMES[key],
        { min: LOW[key], max: 1, step: 0.05, value: 0, format: (v) => fixed(v, 2) },
        lab.guard((value) => {
          lane = key;
          set(key, view.step, value);
        }),
      ),
    ]),
  );
  const picture = el("svg", { class: "ml-draw", role: "img" });
  const lanes = el("div", { class: "ml-lanes" }, picture);
  const verdict = el("span", { class: "ml-verdict" });
  const words = el("span", {});
  const say = el("p", { class: "ml-say" }, verdict, " ", words);
  lab.root.append(
    el("div", { class: "lab-row" }, title, targets, cells, clear),
    task,
    steps,
    el(
      "div",
      { class: "ml-values", role: "group", "aria-label": "the signals at this step" },
      ...LANES.map((key) => values[key]),
    ),
    lanes,
    say,
    el(
      "p",
      { class: "lab-faint" },
      "Drag in a lane to draw it. Keys: ← → step, ↑ ↓ raise and lower, f i g choose the lane, 0 and 1 set it, Home, End.",
    ),
  );

  // ---- changes ----

  function choose(key, value) {
    view[key] = value;
    onChange(key, value);
  }
  function put(key, signal) {
    choose(key, signal);
    paint();
  }
  function set(key, t, value) {
    if (locked(key)) return;
    const signal = [...view[key]];
    signal[t] = Math.min(1, Math.max(LOW[key], Math.round(value * 20) / 20));
    put(key, signal);
  }
  function bring() {
    choose("f", Array(T).fill(1));
    choose("i", Array(T).fill(0));
    choose("g", [...target().g]);
    paint();
  }

  // ---- the picture ----

  const top = { f: 18, i: 18 + TALL + GAP, g: 18 + 2 * (TALL + GAP), c: 18 + 3 * (TALL + GAP) + 8 };
  const height = top.c + MEMORY + 26;
  const x = (t) => LEFT + ((width - LEFT - 14) * t) / T;
  const y = (key, value) => top[key] + TALL * (1 - (value - LOW[key]) / (1 - LOW[key]));

  const paint = lab.guard(() => {
    const c = memory(),
      want = target().want,
      wide = x(1) - x(0),
      t = view.step;
    const reach = Math.max(1, ...c.map(Math.abs), ...(want ?? []).map(Math.abs));
    const low = Math.min(0, ...c, ...(want ?? [])) < 0 ? -reach : 0;
    const yc = (value) => top.c + MEMORY * (1 - (value - low) / (reach - low));
    const parts = [el("rect", { class: "ml-now", x: x(t), y: 0, width: wide, height: height - 20 })];
    for (let k = 0; k < T; k++) {
      const mark = target().resets.includes(k) ? "○" : target().marks.includes(k) ? "●" : "";
      if (mark) parts.push(el("text", { x: x(k) + wide / 2, y: 12, "text-anchor": "middle" }, mark));
      if (wide > 22 || k % 2 === 1)
        parts.push(
          el("text", { class: "ml-faint", x: x(k) + wide / 2, y: height - 6, "text-anchor": "middle" }, String(k + 1)),
        );
    }
    for (const key of LANES) {
      const zero = y(key, 0);
      parts.push(
        el("text", { x: 0, y: top[key] + TALL / 2 }, NAMES[key] + (lane === key ? " ◂" : "")),
        el("text", { class: "ml-faint", x: LEFT - 6, y: top[key] + 9, "text-anchor": "end" }, "1"),
        el("text", { class: "ml-faint", x: LEFT - 6, y: top[key] + TALL, "text-anchor": "end" }, LOW[key] ? "−1" : "0"),
        el("line", { class: "ml-grid", x1: LEFT, x2: width - 14, y1: top[key], y2: top[key] }),
        el("line", { class: "ml-zero", x1: LEFT, x2: width - 14, y1: zero, y2: zero }),
      );
      view[key].forEach((value, k) =>
        parts.push(
          el("rect", {
            class: `ml-${key}`,
            x: x(k) + 2,
            width: Math.max(1, wide - 4),
            y: Math.min(zero, y(key, value)),
            height: Math.max(1.5, Math.abs(zero - y(key, value))),
          }),
        ),
      );
    }
    parts.push(
      el("text", { x: 0, y: top.c + MEMORY / 2 }, NAMES.c),
      el(
        "text",
        { class: "ml-faint", x: LEFT - 6, y: top.c + 9, "text-anchor": "end" },
        fixed(reach, reach % 1 ? 1 : 0),
      ),
      el("text", { class: "ml-faint", x: LEFT - 6, y: yc(low) + 3, "text-anchor": "end" }, fixed(low, low % 1 ? 1 : 0)),
      el("line", { class: "ml-zero", x1: LEFT, x2: width - 14, y1: yc(0), y2: yc(0) }),
    );
    const stairs = (series) => series.map((value, k) => `${x(k)},${yc(value)} ${x(k + 1)},${yc(value)}`).join(" ");
    if (want)
      parts.push(
        el("polyline", { class: "ml-want", points: stairs(want) }),
        ...want.map((value, k) => el("circle", { class: "ml-dot", cx: x(k) + wide / 2, cy: yc(value), r: 3 })),
      );
    parts.push(el("polyline", { class: "ml-c", points: stairs([...c]) }));
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.setAttribute("height", height);
    picture.replaceChildren(...parts);
    tell(c, want, t);
  });

  function tell(c, want, t) {
    const before = t ? c[t - 1] : 0;
    const miss = want ? Math.max(...c.map((value, k) => Math.abs(value - want[k]))) : 0;
    const first = want ? c.findIndex((value, k) => Math.abs(value - want[k]) > view.payload.close) : -1;
    write(task, target().task);
    write(
      verdict,
      !want
        ? ""
        : first < 0
          ? "Target hit."
          : `Not yet: step ${first + 1} misses by ${fixed(Math.abs(c[first] - want[first]), 2)}.`,
    );
    const sentence =
      `Step ${t + 1}: keeps ${fixed(100 * view.f[t], 0)} % of ${fixed(before)}, writes ${fixed(view.i[t])} × ${fixed(view.g[t])} = ` +
      `${fixed(view.i[t] * view.g[t])}, so c = ${fixed(c[t])}${want ? `; wanted ${fixed(want[t])}` : ""}.`;
    write(words, sentence);
    picture.setAttribute("aria-label", `${verdict.textContent} ${sentence} The largest miss is ${fixed(miss)}.`);
    steps.show(t);
    for (const key of LANES) {
      values[key].set(view[key][t]);
      values[key].input.disabled = locked(key);
    }
    lab.say(`${verdict.textContent} ${sentence}`);
  }

  // ---- pointer and keys ----

  const at = (event) => {
    const box = picture.getBoundingClientRect();
    const px = ((event.clientX - box.left) * width) / box.width,
      py = ((event.clientY - box.top) * height) / box.height;
    const t = Math.floor(((px - LEFT) * T) / (width - LEFT - 14));
    const key = LANES.find((name) => py >= top[name] - GAP / 2 && py <= top[name] + TALL + GAP / 2);
    return { t: Math.min(T - 1, Math.max(0, t)), key, py, inside: px >= LEFT - 4 };
  };
  const stroke = (event) => {
    const { t, py } = at(event);
    view.step = t;
    set(drawing, t, LOW[drawing] + (1 - LOW[drawing]) * (1 - (py - top[drawing]) / TALL));
    if (locked(drawing)) paint();
  };
  picture.onpointerdown = lab.guard((event) => {
    const { key, t, inside } = at(event);
    if (!inside) return;
    choose("step", t);
    if (!key) return paint();
    drawing = lane = key;
    picture.setPointerCapture(event.pointerId);
    stroke(event);
  });
  picture.onpointermove = lab.guard((event) => {
    if (drawing) stroke(event);
  });
  picture.onpointerup = picture.onpointercancel = lab.guard(() => {
    if (drawing) onChange("step", view.step);
    drawing = null;
  });
  const raise = (by) => () => set(lane, view.step, view[lane][view.step] + by);
  lab.keys({
    ArrowRight: () => steps.move(1),
    ArrowLeft: () => steps.move(-1),
    Home: () => steps.move(-T),
    End: () => steps.move(T),
    ArrowUp: raise(0.1),
    ArrowDown: raise(-0.1),
    " ": () => steps.play(),
    0: () => set(lane, view.step, 0),
    1: () => set(lane, view.step, 1),
    ...Object.fromEntries(
      LANES.map((key) => [
        key,
        () => {
          lane = key;
          paint();
        },
      ]),
    ),
  });

  lab.onResize((pixels) => {
    width = Math.max(420, pixels - 30);
    paint();
  });
  lab.onTheme(paint);
  lab.later(() => steps.stop());
  lab.start();
  paint();
  return {
    update(patch) {
      Object.assign(view, patch);
      targets.input.value = view.target;
      cells.input.value = view.cell;
      paint();
    },
    destroy: lab.tidy,
  };
}

export default asWidget(mount, ["f", "i", "g", "target", "cell", "step"]);
