// Values as text, in the manner of Node's util.inspect (see `util` in its documentation), with these differences: a
// long array stands in columns as wide as the line allows; the state of a promise, what a proxy hides, and what an
// iterator has left can't be seen by a script; a node of the document is its opening tag.

const BREAK = 80; // columns; Node leaves 9 of them free at the end of a line
const SPARE = 9;
const TOGETHER = 3; // levels that may stand on one line
const FEW = 6; // items that stand in one column, if they don't fit on one line
const ESCAPES = {
  __proto__: null,
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  "\\": "\\\\",
  "'": "\\'",
};
const TO_ESCAPE = /[\0-\x1f'\\\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const IS_NAME = /^[A-Za-z_]\w*$/;
const IS_INDEX = /^(?:0|[1-9]\d{0,9})$/;

const matches = (pattern, text) => regexp.exec(pattern, text) !== null;
const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";
const descends = (value, kind) => object.isPrototypeOf(kind.prototype, value);
const isError = (value) => descends(value, Error);
const more = (count, what) => `... ${count} more ${what}${count > 1 ? "s" : ""}`;

// Whether `method` takes the value for one of its kind, which no object can feign.
function takes(method, argument) {
  return (value) => {
    try {
      method(value, argument);
      return true;
    } catch {
      return false;
    }
  };
}

function inspect(value, options) {
  const defaults = { depth: 2, showHidden: false, maxArrayLength: 100, maxStringLength: 10_000, breakLength: BREAK };
  const state = { indent: 0, level: 0, above: list(), circles: new Map() };
  return formatValue({ __proto__: null, ...defaults, ...options, ...state }, value, 0);
}

function formatValue(context, value, level) {
  if (!isObject(value)) return formatPrimitive(context, value);
  if (array.includes(context.above, value)) return `[Circular *${circle(context, value)}]`;
  const { indent } = context;
  const depth = context.above.length;
  try {
    return formatObject(context, value, level);
  } catch {
    return "<Inspection threw>"; // a proxy of the sample, for one
  } finally {
    context.indent = indent;
    context.above.length = depth;
  }
}

// Primitives

function formatPrimitive(context, value) {
  if (typeof value === "string") return formatString(context, value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "symbol") return symbol.toString(value);
  return value === 0 && 1 / value < 0 ? "-0" : `${value}`;
}

// A string with several lines that does not fit is broken after each.
function formatString({ maxStringLength, breakLength, indent }, text) {
  const limit = maxStringLength ?? Infinity;
  const rest = text.length > limit ? more(text.length - limit, "character") : "";
  const shown = string.slice(text, 0, limit);
  const isLong = shown.length > 16 && shown.length > breakLength - indent - 4;
  const quoted = each(isLong ? linesOf(shown) : [shown], quote);
  return join(quoted, ` +\n${string.repeat(" ", indent + 2)}`) + rest;
}

function linesOf(text) {
  const found = list();
  for (let start = 0, end; start < text.length; start = end) {
    end = string.indexOf(text, "\n", start) + 1 || text.length;
    add(found, string.slice(text, start, end));
  }
  return found;
}

function quote(text) {
  const mark = !has(text, "'") ? "'" : !has(text, '"') ? '"' : !has(text, "`") && !has(text, "${") ? "`" : "'";
  return mark + escape(text, mark) + mark;
}

function escape(text, mark) {
  let made = "";
  let from = 0;
  TO_ESCAPE.lastIndex = 0;
  for (let found; (found = regexp.exec(TO_ESCAPE, text)); from = TO_ESCAPE.lastIndex) {
    made += string.slice(text, from, found.index) + (found[0] === "'" && mark !== "'" ? "'" : escapeOf(found[0]));
  }
  return made + string.slice(text, from);
}

function escapeOf(character) {
  const code = string.charCodeAt(character, 0);
  const hex = number.toString(code, 16);
  const numbered = code > 0xff ? `\\u${hex}` : `\\x${string.toUpperCase(string.padStart(hex, 2, "0"))}`;
  return ESCAPES[character] ?? numbered;
}

// Objects

function formatObject(context, value, level) {
  const shape = { __proto__: null, prefix: "", base: "", open: "{", close: "}", count: 0, ...shapeOf(context, value) };
  const keys = keysOf(context, value, shape);
  if (!shape.count && !keys.length) return shape.base || `${shape.prefix}${shape.open}${shape.close}`;
  if (level > (context.depth ?? Infinity)) return abbreviate(value, shape.kind);
  add(context.above, value);
  context.level = level;
  context.indent += 2;
  const entries = shape.entries ? shape.entries(context, level) : list();
  for (let at = 0; at < keys.length; at++) add(entries, formatProperty(context, value, keys[at], level));
  context.indent -= 2;
  const number = map.get(context.circles, value);
  const base = join(filled([number ? `<ref *${number}>` : "", shape.base]), " ");
  return arrange(context, entries, level, base, shape);
}

// What stands for an object that is too deep.
function abbreviate(value, kind = "Object") {
  return classOf(value) === null ? `[${kind}: null prototype]` : `[${string.trimEnd(prefix(value, kind))}]`;
}

function circle({ circles }, value) {
  if (!map.has(circles, value)) map.set(circles, value, map.size(circles) + 1);
  return map.get(circles, value);
}

function filled(texts) {
  const found = list();
  each(texts, (text) => text && add(found, text));
  return found;
}

// On one line, if it fits, holds no line break, and no more than three levels.
function arrange(context, entries, level, base, shape) {
  const head = `${base ? `${base} ` : ""}${shape.prefix}${shape.open}`;
  const line = `${head} ${join(entries, ", ")} ${shape.close}`;
  const isShort = line.length + context.indent + SPARE - (base ? 1 : 0) <= context.breakLength;
  if (context.level - level < TOGETHER && isShort && !has(line, "\n")) return line;
  const gap = `\n${string.repeat(" ", context.indent)}`;
  const rows = shape.close === "]" ? inColumns(entries, context.breakLength - context.indent - SPARE) : entries;
  return `${head}${gap}  ${join(rows, `,${gap}  `)}${gap}${shape.close}`;
}

// Rows of as many short entries as fit into `width`; those of numbers are flush right.
function inColumns(entries, width) {
  let widest = 0;
  let areNumbers = true;
  for (let at = 0; at < entries.length; at++) {
    if (has(entries[at], "\n")) return entries;
    if (string.startsWith(entries[at], "... ")) continue;
    widest = max(widest, entries[at].length);
    areNumbers &&= matches(/^-?\d/, entries[at]);
  }
  const across = floor(width / (widest + 2));
  if (across < 3 || entries.length <= FEW) return entries;
  const rows = list();
  for (let at = 0, place = 0; at < entries.length; at++, place = (place + 1) % across) {
    const isLast = place === across - 1 || at === entries.length - 1 || string.startsWith(entries[at + 1], "... ");
    const cell = areNumbers ? string.padStart(entries[at], widest) : entries[at];
    if (!place || string.startsWith(entries[at], "... ")) add(rows, "");
    rows[rows.length - 1] += isLast ? cell : string.padEnd(`${cell}, `, widest + 2);
  }
  return rows;
}

// Properties

function keysOf({ showHidden }, value, { isIndexed, hides, adds }) {
  const found = list();
  each(ownKeys(value), (key) => {
    if ((isIndexed && typeof key === "string" && matches(IS_INDEX, key)) || hides?.(key)) return;
    const isShown = showHidden || (adds && array.includes(adds, key)) || (descriptorOf(value, key)?.enumerable ?? true);
    if (isShown) add(found, key);
  });
  return found;
}

function formatProperty(context, value, key, level) {
  const isHidden = descriptorOf(value, key)?.enumerable === false;
  return `${formatKey(key, isHidden)}: ${formatMember(context, value, key, level)}`;
}

function formatKey(key, isHidden) {
  if (typeof key === "symbol") {
    const text = escape(symbol.toString(key), "'");
    return isHidden ? `[${text}]` : text;
  }
  if (key === "__proto__") return "['__proto__']";
  return isHidden ? `[${key}]` : matches(IS_NAME, key) ? key : quote(key);
}

// What `value` has under `key`; no getter of a sample is run.
function formatMember(context, value, key, level) {
  const found = descriptorOf(value, key);
  if (!found || hasOwn(found, "value")) return formatValue(context, found ? found.value : value[key], level + 1);
  if (found.get) return found.set ? "[Getter/Setter]" : "[Getter]";
  return found.set ? "[Setter]" : "undefined";
}

// Names

// The name of the class of `value`: that of the first constructor along its prototypes of which it is an instance.
function classOf(value) {
  for (let at = value; at; at = getPrototypeOf(at)) {
    const maker = ownValue(at, "constructor");
    if (typeof maker !== "function" || !nameOf(maker)) continue;
    const made = ownValue(maker, "prototype");
    if (isObject(made) && object.isPrototypeOf(made, value)) return nameOf(maker);
  }
  return null;
}

function ownValue(value, key) {
  const found = descriptorOf(value, key);
  return found && hasOwn(found, "value") ? found.value : undefined;
}

function nameOf(maker) {
  const name = ownValue(maker, "name");
  return typeof name === "string" ? name : "";
}

// What toStringTag says of `value`, unless it is an enumerable property and thus shown as one.
function tagOf(value) {
  try {
    const tag = value[toStringTag];
    return typeof tag === "string" && !descriptorOf(value, toStringTag)?.enumerable ? tag : "";
  } catch {
    return ""; // it is a getter that throws
  }
}

// What stands before the bracket, with a blank: the class, the size, the tag; `kind` is what it is without a class.
function prefix(value, kind, size = "") {
  const name = classOf(value);
  const tag = tagOf(value);
  const start = name === null ? `[${kind}${size}: null prototype] ` : `${name}${size} `;
  return tag && tag !== (name ?? kind) ? `${start}[${tag}] ` : start;
}

// What stands before it where a plain `kind` needs no prefix.
function briefPrefix(value, kind, size) {
  return classOf(value) === kind && !tagOf(value) ? "" : prefix(value, kind, size);
}
