"""An invented office to try the program on: its people, enterprises, visits and cases, made by the same use cases.

Nothing here is real: names, codes and figures are drawn from lists with a fixed seed.
"""
