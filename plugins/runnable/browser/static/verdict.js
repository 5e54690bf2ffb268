// Compares what a sample printed with what the page says, by the rules of verdict.py.

const ANY = "…";

// What may differ from run to run without meaning; the order is that of folding, the most special first.
const FOLDS = {
  uuid: /\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b/g,
  address: /\b0x[0-9a-fA-F]{6,16}\b/g,
  time: /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g,
  duration: /\b\d+(?:\.\d+)?(?:e-?\d+)? ?(?:ns|µs|us|ms|seconds?|secs?|s)\b/g,
  port: /(?<=localhost:)\d{2,5}\b|(?<=\d\.\d\.\d:)\d{2,5}\b|(?<=\[::1\]:)\d{2,5}\b|(?<=\bport )\d{2,5}\b/g,
  path: /(?:\/tmp|\/var\/folders)\/[^\s'":,)]+/g,
};

/** Put `<name>` for each thing of a text that one of the named folds describes. */
export function fold(text, names) {
  return Object.entries(FOLDS).reduce(
    (folded, [name, pattern]) => (names.includes(name) ? folded.replace(pattern, `<${name}>`) : folded),
    text,
  );
}

/** Tell whether `actual`, after the named folds, is what `expected` says, where `…` stands for anything, and as a line of
    its own for any number of lines. */
export function matches(expected, actual, folds = []) {
  return glob(linesOf(expected), linesOf(fold(actual, folds)), (line) => line.trim() === ANY, lineMatches);
}

/** Tell whether a line is `pattern`, in which each `…` stands for any characters. */
export function lineMatches(pattern, line) {
  if (!pattern.includes(ANY)) return pattern === line;
  return glob([...pattern], [...line], (char) => char === ANY, Object.is);
}

const linesOf = (text) => (text ? text.replace(/\n$/, "").split("\n") : []);

/** Match with wildcards: on a mismatch go back to the last one and let it take one more. */
function glob(pattern, text, isAny, same) {
  let [at, here, star, resume] = [0, 0, -1, 0];
  while (here < text.length) {
    if (at < pattern.length && isAny(pattern[at])) {
      [star, resume, at] = [at, here, at + 1];
    } else if (at < pattern.length && same(pattern[at], text[here])) {
      at++;
      here++;
    } else if (star >= 0) {
      [at, here] = [star + 1, ++resume];
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(isAny);
}

const MOST = 400; // lines of which the differences are looked for; their table grows with the square

/** The lines of both texts: {line, is}, where `is` is "same", or "removed" from what was expected, or "added". */
export function difference(expected, actual, folds = []) {
  const [one, other] = [linesOf(expected), linesOf(fold(actual, folds))];
  let first = 0;
  while (first < one.length && first < other.length && lineMatches(one[first], other[first])) first++;
  const lines = other.slice(0, first).map((line) => ({ line, is: "same" }));
  return [...lines, ...changes(one.slice(first, first + MOST), other.slice(first, first + MOST))];
}

/** The shortest way from one list of lines to another, by the longest that both have in common. */
function changes(one, other) {
  const common = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      common[i][j] = lineMatches(one[i], other[j]) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const found = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && lineMatches(one[i], other[j])) {
      found.push({ line: other[j++], is: "same" });
      i++;
    } else if (j >= other.length || (i < one.length && common[i + 1][j] >= common[i][j + 1])) {
      found.push({ line: one[i++], is: "removed" });
    } else {
      found.push({ line: other[j++], is: "added" });
    }
  }
  return found;
}
