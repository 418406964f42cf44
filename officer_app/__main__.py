"""Start: the window, or the command line. The only place that joins the two to the office."""

import sys
from collections.abc import Sequence

from officer_app.i18n import _


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    from officer_app import paths, screen

    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments and screen.is_there():
        # As it is started from the desktop: the command line and its words need not be loaded.
        from officer_app.ui import app

        return app.run(str(paths.own_database()))
    from officer_app import cli

    asked = cli.parse(arguments)
    wants_window = asked.command is None or (asked.command == "demo" and not asked.headless)
    if not wants_window or (asked.command == "demo" and not screen.is_there()):
        return cli.run(asked)
    if not screen.is_there():
        reason = _("There is no screen to open a window on; see officer-app --help.")
        print(f"officer-app: {reason}", file=sys.stderr)
        return cli.REFUSED
    # Qt is loaded only where a window opens.
    from officer_app.ui import app

    return app.run_sample() if asked.command == "demo" else app.run(asked.database or cli.default_database())


if __name__ == "__main__":
    sys.exit(main())
