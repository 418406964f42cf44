"""The special-talent case: who applies, the papers, the chain of steps and who took them."""
