"""The composition root: settings, the command line, and the one module that wires the rooms together."""
