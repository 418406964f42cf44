"""Papers: faces, line breaking, pages, the office's form frame, the official letter, tables over pages.

User text is never markup here: every character of it becomes a glyph, or the paper is refused.
reportlab is imported only when a paper is made, because the window starts without it.
"""
