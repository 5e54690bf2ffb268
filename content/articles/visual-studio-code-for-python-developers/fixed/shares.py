"""What each guest pays, in cents."""


# region shares
def split_bill(total: int, people: int) -> list[int]:
    """Equal shares; the first guests pay the cents that are left over."""
    share, rest = divmod(total, people)
    return [share + 1] * rest + [share] * (people - rest)


def receipt(shares: list[int]) -> list[str]:
    """A line for each guest."""
    return [f"Guest {guest}: {share / 100:.2f}" for guest, share in enumerate(shares, start=1)]


# endregion
