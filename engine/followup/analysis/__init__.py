"""What follows from a policy before there is a timeline. Pure: no clock, no files; it finds, and changes nothing."""
