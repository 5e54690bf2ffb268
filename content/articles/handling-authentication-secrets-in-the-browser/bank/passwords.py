"""The users' passwords, of which the bank keeps a hash by Argon2."""

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

# region passwords
hasher = PasswordHasher()
HASHES = {"ada": hasher.hash("correct horse battery")}
NOBODY = hasher.hash("of nobody")  # an unknown name takes as long as a known one


def is_right(user: str, password: str) -> bool:
    try:
        return hasher.verify(HASHES.get(user, NOBODY), password) and user in HASHES
    except VerificationError:
        return False


# endregion
