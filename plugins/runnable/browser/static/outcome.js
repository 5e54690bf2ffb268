// Shows below a sample what came of running it.

import { make, time } from "./dom.js";
import { difference, lineMatches, matches } from "./verdict.js";

export class Outcome {
  #printed = [];
  #frame = 0;

  constructor(sample) {
    this.sample = sample;
    this.element = make("div", { className: "run-outcome", role: "group", ariaLabel: "What it does here" });
    this.verdict = make("p", { className: "run-verdict" });
    this.output = make("pre", { className: "sample-output" });
    this.samp = make("samp");
    this.output.append(this.samp);
  }

  /** Begin anew. */
  begin() {
    this.#printed = [];
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.samp.replaceChildren();
    this.verdict.textContent = "";
    this.element.replaceChildren();
    this.sample.append(this.element);
  }

  clear() {
    this.begin();
    this.element.remove();
  }

  /** Add what was printed; several pieces are shown at once when a frame is drawn. */
  print(text) {
    this.#printed.push(text);
    this.#frame ||= requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const text = this.#printed.join("");
    this.#printed = [];
    if (!text) return;
    if (!this.output.isConnected) this.element.prepend(this.output);
    this.samp.append(text);
    this.#reach();
  }

  /** What scrolls is a stop for the keyboard, and so has a name. */
  #reach() {
    const { output } = this;
    const scrolls = output.scrollWidth > output.clientWidth || output.scrollHeight > output.clientHeight;
    if (!scrolls) return;
    output.tabIndex = 0;
    output.role = "group";
    output.ariaLabel = "Output here";
  }

  /** Ask for a line, and give it; nothing where the reader ends the input. */
  ask(prompt) {
    this.#flush();
    return new Promise((resolve) => {
      const field = make("input", { autocomplete: "off", spellcheck: false, enterKeyHint: "send" });
      const label = make("label", {}, prompt.trim().split("\n").at(-1) || "Input", field);
      const form = make("form", { className: "run-input" }, label, make("button", {}, "Enter"));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        form.remove();
        this.samp.append(make("kbd", {}, field.value), "\n");
        if (!this.output.isConnected) this.element.prepend(this.output);
        resolve(field.value);
      });
      this.element.append(form);
      field.focus();
    });
  }

  /** Show what it came to: a `run` as {about, report, ms, edited}. Gives the words of it. */
  end({ about, report, ms, edited, checks }) {
    if (!report.parts || this.samp.querySelector("kbd")) this.#flush();
    cancelAnimationFrame(this.#frame);
    this.#printed = []; // all of it is in the report
    this.#frame = requestAnimationFrame(() => this.#reach());
    this.element.querySelector("form")?.remove();
    const words = checks && report.parts ? this.#checked(about, report) : this.#judge(about, report, edited, ms);
    this.element.prepend(this.verdict);
    this.verdict.textContent = words;
    return words;
  }

  #judge(about, report, edited, ms) {
    if (report.stopped) return this.#told("stopped", "Stopped");
    if (report.capped) return this.#told("stopped", "Ended, since it printed more than a page can show");
    const part = report.parts.at(-1);
    const whole = report.parts.length > about.before.length;
    const { output } = part;
    this.#settle(output);
    if (report.figure) this.#picture(about.figure, report.figure);
    if (!whole) return this.#raised(part.raised, { ...about, ...about.before[report.parts.length - 1] }, "in what comes before it: ");
    if (edited) return this.#edited(about, part, output, ms);
    if (part.raised && !isRaised(about.raises, part.raised)) return this.#raised(part.raised, about);
    if ((part.exit ?? 0) !== (about.exit ?? 0) && part.exit !== null) return this.#told("error", `Ended with exit status ${part.exit}`);
    if (about.raises && !part.raised) return this.#told("different", `Raised nothing, where the page says ${about.raises}`);
    if (matches(about.output ?? "", output, about.fold)) return this.#same(about, output, ms);
    this.#differs(about, output);
    const why = about.other ? `, as it is said: ${about.other}` : "";
    return this.#told("different", `Differs from what is printed above${why}`);
  }

  /** What is shown is what the sample itself printed, and not what ran before it; where a reader was asked, all. */
  #settle(output) {
    if (this.samp.querySelector("kbd")) return;
    this.samp.textContent = output;
    if (!output) this.output.remove();
    else if (!this.output.isConnected) this.element.prepend(this.output);
  }

  #told(state, words) {
    this.element.dataset.state = state;
    return words;
  }

  #same(about, output, ms) {
    this.output.remove();
    const what = about.raises ? "Raises the same as above" : output ? "Same as printed above" : "Ran, and printed nothing, as above";
    return this.#told("equal", `${what}, in ${time(ms)}`);
  }

  /** Of an exercise whether it is right, and if not, what its test says. */
  #checked(about, { parts, figure }) {
    const own = { figure, parts: parts.slice(0, about.before.length + 1) };
    const test = parts[about.before.length + 1];
    if (!test) return this.#judge(about, own, true, 0);
    this.#settle(parts[about.before.length].output);
    if (!test.raised) return this.#told("equal", "Right: the check passes");
    const [type, message] = test.raised;
    return this.#told("different", `Not yet: ${type === "AssertionError" && message ? message : [type, message].filter(Boolean).join(": ")}`);
  }

  #edited(about, part, output, ms) {
    if (part.raised) return this.#raised(part.raised, about);
    if (part.exit) return this.#told("error", `Ended with exit status ${part.exit}`);
    const printed = output ? "" : " and printed nothing";
    const same = about.output && matches(about.output, output, about.fold);
    if (about.output && !same && output) this.element.append(this.#details("Compare with what is printed above", diff(about, output)));
    return this.#told("edited", `${same ? "Same as printed above" : "Your code ran"}${same ? "" : printed}, in ${time(ms)}`);
  }

  #differs(about, output) {
    this.output.replaceWith(diff(about, output));
  }

  #raised(raised, about, where = "") {
    const [type, message, traceback, line] = raised ?? ["Exit", "", "", 0];
    const at = line >= about.line ? ` on line ${line - about.line + 1}` : "";
    if (traceback) {
      const text = make("samp", {}, ours(traceback, about));
      this.element.append(this.#details("Traceback", make("pre", { className: "sample-raises", tabIndex: 0, role: "group", ariaLabel: "Traceback" }, text)));
    }
    const what = message ? `: ${message.split("\n")[0]}` : "";
    return this.#told("error", `${where}${type}${at}${what}`);
  }

  #details(words, content) {
    return make("details", {}, make("summary", {}, words), content);
  }

  #picture(name, data) {
    const type = name.endsWith(".svg") ? "svg+xml" : "png";
    const image = make("img", { alt: "The picture that it made here", src: `data:image/${type};base64,${data}` });
    const near = this.sample.querySelector(":scope > .sample-figure img"); // as large as the one of the page
    if (near?.width) image.width = near.width;
    this.element.append(make("figure", { className: "sample-figure" }, image, make("figcaption", {}, "Made here")));
  }
}

/** Whether an exception is the one that the page says. */
const isRaised = (expected, [type, message]) =>
  expected && lineMatches(expected, (message ? `${type}: ${message}` : type).split("\n").join(" "));

/** A traceback by the lines that the reader sees. */
function ours(traceback, { filename, line }) {
  return traceback.replace(/File "([^"]*)", line (\d+)/g, (all, file, number) =>
    file === filename && number >= line ? `Line ${number - line + 1}` : all,
  );
}

/** What was expected and what came, line by line. */
function diff({ output: expected, fold }, output) {
  const lines = difference(expected ?? "", output, fold).map(({ line, is }) =>
    make({ same: "span", removed: "del", added: "ins" }[is], {}, `${line}\n`),
  );
  return make("pre", { className: "run-diff", tabIndex: 0, role: "group", ariaLabel: "Difference: − is printed above, + came here" }, make("samp", {}, ...lines));
}

