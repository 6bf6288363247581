"""Who the caller is, as moto's STS and IAM know the access key of a request."""

from __future__ import annotations

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends


def find_principal_name(account_id: str, partition: str, access_key: str) -> str | None:
    """Give the role session name or IAM user name behind an access key, or None if it has neither."""
    role = sts_backends[account_id][partition].get_assumed_role_from_access_key(access_key)
    if role is not None:
        return str(role.session_name)
    key = iam_backends[account_id][partition].access_keys.get(access_key)
    return None if key is None or key.user_name is None else str(key.user_name)
