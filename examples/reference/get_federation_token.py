"""Get a token for the user that the caller's role session is named after."""

import pulumi

from connect_resources import get_federation_token

token = get_federation_token("meridian-saml")
pulumi.export("sign_in", {"url": token.sign_in_url, "access_token": token.access_token})
