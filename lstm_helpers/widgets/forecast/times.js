// @ts-check
// When a value was measured, in words, and which times are written below the chart.

const MONTHS = "January February March April May June July August September October November December".split(" ");

// A date in parts: "1987-05", "1987-05-12", "1987-05-12T14:00".
function parts(iso) {
  const [, year, month, day, hour] = iso.match(/^(\d+)-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d))?)?/);
  return { year: Number(year), month: Number(month) - 1, day: day && Number(day), hour };
}

const inWords = ({ year, month, day, hour }) =>
  `${day ? `${day} ` : ""}${MONTHS[month]} ${year}${hour ? `, ${hour}` : ""}`;

const EACH = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };
const OF_MONTHS = { month: 1, quarter: 3, year: 12 };

// A date so many steps after another one; null where the steps are of no one length.
function later(iso, count, every) {
  const { year, month, day = 1, hour = "00:00" } = parts(iso);
  const months = OF_MONTHS[every];
  if (months) return new Date(Date.UTC(year, month + months * count, 1)).toISOString().slice(0, 7);
  if (!EACH[every]) return null;
  const [h, m] = hour.split(":").map(Number);
  const then = new Date(Date.UTC(year, month, day, h, m) + count * EACH[every]).toISOString();
  return then.slice(0, iso.length);
}

/**
 * The times of a series of `count` values.
 *
 * @param {{ times: string[] | null, calendar: boolean, every: string }} payload
 * @param {number} count
 */
export function clockOf({ times, calendar, every }, count) {
  const starts = calendar ? startsOfMonths(times) : [];
  const iso = (t) => (t < count ? times[t] : later(times[count - 1], t - count + 1, every));
  const label = (t) => {
    if (!times) return `step ${t + 1}`;
    if (!calendar) return times[t] ?? `${t - count + 1} after ${times[count - 1]}`;
    const date = iso(t);
    return date ? inWords(parts(date)) : `${t - count + 1} after ${inWords(parts(iso(count - 1)))}`;
  };
  return {
    every,
    label,
    ticks(first, last, most) {
      const found = calendar && months(starts, first, last, most);
      return found || evenly(first, last, most, calendar ? dayOf : (t) => (times ? (times[t] ?? "") : String(t + 1)));
    },
  };
  // a day with its year, where that is another one than before
  function dayOf(t, before) {
    const date = iso(t);
    if (!date) return "";
    const { year, month, day, hour } = parts(date);
    const name = `${day ? `${day} ` : ""}${MONTHS[month].slice(0, 3)}`;
    const same = before !== null && iso(before) && parts(iso(before)).year === year;
    return `${name}${same ? "" : ` ${year}`}${hour ? ` ${hour}` : ""}`;
  }
}

// Every step in which a month begins.
function startsOfMonths(times) {
  const starts = [];
  let before = times[0].slice(0, 7);
  times.forEach((time, t) => {
    if (time.slice(0, 7) === before) return;
    before = time.slice(0, 7);
    const { year, month } = parts(time);
    starts.push({ t, year, month, at: 12 * year + month });
  });
  return starts;
}

// Beginnings of months or years between two steps, at least three of them and at most so many; else null.
function months(starts, first, last, most) {
  const inside = starts.filter(({ t }) => first <= t && t <= last);
  for (const every of [1, 2, 3, 6, 12, 24, 60, 120, 240, 600]) {
    const kept = inside.filter(({ at }) => at % every === 0);
    if (kept.length > most) continue;
    if (kept.length < 3) return null;
    return kept.map(({ t, year, month }, n) => {
      const name = MONTHS[month].slice(0, 3);
      const same = n > 0 && kept[n - 1].year === year;
      return { t, text: every >= 12 ? String(year) : same ? name : `${name} ${year}` };
    });
  }
  return null;
}

// Every so many steps, counted from the first value, so that the ticks move with the series.
function evenly(first, last, most, text) {
  const span = last - first + 1;
  const every = [1, 2, 5, 7, 10, 14, 20, 28, 50, 100, 200, 500, 1000, 2000].find((n) => span / n <= most) ?? 5000;
  const ticks = [];
  for (let t = Math.ceil(first / every) * every; t <= last; t += every) {
    ticks.push({ t, text: text(t, ticks.length ? t - every : null) });
  }
  return ticks;
}
