"""What leaves the house: exports, with contacts redacted unless asked for."""
