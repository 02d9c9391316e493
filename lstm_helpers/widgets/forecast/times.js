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
      if (calendar) return months(iso, first, Math.min(last, count - 1), most) ?? evenly(first, last, most, dayOf);
      return evenly(first, last, most, (t) => (times ? (times[t] ?? "") : String(t + 1)));
    },
  };
  function dayOf(t, n) {
    const date = iso(t);
    if (!date) return "";
    const { year, month, day, hour } = parts(date);
    const name = `${day ? `${day} ` : ""}${MONTHS[month].slice(0, 3)}`;
    return `${name}${n === 0 ? ` ${year}` : ""}${hour ? ` ${hour}` : ""}`;
  }
}

// Beginnings of months or years, at least four of them and at most so many; else null.
function months(iso, first, last, most) {
  const starts = [];
  for (let t = Math.max(1, first); t <= last; t++) {
    const { year, month } = parts(iso(t));
    const before = parts(iso(t - 1));
    if (year !== before.year || month !== before.month) starts.push({ t, year, month, at: 12 * year + month });
  }
  for (const every of [1, 2, 3, 6, 12, 24, 60, 120, 240, 600]) {
    const kept = starts.filter(({ at }) => at % every === 0);
    if (kept.length > most) continue;
    if (kept.length < 4) return null;
    return kept.map(({ t, year, month }, n) => {
      const name = MONTHS[month].slice(0, 3);
      return { t, text: every >= 12 ? String(year) : n === 0 || month === 0 ? `${name} ${year}` : name };
    });
  }
  return null;
}

// Every so many steps, counted from the first value, so that the ticks move with the series.
function evenly(first, last, most, text) {
  const span = last - first + 1;
  const every = [1, 2, 5, 7, 10, 14, 20, 28, 50, 100, 200, 500, 1000, 2000].find((n) => span / n <= most) ?? 5000;
  const ticks = [];
  for (let t = Math.ceil(first / every) * every; t <= last; t += every) ticks.push({ t, text: text(t, ticks.length) });
  return ticks;
}
