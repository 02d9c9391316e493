// The Gradient Lab: a gradient of size 1 goes back from the last state, through one factor a step; what is left of it
// on a logarithmic axis, in a plain RNN and, where the lab has one, in an LSTM beside it.

import { asWidget, choice, decode, el, fixed, open, slider, transport, write } from "../shared/lab.js";
import { backward, forward, largestDifference, rnnBackward, rnnForward } from "../shared/lstm.js";

const START = { length: 60, activation: "tanh", radius: 1, forget_bias: 1, recurrent: 1, input_size: 0.3, step: 60 };
const LEFT = 62,
  RIGHT = 16,
  CHART = 210,
  TOP = 10,
  STRIP = 46,
  GAP = 34;
const MOST = 2; // the largest factor that a bar can show

// What the payload holds, with arrays.
function unpackGradients({ D, H, x, start, rnn, lstm, ...rest }) {
  const arrays = (cell) => ({ D, H, W_x: decode(cell.W_x), W_h: decode(cell.W_h), b: decode(cell.b) });
  return { ...rest, D, H, x: decode(x), start: decode(start), rnn: arrays(rnn), lstm: lstm && arrays(lstm) };
}

// The sizes 0, 1, … length steps back: { rnn, bound, lstm, direct }, and the LSTM's mean forget gate at each of them.
export function gradientSizes({ D, H, x, start, rnn, lstm }, view) {
  const T = view.length;
  const read = x.slice(0, T * D).map((v) => view.input_size * v);
  const last = new Float64Array(T * H);
  last.set(start, (T - 1) * H);
  const sizes = (rows) =>
    Array.from({ length: T + 1 }, (_, k) => Math.hypot(...rows.subarray((T - k) * H, (T - k + 1) * H)));
  const plain = { ...rnn, W_h: rnn.W_h.map((v) => view.radius * v) };
  const run = rnnForward(plain, read, { activation: view.activation });
  const found = {
    rnn: sizes(rnnBackward(plain, run, last).h),
    bound: Array.from({ length: T + 1 }, (_, k) => view.radius ** k),
  };
  if (!lstm) return found;
  const cell = {
    ...lstm,
    W_h: lstm.W_h.map((v) => view.recurrent * v),
    b: lstm.b.slice().fill(view.forget_bias, H, 2 * H),
  };
  const gated = forward(cell, read);
  found.lstm = sizes(backward(cell, gated, { dc: last }).c);
  const path = start.slice();
  found.direct = [1];
  found.open = [];
  for (let t = T - 1; t >= 0; t--) {
    const f = gated.f.subarray(t * H, (t + 1) * H);
    for (let u = 0; u < H; u++) path[u] *= f[u];
    found.direct.push(Math.hypot(...path));
    found.open.push(f.reduce((a, b) => a + b) / H);
  }
  return found;
}

// A size as people write it: 0.34, 2.1e−4, 3.0e12.
export function power(value, digits = 1) {
  if (!Number.isFinite(value)) return fixed(value);
  if (value === 0) return "0";
  const text = value >= 0.01 && value < 1000 ? value.toPrecision(digits + 1) : value.toExponential(digits);
  return text.replace("e-", "e−").replace("e+", "e");
}

const fate = (value) => (value < 1e-3 ? "it has vanished" : value > 1e3 ? "it has exploded" : "it is still there");

export function mount(root, state, onChange = () => {}) {
  const view = { ...START, ...state };
  let model = unpackGradients(view.payload);
  let found = null,
    width = 700,
    gap = null,
    scale = { low: -4, high: 2 };
  const both = () => Boolean(model.lstm);
  const lab = open(root, "gradient-lab", "Gradient Lab: what is left of a gradient, step by step back in time");

  // ---- nodes: input, models, what to look at ----

  const set = (key, value) => {
    if (view[key] === value) return;
    view[key] = value;
    onChange(key, value);
  };
  const go = lab.guard((step) => {
    set("step", Math.max(0, Math.min(view.length, step)));
    show();
  });
  const change = (key) =>
    lab.guard((value) => {
      const atTheEnd = view.step === view.length;
      set(key, key === "activation" ? value : Number(value));
      if (key === "length") set("step", atTheEnd ? view.length : Math.min(view.step, view.length));
      compute();
    });
  const knob = (key, label, step, digits) => {
    const [min, max] = model.ranges[key];
    return slider(label, { min, max, step, value: view[key], format: (v) => fixed(v, digits) }, change(key));
  };
  const title = el("span", { class: "lab-title" }, "How much of a gradient is left, k steps back");
  const controls = {
    length: slider(
      "length T",
      { min: model.shortest, max: model.longest, step: 5, value: view.length },
      change("length"),
    ),
    input_size: knob("input_size", "size of the inputs", 0.1, 1),
    activation: choice(
      "squashes with",
      [
        ["tanh", "tanh"],
        ["relu", "ReLU"],
        ["linear", "nothing (linear)"],
      ],
      view.activation,
      change("activation"),
    ),
    radius: knob("radius", "spectral radius r", 0.05, 2),
    forget_bias: knob("forget_bias", "forget bias b_f", 0.25, 2),
    recurrent: knob("recurrent", "recurrent weights ×", 0.1, 1),
  };
  const group = (name, mark, ...keys) =>
    el(
      "div",
      { class: "gd-group", role: "group", "aria-label": name },
      el("span", { class: `gd-name gd-name-${mark}` }, name),
      ...keys.map((key) => controls[key]),
    );
  const lstmGroup = group("LSTM", "lstm", "forget_bias", "recurrent");
  const moves = transport({
    count: view.length + 1,
    go,
    step: () => view.step,
    speed: 8,
    counted: (at, end) => `${at} of ${end} steps back`,
  });
  const picture = el("svg", { class: "gd-picture", role: "img" });
  const field = el("div", { class: "gd-field" }, picture);
  const keys = { rnn: "RNN", bound: "never above r^k", lstm: "LSTM, all paths", direct: "LSTM, forget gates alone" };
  const numbers = Object.fromEntries(Object.keys(keys).map((key) => [key, el("b", {})]));
  const entries = Object.fromEntries(
    Object.entries(keys).map(([key, name]) => [
      key,
      el(
        "span",
        { class: "gd-key" },
        el(
          "svg",
          { class: "gd-sample", viewBox: "0 0 34 10", "aria-hidden": "true" },
          el("path", { class: `gd-${key}`, d: "M0 5H34" }),
        ),
        el("span", {}, key === "bound" ? "never above r" : name, key === "bound" ? el("sup", {}, "k") : ""),
        numbers[key],
      ),
    ]),
  );
  const legend = el("div", { class: "lab-row gd-legend" }, ...Object.values(entries));
  const words = el("p", { class: "gd-say" });
  const proof = el("p", { class: "lab-faint" });
  const table = el("table", {});
  const values = el(
    "details",
    { class: "gd-values", ontoggle: lab.guard(() => fillTable()) },
    el("summary", {}, "All numbers as a table"),
    el("div", { class: "gd-table", tabindex: 0, role: "group", "aria-label": "table of sizes" }, table),
  );
  lab.root.append(
    el("div", { class: "lab-row" }, title),
    el(
      "div",
      { class: "gd-groups" },
      group("sequence", "x", "length", "input_size"),
      group("RNN", "rnn", "activation", "radius"),
      lstmGroup,
    ),
    moves,
    legend,
    field,
    words,
    values,
    proof,
  );
  lab.later(() => moves.stop());

  // ---- compute → paint → show, each redoing what follows from it ----

  const compute = lab.guard(() => {
    found = gradientSizes(model, view);
    gap ??= largestDifference(
      Float64Array.from([found.rnn, ...(both() ? [found.lstm, found.direct] : [])].flat().map(logOf)),
      decode(model.kernel).map(logOf),
    );
    lstmGroup.hidden = entries.lstm.hidden = entries.direct.hidden = !both();
    moves.setCount(view.length + 1);
    write(
      proof,
      `${gap < 1e-9 ? "✓" : "✗"} Computed here, in your browser: when the lab was opened, the largest relative difference from the kernel’s gradients was ${gap.toExponential(0).replace("-", "\u2011")}. ` +
        "Keys: ← → one step, Shift with them ten, Home, End, space plays.",
    );
    paint();
  });

  const across = (k) => LEFT + ((width - LEFT - RIGHT) * k) / view.length;
  const up = (value) => {
    const share = (Math.log10(value) - scale.low) / (scale.high - scale.low);
    return TOP + CHART * (1 - Math.max(0, Math.min(1, Number.isNaN(share) ? 0 : share)));
  };
  const rows = () => (both() ? ["rnn", "lstm"] : ["rnn"]);
  const floor = (n) => TOP + CHART + (n + 1) * (STRIP + GAP);
  const height = () => floor(rows().length - 1) + 40;

  const paint = lab.guard(() => {
    if (!found) return;
    const curves = both() ? ["bound", "direct", "rnn", "lstm"] : ["bound", "rnn"];
    const logs = curves
      .filter((key) => key !== "bound")
      .flatMap((key) => found[key])
      .filter((v) => v > 0 && Number.isFinite(v))
      .map(Math.log10);
    const high = Math.max(...logs),
      low = Math.min(...logs);
    scale = { low: Math.min(-4, 4 * Math.floor(low / 4)), high: high > 2 ? 4 * Math.ceil(high / 4) : 2 };
    const parts = [el("rect", { class: "gd-ground", x: LEFT, y: TOP, width: width - LEFT - RIGHT, height: CHART })];
    const every = [1, 2, 4, 8, 16, 32, 64].find((n) => (scale.high - scale.low) / n <= 8) ?? 128;
    for (let e = Math.ceil(scale.low / every) * every; e <= scale.high; e += every) {
      parts.push(
        el("line", {
          class: e === 0 ? "gd-one" : "gd-grid",
          x1: LEFT,
          x2: width - RIGHT,
          y1: up(10 ** e),
          y2: up(10 ** e),
        }),
        el(
          "text",
          { class: "gd-tick", x: LEFT - 7, y: up(10 ** e) + 4, "text-anchor": "end" },
          e === 0 ? "1" : `1e${e < 0 ? "−" : ""}${Math.abs(e)}`,
        ),
      );
    }
    parts.push(
      el(
        "text",
        {
          class: "gd-tick",
          x: 12,
          y: TOP + CHART / 2,
          transform: `rotate(-90 12 ${TOP + CHART / 2})`,
          "text-anchor": "middle",
        },
        "size of the gradient",
      ),
    );
    for (const key of curves) {
      const points = found[key].map((value, k) => `${across(k).toFixed(1)},${up(value).toFixed(1)}`).join(" ");
      parts.push(el("polyline", { class: `gd-${key}`, points }));
    }
    rows().forEach((key, n) => {
      const base = floor(n);
      const level = (v) => base - (STRIP * Math.min(MOST, v)) / MOST;
      const wide = Math.max(1, across(1) - across(0) - (view.length > 80 ? 0.6 : 2));
      const bars = found[key]
        .slice(1)
        .map((value, k) => {
          const factor = value / found[key][k];
          const tall = Number.isFinite(factor) ? Math.max(0.8, base - level(factor)) : 0;
          return `M${(across(k) + (across(1) - across(0) - wide) / 2).toFixed(1)} ${base}h${wide.toFixed(1)}v${(-tall).toFixed(1)}h${(-wide).toFixed(1)}z`;
        })
        .join("");
      parts.push(
        el(
          "text",
          { class: "gd-row", x: LEFT, y: base - STRIP - 8 },
          `${key === "rnn" ? "RNN" : "LSTM"}: the factor of each step; their product is the ${!both() ? "" : key === "rnn" ? "thin " : "thick "}line above`,
        ),
        el("path", { class: `gd-bars gd-bars-${key}`, d: bars }),
        el("line", { class: "gd-one", x1: LEFT, x2: width - RIGHT, y1: level(1), y2: level(1) }),
        el("line", { class: "gd-base", x1: LEFT, x2: width - RIGHT, y1: base, y2: base }),
        el("text", { class: "gd-tick", x: LEFT - 7, y: level(1) + 4, "text-anchor": "end" }, "1"),
        el("text", { class: "gd-tick", x: LEFT - 7, y: base + 4, "text-anchor": "end" }, "0"),
      );
    });
    const apart = [1, 2, 5, 10, 20, 50].find((n) => view.length / n <= (width < 560 ? 6 : 11)) ?? 50;
    for (let k = 0; k <= view.length; k += apart)
      parts.push(
        el(
          "text",
          { class: "gd-tick", x: across(k), y: floor(rows().length - 1) + 16, "text-anchor": "middle" },
          String(k),
        ),
      );
    parts.push(
      el(
        "text",
        { class: "gd-tick", x: (LEFT + width - RIGHT) / 2, y: height() - 6, "text-anchor": "middle" },
        "lag k: steps back from the end",
      ),
      veil,
      cursor,
      ...Object.values(dots),
    );
    const spans = [[TOP, TOP + CHART], ...rows().map((_, n) => [floor(n) - STRIP, floor(n)])];
    veil.setAttribute("d", spans.map(([from, to]) => `M0 ${from - 6}H4000V${to}H0z`).join(""));
    cursor.setAttribute("d", spans.map(([from, to]) => `M0 ${from}V${to}`).join(""));
    picture.setAttribute("viewBox", `0 0 ${width} ${height()}`);
    picture.setAttribute("height", height());
    picture.replaceChildren(...parts);
    fillTable();
    show();
  });

  // One step: transforms and text. What has not been gone back yet lies under a veil.
  const veil = el("path", { class: "gd-veil" });
  const cursor = el("path", { class: "gd-cursor" });
  const dots = Object.fromEntries(
    ["direct", "rnn", "lstm"].map((key) => [key, el("circle", { class: `gd-dot gd-dot-${key}`, r: 5 })]),
  );

  const show = lab.guard(() => {
    const k = view.step;
    const x = across(k);
    moves.show(k);
    veil.style.transform = `translateX(${x + 1}px)`;
    veil.style.visibility = k === view.length ? "hidden" : "";
    cursor.style.transform = `translateX(${x}px)`;
    for (const [key, dot] of Object.entries(dots)) {
      dot.style.visibility = found[key] ? "" : "hidden";
      if (found[key]) dot.style.transform = `translate(${x}px, ${up(found[key][k])}px)`;
    }
    for (const key of Object.keys(keys)) if (found[key]) write(numbers[key], power(found[key][k]));
    const sentence = inWords(k);
    write(words, sentence);
    picture.setAttribute("aria-label", sentence);
    lab.say(sentence);
    if (values.open) {
      table.querySelector(".gd-now")?.classList.remove("gd-now");
      table.tBodies[0]?.rows[k]?.classList.add("gd-now");
    }
  });

  function inWords(k) {
    if (k === 0)
      return "At the end the gradient has size 1: that is how we begin. Each step back multiplies it by one factor. Go back with →.";
    const mean = (list) => power(list[k] ** (1 / k));
    const steps = k === 1 ? "1 step" : `${k} steps`;
    let text =
      `${steps} back, the RNN has ${power(found.rnn[k])} left of 1: ${k === 1 ? "one factor" : `a product of ${k} factors, ${mean(found.rnn)} on average`}` +
      `; ${fate(found.rnn[k])}.`;
    if (both()) {
      const openness = found.open.slice(0, k).reduce((a, b) => a + b) / k;
      text += ` The LSTM’s cell state has ${power(found.lstm[k])} left; ${fate(found.lstm[k])}. Its forget gates, open to ${fixed(openness, 2)} on average, would alone leave ${power(found.direct[k])}.`;
    }
    return text;
  }

  function fillTable() {
    if (!values.open) return table.replaceChildren();
    const names = both()
      ? [
          ["RNN", "rnn"],
          ["bound r^k", "bound"],
          ["LSTM", "lstm"],
          ["forget gates alone", "direct"],
        ]
      : [
          ["RNN", "rnn"],
          ["bound r^k", "bound"],
        ];
    const line = (kind, texts) =>
      el("tr", {}, ...texts.map((text) => el(kind, kind === "th" ? { scope: "col" } : {}, text)));
    table.replaceChildren(
      el("thead", {}, line("th", ["steps back", ...names.map(([name]) => name)])),
      el(
        "tbody",
        {},
        ...found.rnn.map((_, k) => line("td", [String(k), ...names.map(([, key]) => power(found[key][k], 3))])),
      ),
    );
    table.tBodies[0].rows[view.step]?.classList.add("gd-now");
  }

  // ---- pointer and keys ----

  const at = (event) => {
    const box = picture.getBoundingClientRect();
    return Math.round(
      ((((event.clientX - box.left) * width) / box.width - LEFT) / (width - LEFT - RIGHT)) * view.length,
    );
  };
  picture.onpointerdown = lab.guard((event) => {
    picture.setPointerCapture(event.pointerId);
    go(at(event));
  });
  picture.onpointermove = lab.guard((event) => {
    if (event.buttons) go(at(event));
  });
  lab.keys({
    ArrowRight: () => go(view.step + 1),
    ArrowLeft: () => go(view.step - 1),
    "Shift+ArrowRight": () => go(view.step + 10),
    "Shift+ArrowLeft": () => go(view.step - 10),
    PageDown: () => go(view.step + 10),
    PageUp: () => go(view.step - 10),
    Home: () => go(0),
    End: () => go(view.length),
    " ": () => moves.play(),
  });

  lab.onTheme(paint);
  lab.onResize((pixels) => {
    width = Math.max(420, pixels - 30);
    paint();
  });
  lab.start();
  compute();

  return {
    update: lab.guard((news) => {
      const changed = Object.entries(news)
        .filter(([key, value]) => view[key] !== value)
        .map(([key]) => key);
      Object.assign(view, news);
      view.step = Math.min(view.step, view.length);
      if (changed.includes("payload")) {
        model = unpackGradients(view.payload);
        gap = null;
      }
      for (const key of changed)
        (
          controls[key]?.set ??
          ((value) => {
            if (controls[key]) controls[key].input.value = value;
          })
        )(view[key]);
      if (changed.some((key) => key !== "step")) compute();
      else if (changed.length) show();
    }),
    destroy: lab.tidy,
  };
}

const logOf = (value) => Math.log(Math.max(value, 1e-300));

export default asWidget(mount, ["length", "activation", "radius", "forget_bias", "recurrent", "input_size", "step"]);
