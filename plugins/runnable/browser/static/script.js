// A sample as a file that plain Python and `uv run` take: its code behind what runs before it, with what it needs (PEP 723).

import { make } from "./dom.js";
import { filesOf } from "./files.js";
import { samples } from "./page.js";
import { zip } from "./zip.js";

const TELL = 'except Exception as error:\n    print(f"{type(error).__name__}: {error}")';

/** Save a sample that does not run here, by its id. */
export async function saveOf(id) {
  const { files, scripts } = await samples();
  save(scripts[id], {}, files);
}

/** Save the sample `about`, with the reader's `texts` in place of its code and the bundle's `files`. */
export function save(about, texts, files) {
  const { "": code = about.code, ...changed } = texts;
  const name = about.name.replace(/\W+/g, "_");
  const script = scriptOf({ ...about, code });
  if (filesOf([...about.before, { code }], files).length) {
    const all = { ...files, ...changed, [`${name}.py`]: script };
    const packed = Object.fromEntries(Object.entries(all).map(([path, text]) => [`${name}/${path}`, text]));
    offer(zip(packed), `${name}.zip`, "application/zip");
  } else {
    offer(script, `${name}.py`, "text/x-python");
  }
}

/** The text of the script. */
export function scriptOf(about) {
  const { python, distributions } = about.requires;
  const dependencies = distributions.map((each) => JSON.stringify(each)).join(", ");
  const head = ["# /// script", `# requires-python = "${python}"`, `# dependencies = [${dependencies}]`, "# ///"];
  const parts = [...about.before, about].map(partOf);
  return `${[head.join("\n"), ...parts.map((part) => part.trimEnd())].join("\n\n")}\n`;
}

/** A part of a script: of a session at the prompt what is typed, and what raised on the page may do so here. */
function partOf({ kind, code, go_on: goesOn }, at, { length }) {
  if (kind === "pycon") return typed(code);
  if (!goesOn || at === length - 1) return code;
  const indented = code.includes('"""') || code.includes("'''") ? undefined : code.replace(/^(?=.)/gm, "    ");
  return indented ? `try:\n${indented.trimEnd()}\n${TELL}` : code;
}

function typed(transcript) {
  const lines = transcript.split("\n").filter((line) => /^(?:>>>|\.\.\.)(?: |$)/.test(line)).map((line) => line.slice(4));
  const list = lines.map((line) => `    ${JSON.stringify(line)},`).join("\n");
  return `import code\n\nconsole = code.InteractiveConsole(globals())\nfor line in [\n${list}\n    "",\n]:\n    console.push(line)`;
}

function offer(data, name, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob([data], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
