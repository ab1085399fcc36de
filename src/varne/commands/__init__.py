"""What the commands do, as functions from values to plain JSON values; the same for Python as for the terminal."""
