"""Many portfolios: an index over what each of them says of itself, and builds of all of them.

`roster` reads which there are, `web` and `places` get their manifests, `manifest` checks what these
say, `pages` and `feeds` make the site of it. What a portfolio says is a stranger's text throughout.
"""
