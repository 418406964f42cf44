"""The pages of visits: the list, and the editor in which one is written down."""
