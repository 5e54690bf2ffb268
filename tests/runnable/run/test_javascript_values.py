"""What `console` prints in a page, against what Node itself prints, and against pages that set out to break it."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import subprocess

from playwright._impl._driver import compute_driver_executable

from runnable.recording import Ending
from tests.runnable.house import sample

# Expressions, and what `console.log` is given; those that are formatted otherwise than by Node are not among them.
VALUES = r"""
1, -0, 1n, NaN, 'text', "it's", true, null, undefined, Symbol('a')
[1, -0, 1n, NaN, 'text', true], [null, undefined, Symbol('a')]
["it's", 'both \' and "', 'all \' and " and `', 'a\tb\n\x1b\x7f\\', '\ud800', '😀']
[[], {}, new Map, new Set, [[]], [[[[]]]]]
[1,, 3,,,], Array(3), [, 'a'], Object.assign([1], {x: 1, '-1': 2})
Array(200).fill('x'.repeat(30))
{a: {b: {c: {}}}}, {a: {b: {c: {d: 1}}}}, [[['a', ['b']]]], {a: {b: {c: new Map([[1, 2]])}}}
{a: {b: {c: Object.assign(Object.create(null), {x: 1})}}}
{['__proto__']: 1, 'a-b': 2, [Symbol('s')]: 3, [Symbol()]: 4, 3: 1, $a: 1}
Object.defineProperty({}, Symbol('hidden'), {value: 1})
[{name: 'Alice', age: 30, city: 'Paris'}, {name: 'Bob', age: 25, city: 'London'}]
[{name: 'Alice Liddell', age: 30, city: 'Paris', tags: ['a', 'b']}, {name: 'Bob', age: 25}]
{one: 'a'.repeat(19), two: 'b'.repeat(22), d: 123}
{one: 'a'.repeat(19), two: 'b'.repeat(22), d: 1234}
{one: 'a'.repeat(19), two: 'b'.repeat(22), d: 12345}
{x: {one: 'a'.repeat(19), two: 'b'.repeat(22), d: 123}}
{x: {one: 'a'.repeat(19), two: 'b'.repeat(22), d: 12}}
Object.assign(() => 1, {a: 'x'.repeat(40)}), Object.assign(() => 1, {a: 'x'.repeat(41)})
{a: 'x'.repeat(100), b: 'long line\n'.repeat(10)}
{a: 'y'.repeat(10005)}
{x: {y: {z: {w: 1}}}, q: {r: 1}}
Object.create(null), new (class Foo {}), new (class Foo { a = 1; b = {c: [1, 2]} })
new (class extends (class Base {}) { x = 1 }), Object.create((class V {}).prototype), (class V {}).prototype
new (class Foo { get [Symbol.toStringTag]() { return 'bar' } }), {[Symbol.toStringTag]: 'T'}
Object.assign(Object.create({inherited: 1}), {own: 2})
{get a() { return 1 }, set a(x) {}, get b() { return 1 }, set c(x) {}}
Object.defineProperty({}, 'hidden', {value: 1})
(() => { const o = {n: 1, l: []}; o.self = o; o.l.push(o.l, o); return o })()
(() => { const m = new Map; m.set('m', m); return m })()
(() => { const shared = {a: 1}; return [shared, shared] })()
new Map([['a', {b: 1}], [{k: 1}, new Set([1])]]), new Set([[1, 2], 'a'])
new Map(Array.from({length: 120}, (_, k) => [k, k]))
new (class Foo extends Map {})([[1, 2]]), new (class L extends Array {})(1, 2)
Object.setPrototypeOf([1], null), Object.setPrototypeOf(new Map([[1, 1]]), null), {a: Object.setPrototypeOf(new Date(0), null)}
new Date(0), new Date(NaN), [new Date(0)], Object.assign(new Date(0), {a: 1}), new (class D extends Date {})(0)
/a/g, [/x/dgimsuy], /\//v, Object.assign(/a/g, {a: 1})
function f() {}, () => 1, async () => 1, function* g() {}, async function* h() {}, Math.max
class A {}, class extends Array {}, class A { static x = 1 }, class N extends null {}, Map
{f() {}, g: () => 1, h: class {}}, Object.assign(function Foo() {}, {x: {y: 1}})
Object(1), Object('ab'), Object(true), Object(1n), Object(Symbol('a')), Object.assign(Object('ab'), {x: 1})
new Uint8Array(2), new Float64Array([1.5, -0]), new ArrayBuffer(3), new ArrayBuffer(200)
new DataView(new ArrayBuffer(2))
new WeakMap, new WeakSet, (function* () {})(), Math, JSON, Reflect
(function () { return arguments })(1, 2)
at(new Error('bad')), [at(new Error('bad'))], {e: at(new Error('bad'), {code: 'E'})}
at(new (class Sold extends Error {})('out')), at(new (class SoldError extends TypeError {})('out'))
at(new Error('a', {cause: at(new TypeError('b'))})), at(new AggregateError([1], 'many'))
Object.assign(new Error('bad'), {stack: undefined}), Object.assign(new Error('bad'), {stack: 'bad'})
at(new Error('bad'), {name: 'Other'})
'%s|%s|%s|%s', () => 1, new Date(0), [1, [2, [3]]], {toString() { return 'T' }}
'%s %s %s', class A {}, new (class B { x = {y: {}} }), new (class T { toString() { return 'T' } })
'%d|%d|%d|%d|%d|%i|%f|%f', {}, '42', 5n, Symbol(), -0, '42.5px', '1.5e3x', 5n
'%o %o', [1], {a: {b: {c: {d: 1}}}}
'%O', {a: {b: {c: {d: 1}}}}
'%j %j', {a: [1]}, (() => { const o = {}; o.o = o; return o })()
'%%|%c|%x', 'css', 1
'%s'
'100%%'
'100%', 1
'%s', 'a', 'b', {a: 1}
1, '%s', 2
'%s', Object.create(null), ''
"""
# The errors of both sides get the same stack.
AT = "const at = (error, more) => Object.assign(error, {stack: `${error.name}: ${error.message}\\n    at f (a.js:1:2)`}, more)\n"
OTHERS = """\
console.table([{a: 1, b: 'x'}, {c: {d: 1}}])
console.table([[1, 2], [3]])
console.table({x: {a: 1}, y: 2})
console.table([{a: 1, b: 2}], ['b'])
console.table(5)
console.dir({a: {b: {c: {d: 1}}}}, {depth: 0})
console.dir(Object.defineProperty({[Symbol('s')]: 1}, Symbol('hidden'), {value: 2}), {showHidden: true})
console.dir([1, {a: {b: {c: {d: 1}}}}], {depth: null, showHidden: true})
console.group('%s:', 'G'); console.log('a\\nb'); console.group(); console.log({a: 1}); console.groupEnd()
console.groupEnd(); console.count(); console.count('x'); console.count(); console.countReset(); console.count()
console.log()
const sticky = /a/g; sticky.exec('a'); console.log(sticky); console.log(sticky.lastIndex)
console.assert(false, '%s', 'm'); console.assert(false); console.assert(true, 'no')
"""


def test_values_are_printed_as_node_prints_them(article):
    """Values, format strings and tables are printed to the letter as by the real Node, that of Playwright."""
    code = AT + "".join(f"console.log({values})\n" for values in VALUES.strip().splitlines()) + OTHERS
    done = subprocess.run(
        [compute_driver_executable()[0], "-e", code],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
    recording = article(sample(code, kind="javascript")).recordings()["sample-1"]
    assert recording.raised is None
    assert recording.output.split("\n") == done.stdout.split("\n")


def test_what_node_prints_otherwise(article):
    """Long arrays stand in columns, nodes of a document are their tags, and what a script can't see is not made up."""
    code = """\
console.log([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
console.log(Array.from({length: 120}, (_, k) => k * 10))
console.log(['a'.repeat(40), 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
console.log(Promise.resolve(1), new Proxy([1], {}))
document.body.innerHTML = '<p id="a" title="a b">x<br>y</p>'
const p = document.querySelector('p')
console.log(p, [p], p.firstChild, document, p.childNodes)
const error = new TypeError('bad')
console.log(error)
console.log({get a() { throw error }, get [Symbol.toStringTag]() { throw error }}, new Proxy([], {get() { throw error }}))
console.trace('here')
console.log(await import('./m.js'))
"""
    text = sample(code, kind="javascript")
    recording = article(text, {"m.js": "export const x = 42;\n"}).recordings()["sample-1"]
    rows = ["  " + ", ".join(f"{n * 10:>3}" for n in range(at, min(at + 14, 100))) for at in range(0, 100, 14)]
    assert recording.output == "\n".join([
        "[ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ]",
        "[", *(f"{row}," for row in rows), "  ... 20 more items", "]",
        "[", f"  '{'a' * 40}',", *(f"  '{letter}'," for letter in "bcdefg"), "  'h'", "]",
        "Promise { <state unknown> } [ 1 ]",
        '<p id="a" title="a b">x<br>y</p> [ <p id="a" title="a b"> ] #text \'x\' #document NodeList { \'0\': #text \'x\', \'1\': <br>, \'2\': #text \'y\' }',
        "TypeError: bad", "    at index.md:9:15",
        "{ a: [Getter], Symbol(Symbol.toStringTag): [Getter] } <Inspection threw>",
        "Trace: here", "    at index.md:12:9",
        "[Module: null prototype] { x: 42 }",
        "",
    ])  # fmt: skip


# What a page may do to the language, before anything is printed.
SPOILT = """\
const log = console.log, table = console.table, dir = console.dir
const value = {a: [1, 'x\\'y', {b: new Map([[1, new Set([2])]])}], d: new Date(0), r: /x/, s: Symbol('s'), e: class E {}}
const {defineProperty, ownKeys} = Reflect
const throws = () => { throw new Error('fooled') }
const targets = []
for (const kind of [Array, String, Number, Map, Set, Date, RegExp, Function, Symbol, Boolean, Promise, Error, Element, Node, Performance])
  for (const key of ownKeys(kind.prototype)) if (key !== 'constructor') targets.push([kind.prototype, key])
for (const holder of [Object, Reflect, JSON, Math, Array, Number, String, Symbol])
  for (const key of ownKeys(holder)) if (key !== 'name') targets.push([holder, key])
for (const key of ['get', 'set', 'value', 'depth', 'indent', 'base', 'hides', 'adds', 0, 1]) targets.push([Object.prototype, key])
for (const key of [0, 1, 2]) targets.push([Array.prototype, key])
const count = targets.length
for (let at = 0; at < count; at++)
  defineProperty(targets[at][0], targets[at][1], {__proto__: null, get: throws, set: throws})
Map = Set = String = Number = Promise = RegExp = throws
"""


def test_a_page_that_spoils_prototypes(article):
    """Whatever a page does to prototypes and globals, its values are printed as if it had not."""
    prints = "log('%s %d', 'a', 1, value)\ntable([{a: 1}])\ndir({a: {b: 1}}, {depth: 0})\nlog(new Error('bad') && 1)\n"
    output = article(sample(SPOILT + prints, kind="javascript")).recordings()["sample-1"].output
    assert output.splitlines() == [
        "a 1 {",
        "  a: [ 1, \"x'y\", { b: [Map] } ],",
        "  d: 1970-01-01T00:00:00.000Z,",
        "  r: /x/,",
        "  s: Symbol(s),",
        "  e: [class E]",
        "}",
        "┌─────────┬───┐", "│ (index) │ a │", "├─────────┼───┤", "│ 0       │ 1 │", "└─────────┴───┘",
        "{ a: [Object] }",
        "1",
    ]  # fmt: skip


def test_hostile_values(article):
    """Values that throw are told as such, and one that never ends is ended with its sample."""
    code = """\
const throws = () => { throw 1 }
console.log(new Proxy({}, {ownKeys: throws}), new Proxy({}, {getPrototypeOf: throws}), new Proxy([], {get: throws}))
const endless = (level) => new Proxy({}, {ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({value: endless(level + 1), enumerable: true, configurable: true})})
console.log(endless(0))
console.dir(endless(0), {depth: 50})
console.log('told')
console.log('%s', {toString() { for (;;) ; }})
"""
    recording = article(sample(code, options="timeout=3", kind="javascript")).recordings()["sample-1"]
    first, *rest = recording.output.splitlines()
    assert first == "<Inspection threw> <Inspection threw> <Inspection threw>"
    assert rest[0] == "{ a: { a: { a: [Object] } } }"
    assert rest[-1] == "told"
    assert recording.ending is Ending.TIMEOUT
