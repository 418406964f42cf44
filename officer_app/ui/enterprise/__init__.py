"""The pages of one enterprise."""
