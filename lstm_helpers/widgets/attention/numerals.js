// @ts-check
// Number words by the rules of data/numbers.py, with the words that it sent: what is typed becomes English words, and
// what they should become in the other language is known.

/**
 * @typedef {object} Language
 * @property {string[]} ones 0 to 19
 * @property {string[]} tens 20, 30, … 90
 * @property {string} hundred
 * @property {string} thousand
 * @property {string} and
 */

export const MOST_NUMBER = 999_999;
const COMMA = ",";
const DIGITS = /[0-9][0-9,]*[0-9]/g;
const GROUPED = /^[0-9]{1,3}(,[0-9]{3})+$/;

const PIECES = /,|[^ \t\n\r\f\v\u00a0,]+/g; // blanks named, since Python and JavaScript know different ones

// The words of what is below a thousand, by language.
const BELOW = {
  English(n, { ones, tens, hundred }) {
    const rest = n % 100;
    const said = n >= 100 ? [ones[Math.floor(n / 100)], hundred] : [];
    if (rest >= 20) return [...said, tens[Math.floor(rest / 10) - 2], ...(rest % 10 ? [ones[rest % 10]] : [])];
    return rest ? [...said, ones[rest]] : said;
  },
  German: (n, words) => [
    ...(n >= 100 ? [words.ones[Math.floor(n / 100)], words.hundred] : []),
    ...onesAndTens(n % 100, words),
  ],
  Dutch(n, words) {
    const hundreds = Math.floor(n / 100);
    const said = hundreds ? [words.ones[hundreds], words.hundred].slice(hundreds === 1 ? 1 : 0) : [];
    return [...said, ...onesAndTens(n % 100, words)];
  },
};

// Four-and-twenty.
function onesAndTens(n, { ones, tens, and }) {
  if (n < 20) return n ? [ones[n]] : [];
  return [...(n % 10 ? [ones[n % 10], and] : []), tens[Math.floor(n / 10) - 2]];
}

// The words of a whole number from 0 to 999,999.
/** @returns {string[]} */
export function numberWords(n, name, words) {
  const [above, below] = [Math.floor(n / 1000), n % 1000];
  const said = [...(above ? [...BELOW[name](above, words), words.thousand] : []), ...BELOW[name](below, words)];
  if (!n) return [words.ones[0]];
  if (name === "German") return said.map((word, k) => (word === "eins" && k < said.length - 1 ? "ein" : word));
  return name === "Dutch" && above === 1 ? said.slice(1) : said;
}

// The number that English words name, or -1 where `numberWords` would not say it so.
export function numberNamed(said, english) {
  let [above, below] = [0, 0];
  for (const word of said) {
    const value = worthOf(word, english);
    if (value === 1000) [above, below] = [above + Math.max(below, 1) * 1000, 0];
    else below = value === 100 ? Math.max(below, 1) * 100 : below + value;
  }
  const n = above + below;
  return n <= MOST_NUMBER && numberWords(n, "English", english).join(" ") === said.join(" ") ? n : -1;
}

function worthOf(word, { ones, tens, hundred, thousand }) {
  if (ones.includes(word)) return ones.indexOf(word);
  if (tens.includes(word)) return 10 * (tens.indexOf(word) + 2);
  return word === hundred ? 100 : word === thousand ? 1000 : 0;
}

// The numbers that a sentence names, with commas between them; null where a part of it names none.
export function numbersNamed(said, english) {
  const parts = [[]];
  for (const word of said) {
    if (word === COMMA) parts.push([]);
    else parts[parts.length - 1].push(word);
  }
  const found = parts.map((part) => numberNamed(part, english));
  return found.includes(-1) ? null : found;
}

// Building blocks as they are written: German in one word, Dutch with a space after duizend and ën after an e.
export function written(blocks, name) {
  if (!name) return blocks.join(" ");
  let text = "";
  blocks.forEach((block, k) => {
    const before = blocks[k - 1];
    if (before === COMMA || before === "duizend") text += block === COMMA ? "" : " ";
    text += name === "Dutch" && block === "en" && before?.endsWith("e") ? "ën" : block;
  });
  return text;
}

/**
 * The words of what was typed: { words, fault }. Digits become English words, hyphens part, and an "and" that the
 * translator does not know is left out; `fault` is what is wrong with it, in words, or "".
 *
 * @param {string} text
 * @param {Map<string, number>} known
 * @param {Language} english
 */
export function wordsTyped(text, known, english) {
  const pieces = text.replace(DIGITS, ungrouped).match(PIECES) ?? [];
  const words = [];
  for (const piece of pieces.flatMap((one) => (known.has(one) ? [one] : one.split("-").filter(Boolean)))) {
    const said = [piece, piece.toLowerCase()].find((one) => known.has(one));
    const digits = /^[0-9]{1,9}$/.test(piece) && Number(piece) <= MOST_NUMBER;
    const found = said !== undefined ? [said] : digits ? numberWords(Number(piece), "English", english) : [];
    if (found.every((word) => known.has(word)) && found.length) words.push(...found);
    else if (piece.toLowerCase() !== "and") return { words: [], fault: faultOf(piece) };
  }
  return { words, fault: words.length ? "" : "There is no word in it" };
}

// 21,024 without its comma.
const ungrouped = (digits) => (GROUPED.test(digits) ? digits.replaceAll(COMMA, "") : digits);

const faultOf = (piece) =>
  /^[0-9]+$/.test(piece)
    ? `${piece} is no number from 0 to 999,999 that it can be told`
    : `“${piece}” is none of the words that it knows`;
