"""robots.txt: every page may be read, and here is their list."""

from nexus.publish.page import Website


def text(website: Website) -> str:
    """Return the text of robots.txt; it names the site map if the site's address is known."""
    here = f"\nSitemap: {website.at('sitemap.xml')}\n" if website.address else ""
    return f"User-agent: *\nAllow: /\n{here}"
