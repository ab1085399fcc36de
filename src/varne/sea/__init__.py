"""What water and air do at a time and place."""
