"""Which modules a page keeps for a tool, which runs at each change: to import them again takes longer than the tool."""

from __future__ import annotations

from collections.abc import Mapping

from runnable.versions import imported_modules


def modules_to_keep(code: str, files: Mapping[str, str]) -> list[str]:
    """The modules that `code` imports, or what it imports of the bundle's `files`, by their whole names.

    Those of the bundle are left out: a reader's page reads them anew for each run, as for any sample.
    """
    kept, met, texts = set[str](), set[str](), [code]
    while texts:
        for name in imported_modules(texts.pop()):
            if name not in met:
                met.add(name)
                own = _of_bundle(name.partition(".")[0], files)
                texts += own
                kept |= set() if own else {name}
    return sorted(kept)


def _of_bundle(name: str, files: Mapping[str, str]) -> list[str]:
    """The texts of a module of the bundle, or of all in a package of it."""
    return [text for path, text in files.items() if path == f"{name}.py" or path.startswith(f"{name}/")]
