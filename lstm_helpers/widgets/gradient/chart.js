// @ts-check
// The Gradient Lab's picture: what is left of the gradient, and below it the factors whose product that is.

import { el } from "../shared/nodes.js";
import { stepInWords } from "./words.js";

const LEFT = 62;
const RIGHT = 16;
const CHART = 210;
const TOP = 10;
const STRIP = 46;
const GAP = 34;
const MOST = 2; // the largest factor that a bar can show
const TOPMOST = ["direct", "rnn", "lstm"]; // which lines get a dot, the last on top

// Where everything stands on a picture of that width.
function places({ width, view, found, both }) {
  const curves = both() ? ["bound", "direct", "rnn", "lstm"] : ["bound", "rnn"];
  const rows = both() ? ["rnn", "lstm"] : ["rnn"];
  const values = curves.filter((key) => key !== "bound").flatMap((key) => found[key]);
  const logs = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  const high = Math.max(...logs);
  const low = Math.min(4 * Math.floor(Math.min(...logs) / 4), -4);
  const top = high > 2 ? 4 * Math.ceil(high / 4) : 2;
  const floor = (n) => TOP + CHART + (n + 1) * (STRIP + GAP);
  return {
    ...{ width, curves, rows, low, high: top, floor },
    end: width - RIGHT,
    height: floor(rows.length - 1) + 40,
    across: (k) => LEFT + ((width - LEFT - RIGHT) * k) / view.length,
    up(value) {
      const share = (Math.log10(value) - low) / (top - low);
      return TOP + CHART * (1 - Math.max(0, Math.min(1, Number.isNaN(share) ? 0 : share)));
    },
  };
}

const tick = (x, y, text, anchor = "end", more = {}) =>
  el("text", { class: "gd-tick", x, y, "text-anchor": anchor, ...more }, text);
const level = (kind, { end }, y) => el("line", { class: kind, x1: LEFT, x2: end, y1: y, y2: y });

export function chartPanel(desk) {
  const { view } = desk;
  const picture = el("svg", { class: "gd-picture", role: "img" });
  const over = overlay(desk);
  let at = null;
  follow(desk, picture);
  return {
    node: el("div", { class: "gd-field" }, picture),
    paint() {
      at = places(desk);
      const bars = at.rows.flatMap((key, n) => factors(desk, at, key, n));
      picture.setAttribute("viewBox", `0 0 ${at.width} ${at.height}`);
      picture.setAttribute("height", at.height);
      picture.replaceChildren(...sizes(desk, at), ...bars, ...lags(view, at), ...over.nodes);
      over.paint(at);
    },
    show() {
      over.show(at);
      picture.setAttribute("aria-label", stepInWords(desk));
    },
  };
}

// The lines, on a logarithmic axis.
function sizes({ found }, at) {
  const every = [1, 2, 4, 8, 16, 32, 64].find((n) => (at.high - at.low) / n <= 8) ?? 128;
  const ground = { class: "gd-ground", x: LEFT, y: TOP, width: at.end - LEFT, height: CHART };
  const parts = [el("rect", ground)];
  for (let e = Math.ceil(at.low / every) * every; e <= at.high; e += every) {
    const y = at.up(10 ** e);
    const text = e === 0 ? "1" : `1e${e < 0 ? "−" : ""}${Math.abs(e)}`;
    parts.push(level(e === 0 ? "gd-one" : "gd-grid", at, y), tick(LEFT - 7, y + 4, text));
  }
  const middle = TOP + CHART / 2;
  parts.push(tick(12, middle, "size of the gradient", "middle", { transform: `rotate(-90 12 ${middle})` }));
  const point = (value, k) => `${at.across(k).toFixed(1)},${at.up(value).toFixed(1)}`;
  const line = (key) => el("polyline", { class: `gd-${key}`, points: found[key].map(point).join(" ") });
  return [...parts, ...at.curves.map(line)];
}

// The factor of each step as a bar.
function factors({ view, found, both }, at, key, n) {
  const base = at.floor(n);
  const up = (v) => base - (STRIP * Math.min(MOST, v)) / MOST;
  const room = at.across(1) - at.across(0);
  const wide = Math.max(1, room - (view.length > 80 ? 0.6 : 2));
  const bar = (value, k) => {
    const factor = value / found[key][k];
    const tall = Number.isFinite(factor) ? Math.max(0.8, base - up(factor)) : 0;
    const x = (at.across(k) + (room - wide) / 2).toFixed(1);
    return `M${x} ${base}h${wide.toFixed(1)}v${(-tall).toFixed(1)}h${(-wide).toFixed(1)}z`;
  };
  const thick = both() ? (key === "rnn" ? "thin " : "thick ") : "";
  const words = `${key === "rnn" ? "RNN" : "LSTM"}: the factor of each step; their product is the ${thick}line above`;
  return [
    el("text", { class: "gd-row", x: LEFT, y: base - STRIP - 8 }, words),
    el("path", { class: `gd-bars gd-bars-${key}`, d: found[key].slice(1).map(bar).join("") }),
    level("gd-one", at, up(1)),
    level("gd-base", at, base),
    tick(LEFT - 7, up(1) + 4, "1"),
    tick(LEFT - 7, base + 4, "0"),
  ];
}

// The axis below everything.
function lags(view, at) {
  const apart = [1, 2, 5, 10, 20, 50].find((n) => view.length / n <= (at.width < 560 ? 6 : 11)) ?? 50;
  const parts = [];
  for (let k = 0; k <= view.length; k += apart) {
    parts.push(tick(at.across(k), at.floor(at.rows.length - 1) + 16, String(k), "middle"));
  }
  return [...parts, tick((LEFT + at.end) / 2, at.height - 6, "lag k: steps back from the end", "middle")];
}

// What moves with the step: transforms alone. What has not been gone back yet lies under a veil.
function overlay(desk) {
  const { view } = desk;
  const veil = el("path", { class: "gd-veil" });
  const cursor = el("path", { class: "gd-cursor" });
  const dots = TOPMOST.map((key) => ({ key, node: el("circle", { class: `gd-dot gd-dot-${key}`, r: 5 }) }));
  return {
    nodes: [veil, cursor, ...dots.map(({ node }) => node)],
    paint(at) {
      const strips = at.rows.map((_, n) => [at.floor(n) - STRIP, at.floor(n)]);
      const spans = [[TOP, TOP + CHART], ...strips];
      veil.setAttribute("d", spans.map(([from, to]) => `M0 ${from - 6}H4000V${to}H0z`).join(""));
      cursor.setAttribute("d", spans.map(([from, to]) => `M0 ${from}V${to}`).join(""));
    },
    show(at) {
      const k = view.step;
      const x = at.across(k);
      veil.style.transform = `translateX(${x + 1}px)`;
      veil.style.visibility = k === view.length ? "hidden" : "";
      cursor.style.transform = `translateX(${x}px)`;
      for (const { key, node } of dots) {
        const sizes = desk.found[key];
        node.style.visibility = sizes ? "" : "hidden";
        if (sizes) node.style.transform = `translate(${x}px, ${at.up(sizes[k])}px)`;
      }
    },
  };
}

// The pointer goes to a step.
function follow(desk, picture) {
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) * desk.width) / box.width - LEFT;
    return Math.round((x / (desk.width - LEFT - RIGHT)) * desk.view.length);
  };
  picture.onpointerdown = desk.guard((event) => {
    picture.setPointerCapture(event.pointerId);
    desk.go(at(event));
  });
  picture.onpointermove = desk.guard((event) => event.buttons && desk.go(at(event)));
}
