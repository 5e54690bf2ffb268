// What the language and the page offer, taken before any script of the page runs: whatever that does to prototypes and
// globals later does not reach what prints. For the same reason none of these files calls a method of a value, spreads
// an array or walks one by `of`, once a script has run: each would ask a prototype that is the page's by then.

const { apply, getPrototypeOf, ownKeys } = Reflect;
const { getOwnPropertyDescriptor: descriptorOf, hasOwn, keys: enumerableNames, setPrototypeOf } = Object;
const { Error, Map, Number, Promise, Set, String, isNaN, parseFloat, parseInt, reportError } = globalThis;
const { isArray } = Array;
const { floor, max, min } = Math;
const { stringify } = JSON;
const { toStringTag } = Symbol;

// The methods and getters of a prototype as functions: `string.slice(text, 1)` is what `text.slice(1)` was.
function methods(prototype) {
  const found = { __proto__: null };
  for (const key of ownKeys(prototype)) {
    const { value, get } = descriptorOf(prototype, key);
    const method = value ?? get;
    if (typeof method === "function") found[key] = (self, ...values) => apply(method, self, values);
  }
  return found;
}

const array = methods(Array.prototype);
const arrayBuffer = methods(ArrayBuffer.prototype);
const bigint = methods(BigInt.prototype);
const boolean = methods(Boolean.prototype);
const dataView = methods(DataView.prototype);
const date = methods(Date.prototype);
const element = methods(Element.prototype);
const error = methods(Error.prototype);
const functions = methods(Function.prototype);
const map = methods(Map.prototype);
const node = methods(Node.prototype);
const number = methods(Number.prototype);
const object = methods(Object.prototype);
const regexp = methods(RegExp.prototype);
const set = methods(Set.prototype);
const string = methods(String.prototype);
const symbol = methods(Symbol.prototype);
const typed = methods(getPrototypeOf(Uint8Array.prototype));
const weakMap = methods(WeakMap.prototype);
const weakSet = methods(WeakSet.prototype);

// An array of ours: the page has no prototype of it.
const list = () => setPrototypeOf([], null);

// What `change` makes of each of `values`, an array or a list.
function each(values, change) {
  const made = list();
  for (let at = 0; at < values.length; at++) made[at] = change(values[at], at);
  return made;
}

function add(values, item) {
  values[values.length] = item;
}

// The items of all `parts` in one list.
function chain(...parts) {
  const made = list();
  each(parts, (part) => each(part, (item) => add(made, item)));
  return made;
}

const join = (texts, between) => array.join(each(texts, (text) => text), between);
const has = (text, part) => string.indexOf(text, part) >= 0;
