// The Two-way reader: under each letter of a sentence without spaces the opinions of three models on whether a word
// ends there: one that reads forward, one that reads backward, one that does both.

import { asWidget, button, el, open, palette, sized, slider, transport, visible, write } from "../shared/lab.js";
import { disagreement, lettersOf, opinions, readerGap, tally, unpackReader } from "./model.js";

const START = { text: "", step: 0, threshold: 0.5, playing: false, speed: 4 };
const WAYS = [
  ["forward", "→"],
  ["backward", "←"],
  ["both ways", "⇄"],
];
const LANE = { strip: 30, height: 58, bar: 36 }; // letters, then three lanes of bars
const LONGEST = 200;

const share = (p) => (Number.isNaN(p) ? "NaN" : `${Math.round(100 * p)} %`);
const few = (letters, most = 16) => letters.slice(0, most).join("") + (letters.length > most ? "…" : "");

export function mount(root, state, onChange = () => {}) {
  const view = { ...START, ...state };
  let model = unpackReader(view.payload);
  let letters = [],
    ends = null,
    said = [],
    column = 24,
    gap = null,
    scrolled = 0,
    seen = 0;
  const lab = open(root, "two-way-reader", `Two-way reader: ${model.title || "does a word end here?"}`);
  const set = (key, value) => {
    if (view[key] === value) return;
    view[key] = value;
    onChange(key, value);
  };
  const go = lab.guard((step) => {
    set("step", Math.max(0, Math.min(letters.length - 1, step)));
    show();
  });
  const isEnd = (p) => p >= view.threshold;

  // ---- the nodes, in the order: input, model, what to look at ----

  const name = el("span", { class: "lab-title" });
  const size = el("span", { class: "lab-faint" });
  const typed = el("input", {
    type: "text",
    class: "tw-typed",
    maxlength: 2 * LONGEST,
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": "a sentence of your own, with or without spaces",
    placeholder: "type a sentence, with or without its spaces",
    oninput: lab.guard(() => {
      set("text", typed.value);
      set("step", Math.max(0, lettersOf(typed.value).letters.length - 1));
      rebuild();
    }),
  });
  const reset = button(
    "back to the first text",
    "back to the first text",
    lab.guard(() => {
      set("text", "");
      set("step", 0);
      fillText();
      rebuild();
    }),
  );
  const limit = slider(
    "a word ends from",
    { min: 0.05, max: 0.95, step: 0.05, value: view.threshold, format: (v) => share(v) },
    lab.guard((value) => {
      set("threshold", value);
      paint();
    }),
  );
  const moves = transport({
    count: 1,
    go,
    step: () => view.step,
    speed: view.speed,
    onPlay: (playing) => set("playing", playing),
    onSpeed: (speed) => set("speed", speed),
  });
  const strip = el("div", { class: "tw-letters", "aria-hidden": "true" });
  const canvas = el("canvas", { class: "tw-bars", role: "img" });
  const cursor = el("div", { class: "tw-cursor" });
  const spans = WAYS.map((_, n) => el("div", { class: "tw-span", "data-n": n }));
  const sheet = el("div", { class: "tw-sheet" }, strip, canvas, ...spans, cursor);
  const scroller = el(
    "div",
    {
      class: "tw-scroller",
      tabindex: 0,
      role: "group",
      onscroll: () => {
        scrolled = scroller.scrollLeft;
      },
      "aria-label": "opinions under each letter; the left and right arrow keys move",
    },
    sheet,
  );
  const numbers = WAYS.map(() => el("b", {}));
  const gutter = el(
    "div",
    { class: "tw-gutter", "aria-hidden": "true" },
    el("div", { class: "tw-key" }, "reads"),
    ...WAYS.map(([one, arrow], n) =>
      el("div", { class: "tw-name", "data-n": n }, el("span", {}, `${arrow} ${one}`), numbers[n]),
    ),
  );
  const stage = el("div", { class: "tw-stage" }, gutter, scroller);
  const here = el("p", { class: "tw-here" });
  const thoughts = el("ul", { class: "tw-thoughts" });
  const why = el("p", { class: "tw-why" });
  const restored = el("div", {
    class: "tw-restored",
    role: "group",
    "aria-label": "the sentence with its spaces put back",
  });
  const table = el("table", {});
  const values = el(
    "details",
    { class: "tw-values", ontoggle: lab.guard(() => fillTable()) },
    el("summary", {}, "All opinions as a table"),
    el("div", { class: "tw-table", tabindex: 0, role: "group", "aria-label": "table of opinions" }, table),
  );
  const proof = el("p", { class: "tw-proof lab-faint" });
  lab.root.append(
    el("div", { class: "lab-row tw-head" }, name, size),
    el("div", { class: "lab-row" }, typed, reset),
    moves,
    el("div", { class: "lab-row" }, limit),
    stage,
    el("div", { class: "tw-words" }, here, thoughts, why),
    restored,
    values,
    proof,
  );
  lab.later(() => moves.stop());

  // ---- rebuild → arrange → paint → show, each redoing what follows from it ----

  const rebuild = lab.guard(() => {
    ({ letters, ends } = lettersOf(view.text || model.example));
    letters = letters.slice(0, LONGEST);
    said = opinions(model.models, letters, model.alphabet);
    if (!view.text) gap ??= readerGap(said, model.kernel);
    view.step = Math.max(0, Math.min(letters.length - 1, view.step));
    moves.setCount(Math.max(1, letters.length));
    const [a, b, both] = model.models.map(({ cells }) => cells.map(({ H }) => H));
    write(name, model.title || "Does a word end here?");
    write(size, `${a[0]}, ${b[0]} and 2 × ${both[0]} units, ${letters.length} letters`);
    const exact = gap < 1e-12;
    write(
      proof,
      gap === null
        ? ""
        : `${exact ? "✓" : "✗"} Computed here, in your browser: the largest difference from the kernel's opinions is ${gap.toExponential(0).replace("-", "\u2011")}. Letters that the models do not know are read as one “unknown” letter.`,
    );
    arrange();
  });

  const arrange = lab.guard(() => {
    const room = Math.max(200, lab.root.clientWidth - 28 - 118);
    column = Math.max(20, Math.min(38, room / Math.max(1, letters.length)));
    sheet.style.width = `${column * letters.length}px`;
    seen = Math.min(room, column * letters.length);
    scrolled = scroller.scrollLeft;
    strip.replaceChildren(
      ...letters.map((letter, n) => {
        const box = el("span", ends?.[n] ? { class: "tw-end" } : {}, visible(letter));
        box.style.width = `${column}px`;
        return box;
      }),
    );
    paint();
  });

  const paint = lab.guard(() => {
    if (!lab.root.dataset.theme) return; // not in the page yet
    const context = sized(canvas, Math.max(1, column * letters.length), WAYS.length * LANE.height);
    const colours = palette(lab.root);
    said.forEach((row, n) => {
      const floor = (n + 1) * LANE.height - 8;
      const top = floor - LANE.bar;
      row.forEach((p, t) => {
        const high = Math.max(1, LANE.bar * (Number.isFinite(p) ? p : 0));
        Object.assign(context, {
          fillStyle: colours.series[n],
          strokeStyle: colours.series[n],
          lineWidth: 1.5,
          globalAlpha: isEnd(p) ? 1 : 0.3,
        });
        context.fillRect(t * column + 3, floor - high, column - 6, high);
        context.globalAlpha = 1;
        context.strokeRect(t * column + 3, floor - high, column - 6, high);
        if (isEnd(p)) {
          // a word's end: a stroke after the letter
          context.fillStyle = colours.text;
          context.fillRect((t + 1) * column - 1.25, top - 6, 2.5, LANE.bar + 6);
        }
        if (wrong(n, t)) cross(context, colours.text, (t + 0.5) * column, top - 8);
      });
      Object.assign(context, { strokeStyle: colours.text, lineWidth: 1, globalAlpha: 0.6 });
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(0, Math.round(floor - LANE.bar * view.threshold) + 0.5);
      context.lineTo(column * letters.length, Math.round(floor - LANE.bar * view.threshold) + 0.5);
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    });
    canvas.setAttribute(
      "aria-label",
      `bars: how likely each model finds a word's end after each of ${letters.length} letters; the numbers are in the table below`,
    );
    fillRestored();
    fillTable();
    show();
  });

  // Known only where the text came with its spaces; the last letter ends a word in any case.
  const wrong = (n, t) => ends !== null && t < letters.length - 1 && isEnd(said[n][t]) !== ends[t];

  // One step: transforms and text.
  const show = lab.guard(() => {
    const t = view.step;
    const T = letters.length;
    moves.show(t, T ? `“${visible(letters[t])}”` : "");
    lab.root.classList.toggle("tw-empty", T === 0);
    if (!T) {
      write(here, "Type a sentence: the models read it as you write.");
      thoughts.replaceChildren();
      write(why, "");
      return;
    }
    const left = t * column;
    if (left < scrolled || left + column > scrolled + seen) scroller.scrollLeft = left - seen / 2;
    cursor.style.transform = `translateX(${left}px)`;
    cursor.style.width = `${column}px`;
    [
      [0, t + 1],
      [t, T],
      [0, T],
    ].forEach(([from, to], n) => {
      spans[n].style.transform = `translateX(${from * column}px)`;
      spans[n].style.width = `${(to - from) * column}px`;
    });
    const now = said.map((row) => row[t]);
    const verdicts = now.map(isEnd);
    numbers.forEach((node, n) => write(node, share(now[n])));
    write(here, `Letter ${t + 1} of ${T}: does a word end after “${visible(letters[t])}”?`);
    const last = (list) => (list.length > 16 ? "…" : "") + list.slice(-16).join("");
    const read = [
      `read “${last(letters.slice(0, t + 1))}” and nothing after it`,
      `read “${few(letters.slice(t))}”, from its end, and nothing before it`,
      "read the whole sentence",
    ];
    const lines = WAYS.map(([one], n) => [
      `${one} `,
      `${share(now[n])}: ${verdicts[n] ? "a word ends here" : "no end"}`,
      `, having ${read[n]}.`,
    ]);
    thoughts.replaceChildren(
      ...lines.map(([one, verdict, rest], n) =>
        el("li", { "data-n": n, class: verdicts[n] ? "tw-yes" : "" }, one, el("b", {}, verdict), rest),
      ),
    );
    const truth = ends === null ? "" : ends[t] ? " In the text a word ends here." : " In the text no word ends here.";
    write(why, disagreement(verdicts, letters, t) + truth);
    lab.say(`${here.textContent} ${lines.map((line) => line.slice(0, 2).join("")).join("; ")}. ${why.textContent}`);
    for (const node of restored.querySelectorAll(".tw-now")) node.classList.remove("tw-now");
    for (const node of restored.querySelectorAll(`[data-t="${t}"]`)) node.classList.add("tw-now");
    if (values.open) {
      table.querySelector(".tw-now")?.classList.remove("tw-now");
      table.tBodies[0]?.rows[t]?.classList.add("tw-now");
    }
  });

  // The three sentences with their spaces put back; where the truth is known, errors are marked.
  function fillRestored() {
    restored.replaceChildren(
      ...(letters.length ? said : []).map((row, n) => {
        const count = ends ? tally(row, ends, view.threshold) : null;
        const line = el("span", { class: "tw-line" });
        letters.forEach((letter, t) => {
          line.append(el("span", { "data-t": t }, letter));
          if (t === letters.length - 1) return;
          const put = isEnd(row[t]);
          if (wrong(n, t))
            line.append(
              put
                ? el("span", { class: "tw-extra", title: "a space too many" }, "¦")
                : el("span", { class: "tw-missed", title: "a space is missing" }, "‿"),
            );
          else if (put) line.append(" ");
        });
        const words = count ? `${count.found} of ${count.all} spaces found, ${count.extra} too many` : "";
        return el(
          "p",
          { "data-n": n, class: "tw-result" },
          el("span", { class: "tw-who" }, `${WAYS[n][1]} ${WAYS[n][0]}`),
          line,
          el("span", { class: "tw-count" }, words),
        );
      }),
    );
    if (ends)
      restored.append(
        el(
          "p",
          { class: "lab-faint tw-legend" },
          "‿ a space that is missing, ¦ one too many. Known because the text was given with its spaces; the models saw it without.",
        ),
      );
  }

  function fillTable() {
    if (!values.open) return table.replaceChildren();
    const cells = (kind, texts) =>
      el("tr", {}, ...texts.map((text) => el(kind, kind === "th" ? { scope: "col" } : {}, text)));
    table.replaceChildren(
      el("thead", {}, cells("th", ["number", "letter", ...WAYS.map(([one]) => one), ...(ends ? ["in the text"] : [])])),
      el(
        "tbody",
        {},
        ...letters.map((letter, t) =>
          cells("td", [
            String(t + 1),
            visible(letter),
            ...said.map((row) => `${Number.isNaN(row[t]) ? "NaN" : row[t].toFixed(4)}${isEnd(row[t]) ? " |" : ""}`),
            ...(ends ? [ends[t] ? "|" : ""] : []),
          ]),
        ),
      ),
    );
  }

  function fillText() {
    typed.value = view.text || model.example;
  }

  // ---- mouse and keys ----

  const at = (event) => Math.floor((event.clientX - sheet.getBoundingClientRect().left) / column);
  sheet.onpointerdown = lab.guard((event) => {
    sheet.setPointerCapture(event.pointerId);
    go(at(event));
  });
  sheet.onpointermove = lab.guard((event) => {
    if (event.buttons) go(at(event));
  });
  restored.onclick = lab.guard((event) => {
    const t = event.target.dataset?.t;
    if (t !== undefined) go(Number(t));
  });
  lab.keys({
    ArrowRight: () => go(view.step + 1),
    ArrowLeft: () => go(view.step - 1),
    "Shift+ArrowRight": () => go(view.step + 10),
    "Shift+ArrowLeft": () => go(view.step - 10),
    PageDown: () => go(view.step + 10),
    PageUp: () => go(view.step - 10),
    Home: () => go(0),
    End: () => go(letters.length - 1),
    " ": () => moves.play(),
  });

  lab.onTheme(paint);
  lab.onResize(arrange);
  lab.start();
  fillText();
  rebuild();
  if (view.playing) moves.play();

  return {
    update: lab.guard((news) => {
      const patch = Object.fromEntries(Object.entries(news).filter(([key, value]) => view[key] !== value));
      const has = (...keys) => keys.some((key) => key in patch);
      Object.assign(view, patch);
      if (has("payload")) {
        model = unpackReader(view.payload);
        gap = null;
      }
      if (has("playing") && patch.playing !== moves.playing()) moves.play();
      if (has("speed")) moves.setSpeed(patch.speed);
      if (has("threshold")) limit.set(view.threshold);
      if (has("payload", "text")) {
        if (typed.value !== view.text) fillText();
        rebuild();
      } else if (has("threshold")) paint();
      else if (has("step")) go(view.step);
    }),
    destroy: lab.tidy,
  };
}

function cross(context, colour, x, y) {
  Object.assign(context, { strokeStyle: colour, lineWidth: 1.8 });
  context.beginPath();
  for (const side of [-1, 1]) {
    context.moveTo(x - 3.5 * side, y - 3.5);
    context.lineTo(x + 3.5 * side, y + 3.5);
  }
  context.stroke();
}

export default asWidget(mount, ["text", "step", "threshold", "playing", "speed"]);
