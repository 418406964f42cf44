"""One officer per enterprise, one officer per sub-district: who is responsible, since when, and where nobody is."""
