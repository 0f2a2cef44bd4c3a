"""What citizens ask of the organisation and what it tells them."""
