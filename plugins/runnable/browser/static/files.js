// Which files of its bundle a sample uses.

/** The names of the files that `parts` import or name, and those that these do in turn. */
export function filesOf(parts, files) {
  const found = new Set();
  const look = (text) => {
    for (const name of Object.keys(files)) {
      if (found.has(name) || !isUsed(name, text)) continue;
      found.add(name);
      if (name.endsWith(".py")) look(files[name]);
    }
  };
  for (const { code } of parts) look(code);
  return [...found];
}

function isUsed(name, text) {
  if (text.includes(`"${name}"`) || text.includes(`'${name}'`)) return true;
  if (!name.endsWith(".py")) return false;
  const path = name.replace(/(?:\/__init__)?\.py$/, "");
  const [last, folder] = [path.split("/").at(-1), path.split("/").slice(0, -1).join("\\.")];
  const module = path.replaceAll("/", "\\.");
  const within = folder ? `|from ${folder} import .*\\b${last}\\b` : "";
  return new RegExp(`^(?:>>>|\\.\\.\\.)?\\s*(?:from ${module}\\b|import (?:.*, *)?${module}\\b${within})|["']${module}\\.\\w`, "m").test(text);
}
