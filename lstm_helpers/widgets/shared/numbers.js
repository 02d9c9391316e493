// @ts-check
// Numbers and arrays: how they come from the kernel, and how people write them.

// A number with a real minus sign; `sign` writes the plus as well. NaN and infinities are shown as such.
export function fixed(value, digits = 2, sign = false) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+∞" : "−∞";
  const size = Math.abs(value);
  const text = size >= 1e5 ? size.toExponential(digits) : size.toFixed(digits);
  if (Number(text) === 0) return text;
  return (value < 0 ? "−" : sign ? "+" : "") + text;
}

export const percent = (v) => (Number.isFinite(v) ? `${Math.round(100 * v)} %` : fixed(v));

// A size as people write it: 0.34, 2.1e−4, 3.0e12.
export function power(value, digits = 1) {
  if (!Number.isFinite(value)) return fixed(value);
  if (value === 0) return "0";
  const text = value >= 0.01 && value < 1000 ? value.toPrecision(digits + 1) : value.toExponential(digits);
  return text.replace("e-", "e−").replace("e+", "e");
}

// The largest difference between two computations, in one digit; the hyphen does not break.
export const gapInWords = (gap) => (gap === 0 ? "0" : gap.toExponential(0).replace("-", "\u2011"));

export const clamp = (n, count) => Math.max(0, Math.min(count - 1, n));

// Little-endian float64 bytes as they come: a DataView (a kernel), a Uint8Array, or base64 (an exported page).
export function decode(bytes) {
  if (bytes instanceof Float64Array) return bytes;
  if (typeof bytes === "string") bytes = fromBase64(bytes);
  const from = bytes.byteOffset ?? 0;
  return new Float64Array((bytes.buffer ?? bytes).slice(from, from + bytes.byteLength));
}

function fromBase64(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let n = 0; n < letters.length; n++) bytes[n] = letters.charCodeAt(n);
  return bytes;
}

// What `pack_narrow` made of an array, half, single or double floats, as doubles; bytes from 0 to 255 as well, and
// sound of 16 bits a sample, from −1 to 1.
export function widened({ type, bytes }) {
  if (type === "f8") return decode(bytes);
  if (typeof bytes === "string") bytes = fromBase64(bytes);
  const from = bytes.byteOffset ?? 0;
  const own = (bytes.buffer ?? bytes).slice(from, from + bytes.byteLength);
  if (type === "i2") return Float64Array.from(new Int16Array(own), (n) => n / 32767);
  if (type === "u1") return Float64Array.from(new Uint8Array(own));
  return type === "f4" ? Float64Array.from(new Float32Array(own)) : Float64Array.from(new Uint16Array(own), half);
}

// A half float from its 16 bits: sign, 5 bits of exponent, 10 of fraction.
function half(bits) {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits >> 15 ? -1 : 1;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

// A record with the bytes under some of its keys as numbers; a key that holds nothing is left alone.
export function decoded(record, keys) {
  const numbers = keys.filter((key) => record[key]).map((key) => [key, decode(record[key])]);
  return { ...record, ...Object.fromEntries(numbers) };
}

export function peak(values) {
  let most = 0;
  for (const v of values) if (Number.isFinite(v)) most = Math.max(most, Math.abs(v));
  return most;
}

// The next of 1, 1.2, 1.5, 2, … times a power of ten: the end of a scale that people can read.
export function roundUp(value) {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const decade = 10 ** Math.floor(Math.log10(value));
  return [1, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10].find((n) => n * decade >= value * (1 - 1e-9)) * decade;
}

// Characters that print as nothing get a sign of their own.
export function visible(label) {
  return { " ": "␣", "\n": "⏎", "\t": "⇥", "": "∅" }[label] ?? label;
}
