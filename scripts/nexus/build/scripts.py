"""The theme's script, marked as one whose functions are called when a page opens.

A browser that knows the mark compiles all of it while it is fetched, beside the work on the page,
and not each function when it is first called. The mark is V8's explicit compile hint, a comment on
the first line: https://v8.dev/blog/explicit-compile-hints. Others pass over it.
"""

import json
from pathlib import Path

_BUNDLE = "assets/javascripts/bundle.*.js"
_MARK = b"//# allFunctionsCalledOnLoad\n"


def mark(site: Path) -> None:
    """Mark the theme's script in a built site; its source map then begins one line later."""
    for script in site.glob(_BUNDLE):
        content = script.read_bytes()
        if content.startswith(_MARK):
            continue
        script.write_bytes(_MARK + content)
        file = script.with_name(f"{script.name}.map")
        if file.is_file():
            source_map = json.loads(file.read_bytes())
            source_map["mappings"] = f";{source_map['mappings']}"
            file.write_bytes(json.dumps(source_map, separators=(",", ":")).encode())
