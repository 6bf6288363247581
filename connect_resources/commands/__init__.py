"""The commands, one thin module each, over shared target, output and stack helpers."""
