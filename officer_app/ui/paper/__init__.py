"""Papers on the screen: the pages of a PDF as they will be printed, saving and printing them."""
