"""督导: the supervisor's board. Every number on it opens the list that it counts."""
