// A sample as the text of a script that plain Python and `uv run` take: its code behind what runs before it, with what it
// needs (PEP 723). It does what the sample does; how that is come by is the business of this file alone.

import { filesOf } from "./files.js";

const TEXT = /#[^\n]*|("""|''')(?:\\[^]|(?!\1)[^])*\1|(["'])(?:\\[^]|(?!\2)[^\\\n])*\2/g;
const FUTURE = /^from __future__ import .*\n?/gm;
const CLOSES = /^\s*[)\]}]/;
const DEFINES = /^\s*(?:async\s+)?def\b/;
const AWAITS = /\bawait\b|\basync\s+(?:for|with)\b/;
const PROMPT = /^(?:>>>|\.\.\.)(?: |$)/;
const ALLOWED = "ast.PyCF_ALLOW_TOP_LEVEL_AWAIT";
const TELL = "except (Exception, SystemExit):\n    traceback.print_exc()";

/** The files of a script, texts by their paths: itself first, then those of `files` if it uses any. */
export function scriptOf(about, files) {
  const name = `sample_${about.name.replace(/\W+/g, "_")}`; // by another name it may hide what it imports
  const used = filesOf([...about.before, about], files).length > 0;
  return { [`${name}.py`]: textOf(about), ...(used ? files : {}) };
}

function textOf(about) {
  const { python, distributions } = about.requires;
  const dependencies = distributions.map((each) => JSON.stringify(each)).join(", ");
  const head = ["# /// script", `# requires-python = "${python}"`, `# dependencies = [${dependencies}]`, "# ///"];
  const parts = [...about.before, about];
  const future = [...new Set(parts.flatMap(({ code }) => code.match(FUTURE) ?? []).map((line) => line.trim()))];
  const texts = parts.map((part, at) => partOf({ ...part, code: part.code.replace(FUTURE, "") }, at === parts.length - 1));
  return `${[head.join("\n"), ...future, ...whole(texts.map((text) => text.trim()))].join("\n\n")}\n`;
}

/** Of what awaits outside of functions, and of all behind it, a coroutine is made, in which names stay what they were. */
function whole(texts) {
  const first = texts.findIndex(awaits);
  if (first < 0) return texts;
  const body = texts.slice(first).join("\n\n");
  return [...texts.slice(0, first), `import asyncio\n\n\nasync def script():\n${indented(body)}\n\n\nasyncio.run(script())`];
}

/** A part of a script; what raised on the page may do so here, too, but for the last. */
function partOf({ kind, code, go_on: goesOn }, isLast) {
  if (kind !== "python") return session(kind === "pycon" ? typed(code) : code);
  return goesOn && !isLast ? `import traceback\n\ntry:\n${indented(code.trim())}\n${TELL}` : code;
}

/** What is typed of a session at the prompt. */
export const typed = (transcript) =>
  transcript.split("\n").filter((line) => PROMPT.test(line)).map((line) => `${line.slice(4)}\n`).join("");

/** A session at the prompt: each statement shows what it gives, and the next one comes, whatever it raised. */
function session(code) {
  const flags = awaits(code) ? `, flags=${ALLOWED}` : "";
  const lines = JSON.stringify(code.split("\n")).slice(1, -1).replaceAll('","', '",\n    "');
  const run = flags ? ["result = eval(compiled)", "if result is not None:", "    asyncio.run(result)"] : ["exec(compiled)"];
  return [
    `import ast\n${flags ? "import asyncio\n" : ""}import traceback\n\nlines = [\n    ${lines},\n]`,
    'for statement in ast.parse("\\n".join(lines)).body:',
    "    try:",
    `        compiled = compile(ast.Interactive([statement]), "<stdin>", "single"${flags})`,
    ...run.map((line) => `        ${line}`),
    "    except Exception:",
    "        traceback.print_exc()",
  ].join("\n");
}

/** Whether code awaits outside of all functions. */
function awaits(code) {
  const lines = code.replace(TEXT, (text) => (text.startsWith("#") ? "" : '""')).split("\n").filter((line) => line.trim());
  let depth = Infinity; // the indent of the function that the line is in
  return lines.some((line) => {
    const indent = line.search(/\S/);
    if (indent > depth || (indent === depth && CLOSES.test(line))) return false;
    depth = DEFINES.test(line) ? indent : Infinity;
    return depth === Infinity && AWAITS.test(line);
  });
}

/** Code as the body of a block; what is within a text stays. */
function indented(code) {
  const lines = code.replace(TEXT, (text) => text.replaceAll("\n", "\0")).split("\n");
  return lines.map((line) => (line.trim() ? `    ${line}` : "")).join("\n").replaceAll("\0", "\n");
}
