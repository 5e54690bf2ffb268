"""Prints a receipt: what the configuration "Current file" runs."""

from bill.shares import receipt, split_bill

shares = split_bill(1000, 3)
print(*receipt(shares), sep="\n")
