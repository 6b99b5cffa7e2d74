"""robots.txt: every page may be read, and here is their list."""

from nexus.publish.page import Website


def text(website: Website) -> str:
    """The text of robots.txt; it names the site map where the site's address is known."""
    lines = ["User-agent: *", "Allow: /"]
    if website.address:
        lines += ["", f"Sitemap: {website.at('sitemap.xml')}"]
    return "\n".join([*lines, ""])
