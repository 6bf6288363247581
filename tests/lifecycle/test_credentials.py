"""Roles that the config assumes, one after the other."""

from __future__ import annotations

from connect_resources.config import AssumeRole
from tests.lifecycle.harness import SAML, Place

ROLE = "arn:aws:iam::123456789012:role/"


def test_calls_are_made_as_the_last_role_of_a_chain(place: Place) -> None:
    """Each role is assumed with the credentials of the one before; Connect sees the last one's session."""
    ada = place.make_user("ada", SAML)
    chain = (AssumeRole(f"{ROLE}way", session_name="way"), AssumeRole(f"{ROLE}agents", session_name="ada"))
    client = place.client(assume_roles=chain)
    assert client.call("GetFederationToken", {"InstanceId": SAML})["UserId"] == ada
