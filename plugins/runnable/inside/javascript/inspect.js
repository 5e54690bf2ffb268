// Values as text, in the manner of Node's util.inspect and util.format (see the Node.js documentation of `util`), with
// these differences: a long array stands in columns as wide as the line allows; the state of a promise, what a proxy
// hides and what an iterator has left can't be seen from a script; a node of the document is its opening tag.

const BREAK = 80; // columns; Node leaves 9 of them free at the end of a line
const SPARE = 9;
const TOGETHER = 3; // levels that may stand on one line
const FEW = 6; // items that stand in one column, if they don't fit on one line
const NAMED_ESCAPES = { __proto__: null, "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\\": "\\\\" };
const TO_ESCAPE = /[\0-\x1f'\\\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const IS_NAME = /^[A-Za-z_]\w*$/;
const IS_INDEX = /^(?:0|[1-9]\d{0,9})$/;
const OPENING_TAG = /^(?:[^">]|"[^"]*")*>/;

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
  if (character === "'") return "\\'";
  const code = string.charCodeAt(character, 0);
  const hex = number.toString(code, 16);
  return NAMED_ESCAPES[character] ?? (code > 0xff ? `\\u${hex}` : `\\x${string.toUpperCase(string.padStart(hex, 2, "0"))}`);
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
  const rows = shape.close === "]" ? columns(entries, context.breakLength - context.indent - SPARE) : entries;
  return `${head}${gap}  ${join(rows, `,${gap}  `)}${gap}${shape.close}`;
}

// Rows of as many short entries as fit into `width`; those of numbers are flush right.
function columns(entries, width) {
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
  if (typeof key === "symbol") return `[${escape(symbol.toString(key), "'")}]`;
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

// Kinds of objects. A shape has these parts: `kind`; `prefix`, `open` and `close` around the entries; `base`, what
// stands for it or before them; `count` of `entries`, a function; `isIndexed` if its indices are no keys of their own;
// `hides` and `adds` of keys.

const SHAPES = [
  [isArray, (value) => listShape(value, "Array", value.length, briefPrefix)],
  [takes(typed.length), (value) => listShape(value, typed[toStringTag](value), typed.length(value), prefix)],
  [takes(map.size), (value) => collectionShape(value, "Map", map)],
  [takes(set.size), (value) => collectionShape(value, "Set", set)],
  [(value) => typeof value === "function", (value) => ({ kind: "Function", base: describeFunction(value) })],
  [isError, errorShape],
  [takes(node.nodeName), (value) => ({ base: describeNode(value), hides: () => true })],
  [takes(date.getTime), (value) => textShape(value, "Date", isNaN(date.getTime(value)) ? "Invalid Date" : date.toISOString(value))],
  [takes(regexp.source), (value) => textShape(value, "RegExp", describePattern(value))],
  [takes(number.valueOf), (value) => boxShape("Number", number.valueOf(value))],
  [takes(string.valueOf), (value) => boxShape("String", string.valueOf(value))],
  [takes(boolean.valueOf), (value) => boxShape("Boolean", boolean.valueOf(value))],
  [takes(symbol.valueOf), (value) => boxShape("Symbol", symbol.valueOf(value))],
  [takes(bigint.valueOf), (value) => boxShape("BigInt", bigint.valueOf(value))],
  [takes(arrayBuffer.byteLength), bufferShape],
  [takes(dataView.byteLength), viewShape],
  [(value) => descends(value, Promise), (value) => fixedShape(value, "Promise", ["<state unknown>"])],
  [takes(weakMap.has, {}), (value) => fixedShape(value, "WeakMap", ["<items unknown>"])],
  [takes(weakSet.has, {}), (value) => fixedShape(value, "WeakSet", ["<items unknown>"])],
];

function shapeOf(context, value) {
  for (let at = 0; at < SHAPES.length; at++) if (SHAPES[at][0](value)) return SHAPES[at][1](value, context);
  if (isArguments(value)) return { prefix: "[Arguments] " };
  const kind = tagOf(value) === "Module" ? "Module" : "Object";
  return { kind, prefix: briefPrefix(value, kind) };
}

function isArguments(value) {
  try {
    return object.toString(value) === "[object Arguments]" && !tagOf(value);
  } catch {
    return false; // its tag is a getter that throws
  }
}

function listShape(value, kind, length, named) {
  const entries = (context, level) => itemsOf(context, value, level, length);
  return { kind, prefix: named(value, kind, `(${length})`), open: "[", close: "]", count: length, isIndexed: true, entries };
}

// The items of an array; those that are not there stand together as one. Keys that are indices come first.
function itemsOf(context, value, level, length) {
  const limit = context.maxArrayLength ?? Infinity;
  const keys = ownKeys(value);
  const entries = list();
  let next = 0;
  function skipTo(index) {
    if (index <= next || entries.length >= limit) return;
    add(entries, `<${index - next} empty item${index - next > 1 ? "s" : ""}>`);
    next = index;
  }
  for (let at = 0; at < keys.length && typeof keys[at] === "string" && matches(IS_INDEX, keys[at]); at++) {
    skipTo(+keys[at]);
    if (entries.length >= limit) break;
    add(entries, formatMember(context, value, keys[at], level));
    next = +keys[at] + 1;
  }
  skipTo(length);
  if (next < length) add(entries, more(length - next, "item"));
  return entries;
}

function collectionShape(value, kind, { size, forEach }) {
  const count = size(value);
  function entries(context, level) {
    const limit = context.maxArrayLength ?? Infinity;
    const found = list();
    forEach(value, (item, key) => {
      if (found.length >= limit) return;
      const text = kind === "Map" ? `${formatValue(context, key, level + 1)} => ` : "";
      add(found, text + formatValue(context, item, level + 1));
    });
    if (count > limit) add(found, more(count - limit, "item"));
    return found;
  }
  return { kind, prefix: prefix(value, kind, `(${count})`), count, entries };
}

function textShape(value, kind, text) {
  const start = prefix(value, kind);
  return { kind, base: start === `${kind} ` ? text : start + text };
}

const FLAGS = "hasIndices global ignoreCase multiline dotAll unicode unicodeSets sticky".split(" ");
const LETTERS = "dgimsuvy";

function describePattern(value) {
  return `/${regexp.source(value)}/${join(each(FLAGS, (flag, at) => (regexp[flag](value) ? LETTERS[at] : "")), "")}`;
}

function boxShape(kind, primitive) {
  const text = typeof primitive === "string" ? quote(primitive) : formatPrimitive({}, primitive);
  return { kind, base: `[${kind}: ${text}]`, isIndexed: kind === "String" };
}

function fixedShape(value, kind, texts) {
  return { kind, prefix: prefix(value, kind), count: texts.length, entries: () => each(texts, (text) => text) };
}

function bufferShape(value, { maxArrayLength }) {
  const bytes = new Uint8Array(value);
  const length = arrayBuffer.byteLength(value);
  const shown = list();
  while (shown.length < min(length, maxArrayLength ?? Infinity)) {
    add(shown, string.padStart(number.toString(bytes[shown.length], 16), 2, "0"));
  }
  const rest = length > shown.length ? ` ${more(length - shown.length, "byte")}` : "";
  const texts = [`[Uint8Contents]: <${join(shown, " ")}${rest}>`, `byteLength: ${length}`];
  return fixedShape(value, "ArrayBuffer", texts);
}

function viewShape(value) {
  const entries = (context, level) =>
    each(["byteLength", "byteOffset", "buffer"], (key) => `${key}: ${formatValue(context, dataView[key](value), level + 1)}`);
  return { kind: "DataView", prefix: prefix(value, "DataView"), count: 3, entries };
}

const FUNCTIONS = each([function* () {}, async () => {}, async function* () {}], (example) => getPrototypeOf(example));
const FUNCTION_KINDS = ["GeneratorFunction", "AsyncFunction", "AsyncGeneratorFunction"];

function describeFunction(value) {
  const name = nameOf(value) || "(anonymous)";
  if (matches(/^class\b[^]*\}$/, functions.toString(value))) {
    const parent = nameOf(getPrototypeOf(value) ?? value);
    return `[class ${name}${parent ? ` extends ${parent}` : ""}]`;
  }
  let kind = "Function";
  each(FUNCTIONS, (kept, at) => object.isPrototypeOf(kept, value) && (kind = FUNCTION_KINDS[at]));
  const start = getPrototypeOf(value) ? kind : `${kind} (null prototype)`;
  return `[${start}${nameOf(value) ? ":" : ""} ${name}]`;
}

function describeNode(value) {
  if (takes(element.outerHTML)(value)) return regexp.exec(OPENING_TAG, element.outerHTML(value))[0];
  const text = node.nodeValue(value);
  return node.nodeName(value) + (text === null ? "" : ` ${quote(text)}`);
}

function errorShape(value, { indent }) {
  const stack = stackOf(value);
  const named = nameStack(stack, classOf(value));
  const text = has(named, "\n    at ") ? named : `[${named}]`;
  const hides = (key) => (key === "name" || key === "message" || key === "stack") && has(stack, `${value[key]}`);
  const base = join(linesOf(text), string.repeat(" ", indent));
  return { kind: "Error", base, hides, adds: ["cause", "errors"] };
}

// The stack of an error without the frames of what prints it, which are called PRINTER.
function stackOf(value) {
  const { stack } = value;
  if (typeof stack !== "string" || !stack) return error.toString(value);
  return string.trimEnd(join(each(linesOf(stack), (line) => (has(line, PRINTER) ? "" : line)), ""));
}

// Name the class of an error that has the name of another: `Sold [Error]: out`.
function nameStack(stack, name) {
  const found = regexp.exec(/^[A-Z]\w*Error\b|^Error\b/, stack);
  if (!found || !name || has(linesOf(stack)[0], name)) return stack;
  return (has(name, found[0]) ? name : `${name} [${found[0]}]`) + string.slice(stack, found[0].length);
}

// Format strings

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
    const value = values[at];
    const isElement = takes(element.outerHTML)(value);
    text += (at ? " " : "") + (typeof value === "string" ? value : isElement ? element.outerHTML(value) : inspect(value));
  }
  return text;
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
  return typeof toString !== "function" || array.includes(OWN_TEXTS, toString) ? inspect(value, { depth: 0 }) : String(value);
}
