"""Reports: charts and tables of a run's counts in one file that needs no network."""
