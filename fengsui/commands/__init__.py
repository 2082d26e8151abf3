"""One file per noun of the command line: parse, call one function, print."""
