"""Re-parse campaigns: chosen pages of an accepted run read again, all others carried over."""
