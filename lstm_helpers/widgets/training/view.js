// The Training view: losses that grow while a kernel trains, how far it is, and a button that stops it. What is drawn
// comes in `live`, a few times a second, always complete; what goes back is one message, "stop".

import { asWidget, button, choice, el, open, write } from "../shared/lab.js";
import { paintChart, short, unpackLive } from "./chart.js";

const ANSWER = 500; // milliseconds until the kernel should have answered a stop
const NEWS = 5; // seconds without news until that is said
const OWN = '[data-jp-item-name="interrupt"]'; // the notebook's own stop button, in JupyterLab 4 and Notebook 7

export function mount(root, state, onChange = () => {}, send = () => {}) {
  const view = { scale: "log", along: "batches", ...state };
  let live = unpackLive(view.live);
  let row = null,
    chart = null,
    asked = 0,
    unanswered,
    deaf = false,
    heard = performance.now(),
    quarters = 0;
  const lab = open(root, "training-view", `Training view: ${view.payload.title || "losses while a model trains"}`);

  // ---- nodes, in the order: what it is, what can be done, what to look at ----

  const title = el("span", { class: "lab-title" });
  const stop = button(
    "■ stop and keep what was learned",
    "stop training and keep what was learned",
    lab.guard(() => {
      asked = live.run;
      send({ stop: live.run });
      unanswered = setTimeout(lab.guard(press), ANSWER, ["mousedown", "click"]);
      fill();
    }),
    { class: "lab-button tv-stop" },
  );
  const scales = choice(
    "scale",
    [
      ["log", "logarithmic"],
      ["linear", "linear"],
    ],
    view.scale,
    lab.guard((value) => choose("scale", value)),
  );
  const axes = choice(
    "along",
    ["batches", "epochs", "seconds"].map((name) => [name, name]),
    view.along,
    lab.guard((value) => choose("along", value)),
  );
  const head = el("div", { class: "lab-row" }, el("div", { class: "tv-name" }, title), scales, axes);
  const done = el("div", { class: "tv-done" });
  const bar = el(
    "div",
    {
      class: "tv-bar",
      role: "progressbar",
      "aria-label": "progress of the training",
      "aria-valuemin": 0,
      "aria-valuemax": 100,
    },
    done,
  );
  const where = el("p", { class: "tv-where" });
  const note = el("p", { class: "tv-note", hidden: "" });
  const legend = el("div", { class: "lab-row tv-legend" });
  const canvas = el("canvas", { class: "tv-chart", role: "img" });
  const empty = el("p", { class: "tv-empty lab-faint" }, "The curve appears here when the training begins.");
  const field = el(
    "div",
    {
      class: "tv-field",
      tabindex: 0,
      role: "group",
      "aria-label": "loss curve; the left and right arrow keys walk on it",
    },
    canvas,
    empty,
  );
  const sentence = el("p", { class: "tv-sentence" });
  const table = el("table", {});
  const values = el(
    "details",
    { class: "tv-values", ontoggle: lab.guard(() => fillTable()) },
    el("summary", {}, "The losses as a table"),
    el("div", { class: "tv-table", tabindex: 0, role: "group", "aria-label": "table of losses" }, table),
  );
  lab.root.append(
    head,
    bar,
    el("div", { class: "lab-row tv-state" }, where, stop),
    note,
    legend,
    field,
    sentence,
    values,
  );

  // ---- what they say ----

  const choose = (key, value) => {
    view[key] = value;
    onChange(key, value);
    paint();
  };
  // Nobody has answered: a kernel that runs a cell reads no message. The notebook's own button reaches it; versions
  // differ in whether it listens to the press or to the click.
  function press([how, ...others]) {
    const own = lab.root.closest(".jp-NotebookPanel")?.querySelector(OWN);
    deaf = !own || !how;
    if (!deaf) {
      (own.querySelector("jp-button, button") ?? own).dispatchEvent(
        new MouseEvent(how, { bubbles: true, cancelable: true, button: 0 }),
      );
      unanswered = setTimeout(lab.guard(press), 4 * ANSWER, others);
    }
    fill();
  }
  const running = () => live.state === "running" || live.state === "stopping";

  const fill = lab.guard(() => {
    write(title, view.payload.title || "Training");
    const stopping = running() && (live.state === "stopping" || asked === live.run);
    stop.hidden = !running();
    stop.disabled = stopping;
    write(stop, stopping ? "stopping …" : "■ stop and keep what was learned");
    const share = live.state === "waiting" ? 0 : live.total ? live.done / live.total : 0;
    done.style.transform = `scaleX(${share})`;
    done.classList.toggle("tv-over", live.state === "done");
    bar.setAttribute("aria-valuenow", Math.round(100 * share));
    const words = progressInWords();
    bar.setAttribute("aria-valuetext", words);
    write(where, words);
    note.hidden = !(deaf && stopping && live.state === "running");
    write(
      note,
      note.hidden
        ? ""
        : "No answer from the kernel yet. If the training goes on, press the notebook's own stop button (■, interrupt the kernel): what was learned is kept.",
    );
  });

  function progressInWords() {
    const { state, epochs, batches, total, seconds } = live;
    if (state === "waiting") return "Not started.";
    const count = live.done;
    const took = `${inSeconds(seconds)}`;
    if (state === "done") return `${live.ended[0]?.toUpperCase() ?? ""}${live.ended.slice(1)} (${took}).`;
    const epoch = batches ? Math.min(epochs, Math.floor(Math.max(0, count - 1) / batches) + 1) : 1;
    const place = epochs > 1 ? `epoch ${epoch} of ${epochs}, ` : "";
    const batch = batches ? `batch ${count - (epoch - 1) * batches} of ${batches}` : `batch ${count}`;
    const left = total && count ? `, about ${inSeconds((seconds / count) * (total - count))} left` : "";
    const quiet = (performance.now() - heard) / 1000;
    const news = quiet > NEWS ? ` No news for ${inSeconds(quiet)}.` : "";
    return `Training: ${place}${batch}; ${took} so far${left}.${news}`;
  }

  function fillLegend() {
    const sample = (name, kind, n = 0) =>
      el(
        "span",
        { class: "tv-key" },
        el(
          "svg",
          { viewBox: "0 0 34 10", class: `tv-sample ${kind}`, "aria-hidden": "true", "data-n": n % 3 },
          el("line", { x1: 1, x2: 33, y1: 5, y2: 5 }),
        ),
        name,
      );
    const spread = live.train.some(({ low, high }) => low < high);
    const entries = [
      live.train.length ? [spread ? "training (mean; band: smallest to largest)" : "training", "tv-train"] : null,
      live.validation.length ? ["validation", "tv-validation"] : null,
      ...view.payload.lines.map(([name, value], n) => [`${name}: ${short(value)}`, "tv-line", n]),
    ].filter(Boolean);
    const signature = JSON.stringify(entries);
    if (legend.dataset.signature === signature) return;
    legend.dataset.signature = signature;
    legend.replaceChildren(...entries.map((entry) => sample(...entry)));
  }

  const validationAt = (one) => live.validation.findLast(({ done: when }) => when <= one.done);

  function lossInWords(one) {
    const seen = validationAt(one);
    const epoch = live.batches && live.epochs > 1 ? ` (epoch ${Math.ceil(one.done / live.batches)})` : "";
    return (
      `After batch ${one.done}${epoch}, ${inSeconds(one.seconds)}: training ${view.payload.loss} ${short(one.mean)}` +
      (one.low < one.high ? ` (${short(one.low)} to ${short(one.high)})` : "") +
      (seen ? `, validation ${short(seen.mean)}.` : ".")
    );
  }

  function summary() {
    const best = live.validation.reduce((a, b) => (b.mean < (a?.mean ?? Infinity) ? b : a), null);
    const last = live.train.at(-1);
    if (!last) return "";
    return `${lossInWords(last)}${best ? ` Lowest validation: ${short(best.mean)}, after batch ${best.done}.` : ""}`;
  }

  const paint = lab.guard(() => {
    if (!lab.root.dataset.theme) return; // not in the page yet
    const one = row === null ? null : live.train[row];
    const nothing = live.train.length + live.validation.length === 0;
    empty.hidden = !nothing;
    lab.root.classList.toggle("tv-nothing", nothing);
    if (live.state !== "waiting" && nothing) write(empty, "The first batches are being trained.");
    fillLegend();
    chart = paintChart(canvas, {
      live,
      lines: view.payload.lines,
      axis: view.along,
      scale: view.scale,
      loss: view.payload.loss,
      width: Math.max(240, field.clientWidth),
      root: lab.root,
      row: one,
    });
    write(sentence, one ? lossInWords(one) : summary());
    canvas.setAttribute(
      "aria-label",
      nothing ? "no losses yet" : `losses: ${summary()} The numbers are in the table below.`,
    );
    if (values.open) fillTable();
  });

  function fillTable() {
    if (!values.open) return table.replaceChildren();
    const cells = (kind, texts) =>
      el("tr", {}, ...texts.map((text) => el(kind, kind === "th" ? { scope: "col" } : {}, text)));
    const validated = new Map(live.validation.map((one) => [one.done, one.mean]));
    const rows = live.train.concat(
      live.validation.filter(({ done: when }) => !live.train.some((one) => one.done === when)),
    );
    rows.sort((a, b) => a.done - b.done);
    table.replaceChildren(
      el("thead", {}, cells("th", ["after batch", "seconds", "training", "smallest", "largest", "validation"])),
      el(
        "tbody",
        {},
        ...rows.map((one) =>
          cells("td", [
            String(one.done),
            one.seconds.toFixed(1),
            ...("low" in one ? [one.mean, one.low, one.high].map(short) : ["", "", ""]),
            validated.has(one.done) ? short(validated.get(one.done)) : "",
          ]),
        ),
      ),
    );
  }

  // Few words, at a quarter, half, three quarters and the end: also for somebody whose focus is elsewhere.
  function announce(before) {
    if (before.run !== live.run) quarters = 0;
    if (live.state === "done" && before.state !== "done") {
      lab.live.textContent = `${live.ended}. ${summary()}`;
      return;
    }
    if (live.state === "running" && before.run !== live.run) {
      lab.live.textContent = "The training has begun.";
      return;
    }
    const now = live.total ? Math.floor((4 * live.done) / live.total) : 0;
    if (now <= quarters || live.state !== "running") return;
    quarters = now;
    lab.live.textContent = `${["", "A quarter", "Half", "Three quarters", "All"][now]} done. ${summary()}`;
  }

  // ---- keys and mouse: a place on the curve ----

  const go = lab.guard((to) => {
    const last = live.train.length - 1;
    row = to === null || last < 0 ? null : Math.max(0, Math.min(last, to));
    paint();
    lab.say(sentence.textContent);
  });
  const from = (end) => (row === null ? end : row);
  lab.keys({
    ArrowLeft: () => go(from(live.train.length) - 1),
    ArrowRight: () => go(from(-1) + 1),
    "Shift+ArrowLeft": () => go(from(live.train.length) - 10),
    "Shift+ArrowRight": () => go(from(-1) + 10),
    PageUp: () => go(from(live.train.length) - 10),
    PageDown: () => go(from(-1) + 10),
    Home: () => go(0),
    End: () => go(live.train.length - 1),
  });
  canvas.onpointermove = lab.guard((event) => {
    if (!chart || !live.train.length) return;
    const at = event.clientX - canvas.getBoundingClientRect().left;
    const gaps = live.train.map((one) => Math.abs(chart.x(one) - at));
    const near = gaps.indexOf(Math.min(...gaps));
    if (near !== row) {
      row = near;
      paint();
    }
  });
  canvas.onpointerleave = lab.guard(() => {
    if (row !== null) {
      row = null;
      paint();
    }
  });

  const clock = setInterval(
    lab.guard(() => {
      if (running()) fill();
    }),
    1000,
  );
  lab.later(() => {
    clearInterval(clock);
    clearTimeout(unanswered);
  });
  lab.onTheme(paint);
  lab.onResize(paint);
  lab.start();
  fill();
  paint();

  return {
    update: lab.guard((news) => {
      Object.assign(view, news);
      if (news.scale) scales.input.value = news.scale;
      if (news.along) axes.input.value = news.along;
      if (news.live) {
        const before = live;
        live = unpackLive(news.live);
        heard = performance.now();
        if (before.run !== live.run) row = null;
        if (live.state !== "running") {
          clearTimeout(unanswered);
          deaf = false;
        }
        announce(before);
      }
      fill();
      paint();
    }),
    destroy: lab.tidy,
  };
}

// Seconds as people say them.
function inSeconds(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export default asWidget(mount, ["live", "scale", "along"]);
