"""三零认定: the breaks, written by the three recognising offices, and the days at zero that follow from them."""
