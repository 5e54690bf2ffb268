// A tool: the form of a function that a sample defines, and what that gives for what is in the form.

import { adopt, loaded, make, time } from "./dom.js";
import { prepare, run, samples, stop } from "./page.js";

const PAUSE = 150; // milliseconds without a key, after which what is typed is a value
const LONGEST = 20_000; // milliseconds that a reader waits for a result
const MOST = 200_000; // characters of a value, of which there may be no more
const MARK = "\u001e"; // before what the function gave; what it printed stands before that

const styled = adopt(new URL("./tool.css", import.meta.url));

/** Put the form of a tool in the place of the button that opens it. */
export async function open(place) {
  const [button, words] = place.children;
  if (button.disabled) return;
  button.disabled = true;
  words.textContent = "Loading";
  try {
    const [{ files, samples: all }] = await Promise.all([samples(), styled]);
    const tool = new Tool(files, all[place.closest("[id]").id]);
    place.replaceChildren(tool.element);
    tool.element.focus();
    await tool.update();
    import("./offline.js").then(({ keep }) => keep());
  } catch (error) {
    words.textContent = `The form could not be loaded: ${error.message}`;
    button.disabled = false;
  }
}

class Tool {
  #timer;
  #busy = false;
  #stale = false;
  #loads = false;
  #loaded = 0;

  constructor(files, about) {
    this.files = files;
    this.about = about;
    this.form = about.tool;
    this.controls = this.form.fields.map(control);
    this.words = make("p", { className: "tool-words", role: "status" });
    this.result = make("div", { className: "tool-result", role: "group", ariaLabel: "Result" });
    const fields = this.controls.map((made, at) => labelled(this.form.fields[at], made));
    this.element = make("fieldset", { tabIndex: -1 }, make("legend", {}, this.form.title), ...fields, this.words, this.result);
    this.element.addEventListener("input", ({ target }) => {
      clearTimeout(this.#timer);
      if (TYPED.has(target.type)) this.#timer = setTimeout(() => this.update(), PAUSE);
      else this.update();
    });
  }

  /** Show what the function gives for the values as they are, and again for the last of those that come meanwhile. */
  async update() {
    this.#stale = true;
    if (this.#busy) return;
    this.#busy = true;
    this.result.ariaBusy = true;
    while (this.#stale) {
      this.#stale = false;
      this.words.replaceChildren(...(await this.#attempt()));
    }
    this.result.ariaBusy = false;
    this.#busy = false;
  }

  /** Call the function, and show what it gives; gives words for the reader. */
  async #attempt() {
    const values = this.controls.map(valueOf);
    const refused = values.map(refusal).find(Boolean);
    if (refused) {
      this.element.dataset.state = "error";
      return [refused];
    }
    try {
      this.#loads = true;
      await prepare((step) => this.#come(step));
      this.#loads = false;
      const begun = performance.now();
      const report = await within(LONGEST, run(this.#job(values), {}));
      return this.#show(report, performance.now() - begun);
    } catch (error) {
      return [`Python could not be loaded: ${error.message}. Change something to try again`];
    }
  }

  #job(given) {
    const { before, kind, filename, line } = this.about;
    const values = Object.fromEntries(this.form.fields.map(({ name }, at) => [name, given[at]]));
    const call = `import json\nprint(${literal(MARK)}, json.dumps(${this.form.function}(**json.loads(${literal(JSON.stringify(values))}))), sep="")`;
    const part = (code, more) => ({ kind, filename, line, go_on: false, ...more, code });
    return {
      parts: [...before, part(this.form.code), part(call, { filename: "form", line: 1 })],
      files: this.files,
      imports: this.form.modules,
      figure: null,
      ends: true,
      skip: false,
      answers: [],
    };
  }

  #show(report, ms) {
    this.element.dataset.state = "error";
    if (report.stopped) return ["It took too long, and was stopped. Other values may do"];
    if (report.capped) return ["It gives more than a page can show"];
    const { raised, output } = report.parts.at(-1);
    if (raised) return [said(raised)];
    this.element.dataset.state = "";
    const shown = view(JSON.parse(output.slice(output.lastIndexOf(MARK) + 1)));
    this.result.replaceChildren(shown);
    const told = shown.alt && make("span", { className: "visually-hidden" }, `: ${shown.alt}`);
    return [`Done in ${time(ms)}`, told ?? ""];
  }

  /** What comes while Python loads: bytes of a file, or a step. */
  #come(step) {
    if (!this.#loads) return; // another Python, in reserve
    this.#loaded += step.bytes ?? 0;
    this.words.textContent = step.bytes ? `Loading Python: ${loaded(this.#loaded)}` : "Starting Python";
  }
}

// Controls

const TYPED = new Set(["text", "textarea"]);
const CONTROLS = {
  text: ({ default: value }) => make("input", { value, ...PRIVATE }),
  lines: ({ default: value }) => make("textarea", { value, rows: 8, ...PRIVATE }),
  number: ({ default: value, bounds: [min, max, step] }) => make("input", { type: "range", min, max, step, value }),
  switch: ({ default: checked }) => make("input", { type: "checkbox", checked }),
  choice: ({ default: chosen, choices }) =>
    make("select", {}, ...choices.map((word) => make("option", { value: word, selected: word === chosen }, word))),
};
// What is typed may be a secret: some browsers send what they check or keep to a server.
const PRIVATE = { autocomplete: "off", autocapitalize: "off", spellcheck: false };

const control = (field) => CONTROLS[field.kind](field);

/** A control with its label; that of a number also shows the value. */
function labelled({ kind, label }, made) {
  if (kind === "switch") return make("label", { className: "tool-switch" }, made, ` ${label}`);
  const name = make("span", {}, label);
  if (kind === "number") {
    const value = make("span", { ariaHidden: true, className: "tool-value" }, made.value);
    made.addEventListener("input", () => (value.textContent = made.value));
    name.append(" ", value);
  }
  return make("label", { className: `tool-${kind}` }, name, made);
}

function valueOf(made) {
  if (made.type === "checkbox") return made.checked;
  return made.type === "range" ? made.valueAsNumber : made.value;
}

/** Why a value is not given to the function, in words for the reader; nothing where it is. */
function refusal(value) {
  if (value.length > MOST) return `That is more than this form takes: ${MOST.toLocaleString("en")} characters`;
  if (/\0|\p{Surrogate}/u.test(value)) return "There is something in it that is no text";
  return "";
}

/** A text as Python has it: what JSON escapes, Python reads alike. */
const literal = (text) => JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** What a promise gives, or {stopped} where that takes longer than it may. */
async function within(ms, promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ stopped: true }), ms);
  });
  const first = await Promise.race([promise, late]);
  clearTimeout(timer);
  if (first.stopped) stop();
  return first;
}

// Results

/** What a function gave, as an element: rows as a table, an SVG as a picture, a text as it is. */
function view(given) {
  if (Array.isArray(given)) return table(given);
  if (!given.startsWith("<svg")) return make("pre", { className: "sample-output", tabIndex: 0, role: "group", ariaLabel: "Result" }, make("samp", {}, given));
  const alt = titleOf(given) ?? "The picture for these values";
  return make("img", { alt, src: `data:image/svg+xml,${encodeURIComponent(given)}` });
}

/** The title of an SVG as text; what parses markup is not for pages. */
const titleOf = (svg) =>
  /<title>([^<]*)<\/title>/.exec(svg)?.[1].replace(/&(lt|gt|quot|amp);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"', amp: "&" })[name]);

/** Rows as a table, each with its name in front; a name alone is a head between them. */
function table(rows) {
  const row = ([name, ...others]) =>
    others.some(Boolean)
      ? make("tr", {}, make("th", { scope: "row" }, name), ...others.map((text) => make("td", {}, text)))
      : make("tr", {}, make("th", { colSpan: others.length + 1, className: "tool-head" }, name));
  return make("table", {}, make("tbody", {}, ...rows.map(row)));
}

/** An exception in plain words: those of a ValueError are meant for who typed the value. */
function said([type, message]) {
  const words = message.split("\n")[0];
  return type === "ValueError" ? words[0].toUpperCase() + words.slice(1) : `${type}: ${words}`;
}
