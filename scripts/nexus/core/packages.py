"""The npm packages with which a reader runs examples: PGlite, Pyodide, and CodeMirror with its imports."""

from pathlib import Path

PGLITE = "@electric-sql/pglite"
PYODIDE = "pyodide"
# Each package of the editor with its module.
EDITOR = {
    "@codemirror/autocomplete": "dist/index.js",
    "@codemirror/commands": "dist/index.js",
    "@codemirror/language": "dist/index.js",
    "@codemirror/state": "dist/index.js",
    "@codemirror/streamparser": "dist/index.js",
    "@codemirror/view": "dist/index.js",
    "@lezer/common": "dist/index.js",
    "@lezer/highlight": "dist/index.js",
    "@lezer/lr": "dist/index.js",
    "@marijn/find-cluster-break": "src/index.js",
    "crelt": "index.js",
    "style-mod": "src/style-mod.js",
    "w3c-keyname": "index.js",
}
# Those that the editor of one language takes beside these.
LANGUAGES = {
    "sql": {"@codemirror/lang-sql": "dist/index.js"},
    "python": {"@codemirror/lang-python": "dist/index.js", "@lezer/python": "dist/index.js"},
}
# What PGlite loads in Node and in a browser, beside its modules; the last ones are its extensions.
_LOADED = ("index.js", "chunk-*.js", "pglite.wasm", "pglite.data", "initdb.wasm", "*.tar.gz")
_OF_PYODIDE = (
    "package.json",
    "pyodide-lock.json",
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
)


def files(packages: Path) -> list[Path]:
    """Return the files that a build reads in a folder of npm packages; none that is not there."""
    pglite = packages / PGLITE
    found = [pglite / "package.json"]
    found += [file for pattern in _LOADED for file in sorted((pglite / "dist").glob(pattern))]
    found += [packages / PYODIDE / name for name in _OF_PYODIDE]
    for modules in (EDITOR, *LANGUAGES.values()):
        found += [packages / name / module for name, module in modules.items()]
    return [file for file in found if file.is_file()]
