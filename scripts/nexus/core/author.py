"""Who speaks on a site: what its settings say of the author, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_MAIL = "mailto:"


@dataclass(frozen=True)
class Author:
    """The author of a site; what is unset is empty, and is shown nowhere.

    `contact` and `repository` are addresses, `profiles` are addresses by their labels, `portrait`
    is the path of a picture below the pages' folder.
    """

    name: str = ""
    role: str = ""
    tagline: str = ""
    contact: str = ""
    profiles: Mapping[str, str] = field(default_factory=dict)
    portrait: str = ""
    repository: str = ""

    @property
    def called(self) -> str:
        """Return the name with the role: `Ama Owusu, backend developer`."""
        return ", ".join(filter(None, (self.name, self.role)))

    @property
    def email(self) -> str:
        """Return the address of the author's e-mail, if the contact is one."""
        return self.contact.removeprefix(_MAIL) if self.contact.startswith(_MAIL) else ""

    @property
    def links(self) -> dict[str, str]:
        """Return the addresses of the author and of the source by what a link to each says."""
        contact = {"E-mail" if self.email else "Contact": self.contact} if self.contact else {}
        source = {"Source code": self.repository} if self.repository else {}
        return {**contact, **self.profiles, **source}
