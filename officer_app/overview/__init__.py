"""Looking across features: the day's work list, one search box, figures."""
