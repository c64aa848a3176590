"""Gold of one's own pages: blind samples, double coding, agreement, and what is then true."""
