// @ts-check
// Round numbers beside an axis.

// A number at an axis, which is a round one.
export function roundTick(value) {
  const size = Math.abs(value);
  const plain = (size >= 1e-3 && size < 1e5) || value === 0;
  const digits = Number.isInteger(Math.log10(value)) ? 0 : undefined;
  const text = plain ? String(Number(value.toPrecision(3))) : value.toExponential(digits);
  return text.replace("-", "−").replace("e+", "e");
}

// 1, 2, 5 times powers of ten that lie between, about `count` of them.
export function steps(low, high, count) {
  const rough = (high - low) / count;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * decade).find((n) => n >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}
