"""The buttons by which a reader runs an example."""

import json
import re
from html import unescape

from nexus.examples.live import html
from nexus.examples.live.offer import Offer

from tests.helpers import EVIL, check_evil


def test_whatever_stands_at_a_button_is_text() -> None:
    """What runs it, and the questions that a reader may try."""
    offer = Offer("session.json", 1, 5, EVIL)
    box = html.box(offer, [(EVIL, EVIL)])
    check_evil(f"{html.button(offer)}{box}")
    (asked,) = re.findall('data-questions="([^"]*)"', box)
    assert json.loads(unescape(asked)) == [[EVIL, EVIL]]
