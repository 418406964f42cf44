"""Several papers in one file, to be printed in one go."""

import io
from collections.abc import Sequence


def joined(papers: Sequence[bytes]) -> bytes:
    """The pages of all these PDFs, one after the other. One paper alone stays as it is, byte for byte."""
    if len(papers) == 1:
        return papers[0]
    from pypdfium2 import PdfDocument

    whole = PdfDocument.new()
    try:
        for paper in papers:
            part = PdfDocument(paper)
            try:
                whole.import_pages(part)
            finally:
                part.close()
        file = io.BytesIO()
        whole.save(file)
        return file.getvalue()
    finally:
        whole.close()
