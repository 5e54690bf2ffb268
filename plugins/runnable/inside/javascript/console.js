// What `console` prints is made one text as Node makes it, there and then: an object that is changed later was printed
// as it was. The text goes to the browser's own console, where it is read. Timeouts are counted, so that what they
// print is waited for.
//
// LONGEST is how many characters one text may have, KEY the property by which the driver asks, PRINTER what all of this
// is called in stacks (see browser.py).

const browser = { ...console };
const counts = new Map();
let indent = "";

function write(text) {
  const lines = indent ? indent + join(linesOf(text), indent) : text;
  browser.log(string.slice(lines, 0, LONGEST));
}

function print(...values) {
  write(apply(format, undefined, values));
}

function dir(value, options) {
  write(inspect(value, options));
}

function group(...values) {
  if (values.length) apply(print, undefined, values);
  indent += "  ";
}

function groupEnd() {
  indent = string.slice(indent, 2);
}

function count(label = "default") {
  map.set(counts, label, (map.get(counts, label) ?? 0) + 1);
  write(`${label}: ${map.get(counts, label)}`);
}

function assert(holds, ...values) {
  if (holds) return;
  const start = "Assertion failed";
  if (typeof values[0] === "string") values[0] = `${start}: ${values[0]}`;
  else values = chain([values.length ? `${start}:` : start], values);
  apply(print, undefined, values);
}

function trace(...values) {
  const stack = stackOf(new Error());
  const text = apply(format, undefined, values);
  write(`Trace${text && `: ${text}`}${string.slice(stack, string.indexOf(stack, "\n"))}`);
}

// Tables

const isRow = (value) => typeof value === "object" && value !== null;

// A small object is shown with what it has, a larger one is not.
function cell(value) {
  const isLarge = isRow(value) && !isArray(value) && enumerableNames(value).length > 2;
  return inspect(value, { depth: isLarge ? -1 : 0, maxArrayLength: 3, breakLength: Infinity });
}

// The table of an array or an object, drawn as Node draws it; anything else is printed.
function table(data, columns) {
  if (!isRow(data) || takes(map.size)(data) || takes(set.size)(data)) return print(data);
  const indices = enumerableNames(data);
  const names = columns ?? columnsOf(data, indices);
  const isPlain = (index) => !columns && !isRow(data[index]);
  const hasPlain = array.some(indices, isPlain);
  const rows = each(indices, (index) => {
    const row = data[index];
    const cells = each(names, (name) => (isRow(row) && hasOwn(row, name) ? cell(row[name]) : ""));
    return chain([index], cells, hasPlain ? [isPlain(index) ? cell(row) : ""] : []);
  });
  draw(chain([chain(["(index)"], names, hasPlain ? ["Values"] : [])], rows));
}

// The names that any row has, each once, in their order.
function columnsOf(data, indices) {
  const names = new Set();
  const found = list();
  each(indices, (index) => isRow(data[index]) && each(enumerableNames(data[index]), (name) => set.add(names, name)));
  set.forEach(names, (name) => add(found, name));
  return found;
}

function draw(rows) {
  const widths = each(rows[0], (_, at) => apply(max, undefined, each(rows, (cells) => `${cells[at]}`.length)));
  const bars = each(widths, (width) => string.repeat("─", width + 2));
  const rule = (left, cross, right) => left + join(bars, cross) + right;
  const pad = (text, at) => ` ${string.padEnd(`${text}`, widths[at])} `;
  const lines = each(rows, (cells) => `│${join(each(cells, pad), "│")}│`);
  const head = [rule("┌", "┬", "┐"), lines[0], rule("├", "┼", "┤")];
  write(join(chain(head, array.slice(lines, 1), [rule("└", "┴", "┘")]), "\n"));
}

// Time

const { now } = methods(Performance.prototype);
const clock = performance;
const starts = new Map();

function elapsed(label, ...values) {
  if (!map.has(starts, label)) return;
  const time = number.toFixed(now(clock) - map.get(starts, label), 3);
  apply(print, undefined, chain([`${label}: ${time}ms`], values));
}

Object.assign(console, {
  log: print,
  info: print,
  warn: print,
  error: print,
  debug: print,
  dirxml: print,
  dir,
  trace,
  assert,
  group,
  groupCollapsed: group,
  groupEnd,
  count,
  countReset: (label = "default") => void map.delete(counts, label),
  table,
  time: (label = "default") => void map.set(starts, label, now(clock)),
  timeLog: (label = "default", ...values) => apply(elapsed, undefined, chain([label], values)),
  timeEnd(label = "default") {
    elapsed(label);
    map.delete(starts, label);
  },
  clear() {},
});

const { setTimeout: start, clearTimeout: stop } = globalThis;
const waiting = new Set();

// Of two timeouts of one length the second comes second: it notes that the first has come.
globalThis.setTimeout = function setTimeout(handler, delay, ...values) {
  const id = apply(start, globalThis, chain([handler, delay], values));
  set.add(waiting, id);
  start(() => set.delete(waiting, id), delay);
  return id;
};

globalThis.clearTimeout = function clearTimeout(id) {
  set.delete(waiting, id);
  stop(id);
};

// What a worker does not catch, and the page does not listen for, is told by the browser's console only.
globalThis.Worker = class Worker extends globalThis.Worker {
  #isHeard = false;

  constructor(address, options) {
    super(address, options);
    super.addEventListener("error", ({ message, filename, lineno }) => {
      if (!this.#isHeard && !this.onerror) reportError(new Error(`${message} (${filename}:${lineno})`));
    });
  }

  addEventListener(type, listener, options) {
    this.#isHeard ||= type === "error";
    super.addEventListener(type, listener, options);
  }
};

// The type, message and stack of what was thrown. A class of errors that gives itself no name is called as the class.
function tell(thrown) {
  if (!isError(thrown)) return ["Uncaught", inspect(thrown), ""];
  const name = `${thrown.name}`;
  return [name === "Error" ? (classOf(thrown) ?? name) : name, thrown.message, stackOf(thrown)];
}

Object.defineProperty(globalThis, KEY, {
  value: Object.freeze({
    // How many timeouts are to come, a turn of the event loop from now.
    wait: () => new Promise((resolve) => start(() => resolve(set.size(waiting)), 0)),
    tell: (thrown) => stringify(each(tell(thrown), (text) => string.slice(`${text}`, 0, 10_000))),
  }),
});
