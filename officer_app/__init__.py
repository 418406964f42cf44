"""officer_app: contact with key enterprises, their directory, visits and special-talent quota for a district bureau."""

__version__ = "0.5.0"
