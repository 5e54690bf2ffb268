// Format strings, in the manner of Node's util.format.

const DIRECTIVES = {
  __proto__: null,
  s: toText,
  d: (value) => toNumber(value, Number),
  i: (value) => toNumber(value, (text) => parseInt(text, 10)),
  f: (value) => (typeof value === "bigint" ? `${value}` : toNumber(value, parseFloat)),
  j: toJSON,
  o: (value) => inspect(value, { showHidden: true, depth: 4 }),
  O: (value) => inspect(value),
  c: () => "",
};

function format(...values) {
  if (typeof values[0] !== "string") return joined(values, 0, "");
  if (values.length === 1) return values[0];
  const pattern = values[0];
  let text = "";
  let used = 1;
  let done = 0;
  for (let at; (at = nextDirective(pattern, at === undefined ? 0 : at + 2)) >= 0; ) {
    const letter = pattern[at + 1];
    const isKnown = letter === "%" || (letter in DIRECTIVES && used < values.length);
    if (!isKnown) continue;
    text += string.slice(pattern, done, at) + (letter === "%" ? "%" : DIRECTIVES[letter](values[used++]));
    done = at + 2;
  }
  return joined(values, used, text + string.slice(pattern, done));
}

function nextDirective(pattern, from) {
  const at = string.indexOf(pattern, "%", from);
  return at + 1 < pattern.length ? at : -1;
}

// `text` and the values from that number on, with blanks between them; an element in full.
function joined(values, from, text) {
  for (let at = from; at < values.length; at++) {
    text += (at ? " " : "") + plain(values[at]);
  }
  return text;
}

function plain(value) {
  if (typeof value === "string") return value;
  return takes(element.outerHTML)(value) ? element.outerHTML(value) : inspect(value);
}

function toNumber(value, convert) {
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "symbol" ? "NaN" : formatPrimitive({}, convert(value));
}

function toJSON(value) {
  try {
    return `${stringify(value)}`;
  } catch (thrown) {
    if (isError(thrown) && has(`${thrown.message}`, "circular")) return "[Circular]";
    throw thrown;
  }
}

const OWN_TEXTS = each(
  [Object, Array, Error, Date, RegExp, Number, String, Boolean, Symbol, BigInt],
  (kind) => kind.prototype.toString,
);

// An object is what its own toString says; without one it is formatted.
function toText(value) {
  if (typeof value === "string") return value;
  if (!isObject(value)) return formatPrimitive({}, value);
  if (typeof value === "function") return String(value);
  const { toString } = value;
  const isTold = typeof toString === "function" && !array.includes(OWN_TEXTS, toString);
  return isTold ? String(value) : inspect(value, { depth: 0 });
}
