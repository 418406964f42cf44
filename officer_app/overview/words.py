"""The closed lists of what looks across features."""

from officer_app.core.words import Word
from officer_app.i18n import N_


class PurgeState(Word):
    """Where a proposal to remove personal data stands."""

    PROPOSED = "proposed", N_("Waits for a second person")
    CARRIED_OUT = "carried_out", N_("Removed")
    REFUSED = "refused", N_("Kept")
    REPLAYED = "replayed", N_("Removed again after a restore")
