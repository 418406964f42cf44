"""Start: the window, or the command line. The only place that joins the two to the office."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    from officer_app import cli

    asked = cli.parse(sys.argv[1:] if arguments is None else arguments)
    if asked.command is None:
        from officer_app.ui import app

        return app.run(asked.database or cli.default_database())
    if asked.command == "demo" and not asked.headless:
        from officer_app.ui import app

        return app.run_sample()
    return cli.run(asked)


if __name__ == "__main__":
    sys.exit(main())
