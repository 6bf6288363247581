"""Make the modules that follow from the table: the signatures, types and names that programs see."""
