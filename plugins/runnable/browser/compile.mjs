// Compiles Python to byte code by the Python that pages run, which is newer than ours.
//
// node compile.mjs PYODIDE < JOB: PYODIDE is the folder of the npm package, JOB a JSON list of {out, place, files, typed},
// where `files` maps names in the archive `out` to paths, `place` is where that archive lies in the page, and `typed` says
// whether it keeps the annotations of functions.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

// What no page shows costs a third of the bytes: docstrings, and where in a line a frame is, since there is no source to
// point into.
const COMPILE = `
import ast, io, re, zipfile
from importlib import _bootstrap_external as external, util
from pathlib import Path

SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

# SQLAlchemy asserts that its events have some.
DOCUMENTED = re.compile(r"sqlalchemy/.*events\\.py")

# Of distributions, what only a type checker reads: it is a tenth of them, and takes as much of the time to import them.
class Untyped(ast.NodeTransformer):
    def visit_If(self, node):
        self.generic_visit(node)
        if ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING"):
            return node.orelse or ast.Pass()
        return node

    def visit_FunctionDef(self, node):
        if any(ast.unparse(each) in ("overload", "typing.overload", "t.overload") for each in node.decorator_list):
            return ast.Pass()
        self.generic_visit(node)
        node.returns = None
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_arg(self, node):
        node.annotation = None
        return node

def bare(tree, instead, typed):
    if not typed:
        tree = ast.fix_missing_locations(Untyped().visit(tree))
    for node in ast.walk(tree):
        if isinstance(node, SCOPES) and ast.get_docstring(node, clean=False) is not None:
            node.body[0].value.value = instead
            node.body[:1] = [] if instead is ... and len(node.body) > 1 else node.body[:1]
    return tree

def archive(place, names, typed):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as out:
        for name in names:
            data = Path("/read", name).read_bytes()
            if name.endswith(".py"):
                code = compile(bare(ast.parse(data, name), "-" if DOCUMENTED.fullmatch(name) else ..., typed), f"{place}/{name}", "exec", dont_inherit=True)
                data = bytes(external._code_to_hash_pyc(code, util.source_hash(data), checked=False))
                name += "c"
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    Path("/made").write_bytes(made.getvalue())

archive
`;

const job = JSON.parse(readFileSync(0, "utf8"));
try {
  const folder = process.argv[2];
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")));
  const pyodide = await loadPyodide({ indexURL: folder, env: { PYTHONNODEBUGRANGES: "1" } });
  const archive = pyodide.runPython(COMPILE);
  for (const { out, place, files, typed } of job) {
    for (const [name, path] of Object.entries(files)) {
      pyodide.FS.mkdirTree(dirname(join("/read", name)));
      pyodide.FS.writeFile(join("/read", name), readFileSync(path));
    }
    archive(place, pyodide.toPy(Object.keys(files)), typed);
    writeFileSync(out, pyodide.FS.readFile("/made"));
  }
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
