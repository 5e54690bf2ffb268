// Runs in each document before its own scripts. What it prints by `console` is made one text as Node makes it, there and
// then: an object that is changed later was printed as it was. The text goes to the browser's own console, where it is
// read. Timeouts are counted, so that what they print is waited for.
//
// `util` is node-inspect-extracted, LONGEST how many characters one text may have, KEY the property by which the driver
// asks (see browser.py).

const browser = { ...console };
const indents = [];
const counts = new Map();

function write(text) {
  const lines = indents.length ? text.replaceAll(/^/gm, indents.join("")) : text;
  browser.log(lines.slice(0, LONGEST));
}

// An element is printed as its HTML.
function print(...values) {
  write(util.format(...values.map((value) => (value instanceof Element ? value.outerHTML : value))));
}

// What a script can't see, util can't print; it would say that each promise is pending.
Object.defineProperty(Promise.prototype, util.inspect.custom, {
  value: () => "Promise { <state unknown> }",
});

function group(...values) {
  if (values.length) print(...values);
  indents.push("  ");
}

function count(label = "default") {
  counts.set(label, (counts.get(label) ?? 0) + 1);
  write(`${label}: ${counts.get(label)}`);
}

function isRow(value) {
  return typeof value === "object" && value !== null;
}

function cell(value) {
  return util.inspect(value, { depth: isRow(value) ? -1 : 0, maxArrayLength: 3, breakLength: Infinity });
}

// The table of an array or an object, drawn as Node draws it; anything else is printed.
function table(data, columns) {
  if (!isRow(data) || data instanceof Map || data instanceof Set) return print(data);
  const rows = Object.entries(data);
  const names = columns ?? [...new Set(rows.flatMap(([, row]) => (isRow(row) ? Object.keys(row) : [])))];
  const plain = !columns && rows.some(([, row]) => !isRow(row));
  const head = ["(index)", ...names, ...(plain ? ["Values"] : [])];
  const body = rows.map(([index, row]) => [
    index,
    ...names.map((name) => (isRow(row) && Object.hasOwn(row, name) ? cell(row[name]) : "")),
    ...(plain ? [isRow(row) ? "" : cell(row)] : []),
  ]);
  const widths = head.map((_, at) => Math.max(...[head, ...body].map((cells) => cells[at].length)));
  const rule = (left, cross, right) => left + widths.map((width) => "─".repeat(width + 2)).join(cross) + right;
  const line = (cells) => `│${cells.map((text, at) => ` ${text.padEnd(widths[at])} `).join("│")}│`;
  write([rule("┌", "┬", "┐"), line(head), rule("├", "┼", "┤"), ...body.map(line), rule("└", "┴", "┘")].join("\n"));
}

const starts = new Map();

function elapsed(label, ...values) {
  if (!starts.has(label)) return;
  print(`${label}: ${(performance.now() - starts.get(label)).toFixed(3)}ms`, ...values);
}

Object.assign(console, {
  log: print,
  info: print,
  warn: print,
  error: print,
  debug: print,
  dirxml: print,
  dir: (value, options) => write(util.inspect(value, options)),
  trace: (...values) => write(new Error(util.format(...values)).stack.replace(/^Error:?/, "Trace:").replace(/\n.*/, "")),
  assert(holds, ...values) {
    if (holds) return;
    if (values.length) print("Assertion failed:", ...values);
    else write("Assertion failed");
  },
  group,
  groupCollapsed: group,
  groupEnd: () => void indents.pop(),
  count,
  countReset: (label = "default") => void counts.delete(label),
  table,
  time: (label = "default") => void starts.set(label, performance.now()),
  timeLog: (label = "default", ...values) => elapsed(label, ...values),
  timeEnd(label = "default") {
    elapsed(label);
    starts.delete(label);
  },
  clear() {},
});

const { setTimeout: start, clearTimeout: stop } = globalThis;
const waiting = new Set();

// Of two timeouts of one length the second comes second: it notes that the first has come.
globalThis.setTimeout = function setTimeout(handler, delay, ...values) {
  const id = start(handler, delay, ...values);
  waiting.add(id);
  start(() => waiting.delete(id), delay);
  return id;
};

globalThis.clearTimeout = function clearTimeout(id) {
  waiting.delete(id);
  stop(id);
};

// What a worker does not catch, and the page does not listen for, is told by the browser's console only.
globalThis.Worker = class Worker extends globalThis.Worker {
  #isHeard = false;

  constructor(...values) {
    super(...values);
    super.addEventListener("error", ({ message, filename, lineno }) => {
      if (!this.#isHeard && !this.onerror) reportError(new Error(`${message} (${filename}:${lineno})`));
    });
  }

  addEventListener(type, ...values) {
    this.#isHeard ||= type === "error";
    super.addEventListener(type, ...values);
  }
};

// The type, message and stack of what was thrown. A class of errors that gives itself no name is called as the class.
function tell(thrown) {
  if (!(thrown instanceof Error)) return ["Uncaught", util.inspect(thrown), ""];
  const own = thrown.constructor?.name;
  return [thrown.name === "Error" && own ? own : thrown.name, thrown.message, thrown.stack];
}

Object.defineProperty(globalThis, KEY, {
  value: Object.freeze({
    // How many timeouts are to come, a turn of the event loop from now.
    wait: () => new Promise((resolve) => start(() => resolve(waiting.size), 0)),
    tell: (thrown) => tell(thrown).map((text) => String(text).slice(0, 10_000)),
  }),
});
