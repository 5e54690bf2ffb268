// Runs a sample: the buttons below its code, and what becomes of them.

import { adopt, button, loaded, make } from "./dom.js";
import { filesOf } from "./files.js";
import { Outcome } from "./outcome.js";
import { mayPrepare, prepare, run, samples, stop } from "./page.js";
import { addressOf, sharedCode } from "./share.js";
import { typed } from "./source.js";

const PAUSE = 60; // milliseconds over a button, after which a reader may mean it
const SAID_FOR = 2000; // milliseconds
const SLEEPS = /\bsleep\(/;

const styled = adopt(new URL("./run.css", import.meta.url));

let running; // the one that runs
let ready = false; // whether Python was there when one ran last
let arrived = 0; // bytes of it, some of them before anybody ran one

class SampleRun extends HTMLElement {
  async connectedCallback() {
    if (this.made || !this.closest("[data-browser]")) return; // in the style guide they only stand there
    this.made = true;
    this.sample = this.closest(".sample");
    this.title_ = this.sample.querySelector(".sample-title")?.textContent ?? "the code";
    [this.go, this.words] = this.children;
    this.outcome = new Outcome(this.sample);
    this.status = make("span", { className: "visually-hidden", role: "status" });
    this.edit = button("Edit", () => this.open());
    this.reset = button("Reset", () => this.restore(), { hidden: true });
    this.share = button("Share", () => this.putAddress(), { hidden: true });
    this.script = button("Script", () => this.download(), { title: "Download as a script" });
    this.go.addEventListener("click", () => (running === this ? this.halt() : this.run()));
    if ("exercise" in this.sample.dataset) this.check = button("Check", () => this.run({ checks: true }));
    this.words.classList.add("run-words");
    this.go.after(...(this.check ? [this.check] : []), this.edit, this.script, this.share, this.reset);
    this.append(this.status);
    this.watch();
    await styled;
    await this.know();
  }

  /** Prepare where a reader may be about to run. */
  watch() {
    let timer;
    const begin = () => {
      if (!mayPrepare()) return;
      timer = setTimeout(() => prepare((step) => this.come(step)).catch(() => {}), PAUSE);
    };
    for (const event of ["pointerenter", "focusin"]) this.addEventListener(event, begin);
    for (const event of ["pointerleave", "focusout"]) this.addEventListener(event, () => clearTimeout(timer));
    if (this.matches(":hover, :focus-within")) begin();
  }

  /** What the sample is; the switch for waits comes with it. */
  async know() {
    const { files, samples: all } = await samples();
    this.files = files;
    this.about = all[this.sample.id];
    const texts = [this.about, ...this.about.before].map(({ code }) => code);
    if (texts.some((text) => SLEEPS.test(text)) && !this.skip) {
      this.skip = make("input", { type: "checkbox" });
      this.words.before(make("label", { className: "run-skip" }, this.skip, " Skip waits"));
    }
    return this.about;
  }

  enter(state, words) {
    this.dataset.state = state;
    this.say(words);
  }

  say(text) {
    this.words.classList.remove("run-cost");
    this.words.textContent = text;
    this.status.textContent = text;
  }

  /** The code to be edited, without the end of its last line; of a session at the prompt what is typed. */
  get code() {
    const { kind, code } = this.about;
    return (kind === "pycon" ? typed(code) : code).replace(/\n$/, "");
  }

  /** The part that runs, with what a reader has written in its place. */
  part(written) {
    const { kind, filename, line, go_on, code } = this.about;
    if (written === undefined) return { kind, filename, line, go_on, code };
    return { kind: kind === "pycon" ? "typed" : kind, filename, line, go_on, code: `${written}\n` };
  }

  get isEdited() {
    const was = (name) => (name ? this.files[name] : this.code);
    return Boolean(this.texts) && Object.entries(this.texts).some(([name, text]) => text !== was(name));
  }

  // Running

  /** What the engine gets: the files, and the code, as the reader has changed them; and what checks that, if it is to. */
  job(checks) {
    const { before, imports, figure, ends, test } = this.about;
    const { "": written, ...files } = this.texts ?? {};
    return {
      parts: [...before, this.part(written), ...(checks ? [test] : [])],
      files: { ...this.files, ...files },
      imports,
      figure,
      ends,
      skip: this.skip?.checked ?? false,
      answers: [],
    };
  }

  /** Run it as it is now; with `checks`, and its test. */
  async run({ checks = false } = {}) {
    if (running) running.halt();
    running = this;
    this.begun = false;
    this.go.textContent = "Stop";
    if (ready) this.enter("running", "Running");
    else this.enter("loading", arrived ? `Loading Python: ${loaded(arrived)}` : "Loading Python");
    this.outcome.begin();
    try {
      await this.know();
      const result = await this.attempt(checks);
      if (running === this) this.conclude(result);
    } catch (error) {
      if (running !== this) return;
      this.outcome.clear();
      const what = this.begun ? "The run broke" : "Python could not be loaded";
      this.enter("failed", `${what}: ${error.message}. Press Run to try again`);
    } finally {
      if (running === this) this.rest();
    }
  }

  /** Run it; gives what came of that. */
  async attempt(checks) {
    const edited = this.isEdited;
    let begun = performance.now();
    const report = await run(this.job(checks), {
      progress: (step) => {
        if (step === "run") begun = performance.now();
        this.come(step);
      },
      output: (text) => running === this && this.outcome.print(text),
      ask: (prompt) => this.ask(prompt),
      again: () => this.outcome.begin(),
    });
    return { about: this.about, report, ms: performance.now() - begun, edited, checks };
  }

  async ask(prompt) {
    this.enter("asking", "Waits for input");
    const answer = await this.outcome.ask(prompt);
    this.enter("running", "Running");
    return answer;
  }

  conclude(result) {
    ready &&= Boolean(result.report.parts); // a run without its end takes Python with it
    this.status.textContent = this.outcome.end(result);
    this.dataset.state = this.outcome.element.dataset.state;
    this.words.textContent = "";
    this.reset.hidden = false;
    for (const words of document.querySelectorAll("sample-run > .run-cost")) words.textContent = "";
    if (!result.report.stopped) import("./offline.js").then(({ keep }) => keep());
  }

  halt() {
    stop();
    arrived = 0;
    this.conclude({ about: this.about, report: { stopped: true } });
    this.rest();
  }

  rest() {
    running = undefined;
    this.go.textContent = "Run";
  }

  /** What comes while Python loads, or a part of it that the code turns out to need: bytes of a file, or a step. */
  come(step) {
    if (step.bytes) arrived += step.bytes;
    if (running !== this) return;
    if (step === "run") {
      ready = this.begun = true;
      arrived = 0;
      this.enter("running", "Running");
    } else if (step === "start") {
      this.enter("loading", "Starting Python");
    } else if (step.bytes) {
      this.words.textContent = this.begun ? "Loading what it imports" : `Loading Python: ${loaded(arrived)}`;
    }
  }

  // Editing

  async open(code) {
    if (this.editor) return this.editor.focus();
    this.share.hidden = this.reset.hidden = false;
    this.edit.hidden = true;
    const [{ Editor }] = await Promise.all([import("./editor.js"), this.know(), styled]);
    const names = filesOf([...this.about.before, this.about], this.files);
    this.texts ??= { "": code ?? this.code, ...Object.fromEntries(names.map((name) => [name, this.files[name]])) };
    this.editor = await Editor.open(this.sample, this.title_, this.texts, {
      run: () => this.run(),
      leave: () => this.go.focus(),
      change: () => {},
    });
    if (running) return;
    this.words.textContent = matchMedia("(pointer: coarse)").matches ? "" : "Ctrl-Enter runs, Esc leaves";
  }

  /** Have everything as it was. */
  restore() {
    if (running === this) this.halt();
    this.editor?.close();
    this.editor = this.texts = undefined;
    this.outcome.clear();
    this.reset.hidden = this.share.hidden = true;
    this.edit.hidden = false;
    this.dataset.state = "";
    this.say("");
    this.go.focus();
  }

  async putAddress() {
    let words = "Address copied; nothing was sent";
    try {
      const address = await addressOf(this.sample.id, this.texts?.[""] ?? this.code);
      history.replaceState(null, "", address);
      await navigator.clipboard.writeText(address);
    } catch {
      words = "The address of this page has your code";
    }
    this.say(words);
    setTimeout(() => this.words.textContent === words && this.say(""), SAID_FOR);
  }

  async download() {
    const [{ save }] = await Promise.all([import("./script.js"), this.know()]);
    const { "": written, ...files } = this.texts ?? {};
    save({ ...this.about, ...this.part(written) }, { ...this.files, ...files });
  }
}

customElements.define("sample-run", SampleRun);

const shared = await sharedCode();
const place = shared && document.getElementById(shared.id)?.querySelector("sample-run");
if (place) {
  await place.open(shared.code);
  place.sample.scrollIntoView({ block: "center" });
  place.say("Shared code, not run");
}
