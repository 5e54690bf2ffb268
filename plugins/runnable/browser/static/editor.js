// The editor in the place of a sample's code, with the files that the sample imports; loaded when somebody edits.

import { button, make } from "./dom.js";

const INDENT = 4;
const HELP = "Ctrl-Enter runs, Escape leaves, Tab indents";

/** Load what an editor is made of. */
export async function library() {
  await import("./trust.js"); // the policy by which the editor writes its markup
  const modules = [
    import("../editor/index.js"),
    import("../editor/extensions/commands/index.js"),
    import("../editor/languages/python.js"),
    import("../editor/prism/languages/python.js"),
  ];
  const [{ createEditor }, commands] = await Promise.all(modules);
  return { createEditor, ...commands };
}

export class Editor {
  /** Put an editor in the place of the code of `sample`; `texts` has the code as "" and the files by their names. */
  static async open(sample, title, texts, { run, leave, change }) {
    const { createEditor, defaultKeymap, editorCommands, editHistory } = await library();
    return new Editor(sample, title, texts, { run, leave, change }, (options, keys) => {
      const map = { ...defaultKeymap, ...keys };
      return createEditor(null, options, editorCommands(map, []), editHistory());
    });
  }

  constructor(sample, title, texts, { run, leave, change }, create) {
    Object.assign(this, { sample, title, texts, name: "" });
    this.block = sample.querySelector(".highlight");
    const keys = { "Mod+Enter": () => (run(), true) };
    const options = { language: "python", value: texts[""], tabSize: INDENT, lineNumbers: true };
    this.editor = create(options, keys);
    this.editor.keyCommandMap.Escape = () => (leave(), true);
    this.editor.on("update", (value) => {
      this.texts[this.name] = value;
      change();
    });
    const { container, textarea } = this.editor;
    container.style.minHeight = `${this.block.offsetHeight}px`;
    textarea.ariaLabel = `${title}. ${HELP}`;
    this.place = make("div", { className: "run-editor" }, container);
    this.block.after(this.place);
    this.block.hidden = true;
    this.#offerFiles();
    textarea.focus({ preventScroll: true });
  }

  #offerFiles() {
    const names = Object.keys(this.texts);
    if (names.length < 2) return;
    this.tabs = names.map((name) => {
      const tab = button(name || "this sample", () => this.show(name));
      tab.ariaPressed = name === "";
      return tab;
    });
    this.list = make("div", { className: "run-files", role: "group", ariaLabel: "Files" }, ...this.tabs);
    this.sample.querySelector("figcaption").after(this.list);
  }

  show(name) {
    this.name = name;
    const language = !name || name.endsWith(".py") ? "python" : "text";
    this.editor.setOptions({ value: this.texts[name], language });
    this.editor.textarea.ariaLabel = `${name || this.title}. ${HELP}`;
    for (const tab of this.tabs) tab.ariaPressed = tab.textContent === (name || "this sample");
  }

  focus() {
    this.editor.textarea.focus();
  }

  /** Put the code back that was there. */
  close() {
    this.place.remove();
    this.list?.remove();
    this.block.hidden = false;
  }
}
