// Saves a sample as a script, alone or in an archive with the files that it uses.

import { make } from "./dom.js";
import { samples } from "./page.js";
import { scriptOf } from "./source.js";
import { zip } from "./zip.js";

/** Save a sample that does not run here, by its id. */
export async function saveOf(id) {
  const { files, scripts } = await samples();
  save(scripts[id], files);
}

/** Save the sample `about`, whose code a reader may have changed as well as the bundle's `files`. */
export function save(about, files) {
  const made = scriptOf(about, files);
  const [[script, text], ...others] = Object.entries(made);
  if (!others.length) return offer(text, script, "text/x-python");
  const name = script.replace(/\.py$/, "");
  const packed = Object.fromEntries(Object.entries(made).map(([path, each]) => [`${name}/${path}`, each]));
  return offer(zip(packed), `${name}.zip`, "application/zip");
}

function offer(data, name, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob([data], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
