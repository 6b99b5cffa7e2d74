"""This package's templates in MiniJinja, which has filters where Python has methods of strings.

https://docs.rs/minijinja/latest/minijinja/filters/
"""

import re

# What is split: a name, a list's item, what stands in brackets, or a block of the template above.
_SPLIT = re.compile(
    r"(?P<what>(?:super\(\)|\w+|\((?:[^()]|\([^()]*\))*\))(?:\[\d\])?)\.split\((?P<by>[^()]*)\)"
)
_OTHERS = (
    (re.compile(r"\.items\(\)"), " | items"),
    (re.compile(r"\.startswith\("), " is startingwith("),
)
# What the plugin gives to templates, which a staged site has in its configuration.
_NAMES = (
    ("config.plugins.nexus.config", "config.extra.nexus"),
    ("nexus_verifies", "config.extra.nexus.verifies"),
)


def named(template: str) -> str:
    """Return a template that finds what the plugin knows in the configuration of a staged site."""
    for name, other in _NAMES:
        template = template.replace(name, other)
    return template


def translated(template: str) -> str:
    """Return a template of Jinja as one of MiniJinja."""
    while _SPLIT.search(template):
        template = _SPLIT.sub(r"(\g<what> | split(\g<by>) | list)", template, count=1)
    for pattern, other in _OTHERS:
        template = pattern.sub(other, template)
    return template
