"""Links that somebody wrote: to the web and to mail addresses, and nowhere else."""

import re

from markupsafe import Markup

_LEADS_SOMEWHERE = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20\x7f]+", re.IGNORECASE)
_LINK = Markup('<a href="{url}" title="{url}" target="_blank" rel="noopener noreferrer">{label}</a>')


def is_safe(url: str) -> bool:
    """Whether a click on it does no more than open a page or a letter."""
    return _LEADS_SOMEWHERE.fullmatch(url) is not None


def link(url: str, label: str | Markup = "") -> Markup:
    """The link; where it leads nowhere safe, its words with the address beside them."""
    shown = label or re.sub("^mailto:", "", url, flags=re.IGNORECASE)
    if is_safe(url):
        return _LINK.format(url=url, label=shown)
    return Markup("{} ({})").format(label, url) if label and label != url else Markup("{}").format(url)
