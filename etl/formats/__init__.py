"""One module a family of files; each turns a file into a Delivery."""
