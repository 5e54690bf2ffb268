// Kinds of objects. The shape of an object has these parts, each of which may be left out: `kind`; `prefix`, `open`
// and `close` around the entries; `base`, what stands for the object or before its entries; `count` of `entries`, a
// function that gives their texts; `isIndexed` if its indices are no keys of their own; which keys it `hides`, and
// which it `adds`.

const OPENING_TAG = /^(?:[^">]|"[^"]*")*>/;

const SHAPES = [
  [isArray, (value) => listShape(value, "Array", value.length, briefPrefix)],
  [takes(typed.length), (value) => listShape(value, typed[toStringTag](value), typed.length(value), prefix)],
  [takes(map.size), (value) => collectionShape(value, "Map", map)],
  [takes(set.size), (value) => collectionShape(value, "Set", set)],
  [(value) => typeof value === "function", (value) => ({ kind: "Function", base: describeFunction(value) })],
  [isError, errorShape],
  [takes(node.nodeName), (value) => ({ base: describeNode(value), hides: () => true })],
  [takes(date.getTime), (value) => textShape(value, "Date", describeDate(value))],
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
  const brackets = { prefix: named(value, kind, `(${length})`), open: "[", close: "]" };
  return { kind, ...brackets, count: length, isIndexed: true, entries };
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

function describeDate(value) {
  return isNaN(date.getTime(value)) ? "Invalid Date" : date.toISOString(value);
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
  const texts = [`[Uint8Contents]: <${join(shown, " ")}${rest}>`, `[byteLength]: ${length}`];
  return fixedShape(value, "ArrayBuffer", texts);
}

function viewShape(value) {
  const show = (context, key, level) => `[${key}]: ${formatValue(context, dataView[key](value), level + 1)}`;
  const entries = (context, level) => each(["byteLength", "byteOffset", "buffer"], (key) => show(context, key, level));
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
