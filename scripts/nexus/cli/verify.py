"""`nexus verify`: a published site against its signed list."""

from pathlib import Path

import click

from nexus.cli import messages, options
from nexus.core.errors import UsageError


@click.command()
@click.argument("site")
@click.option("--repo", default="", help="OWNER/NAME, the repository that must have signed.")
@options.trusted_root
def verify(site: str, repo: str, roots: Path | None) -> None:
    """Check every file of a published site, who signed their list, and for which repository.

    SITE is an https address or a folder. No account is needed: the signature is published with the
    site. The repository is taken from an address such as https://OWNER.github.io/NAME/, or from
    --repo.
    """
    from nexus.verify import differences, source, verified

    repository = repo or source.repository(site)
    if repository.count("/") != 1:
        hint = "name it: --repo OWNER/NAME"
        raise UsageError("it is not known whose site this should be", site, hint)
    place = source.of(site)
    signer, listing = verified(place, repository, roots)
    messages.refuse(differences(place, listing))
    click.echo(f"{len(listing)} files are those that were signed on {signer.day}")
    click.echo(f"by {signer.workflow}")
    click.echo(f"from commit {signer.commit} ({signer.ref}) of {repository}")
