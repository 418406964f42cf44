"""Tool tips show what people typed literally.

Qt takes any tip that looks like markup for markup, and would load what it names.
"""

from html import escape

from officer_app.core.folding import made_visible


def plain_tip(words: str) -> str:
    """The words as a tip that shows exactly them."""
    words = made_visible(words)
    if "<" not in words:
        return words
    return "<qt>" + escape(words).replace("\n", "<br>") + "</qt>"
