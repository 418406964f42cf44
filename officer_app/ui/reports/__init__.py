"""The reports: papers as they will be printed, their figures on the screen, and the archive of what was issued."""
