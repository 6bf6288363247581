"""Facts of Amazon Connect that botocore's model doesn't hold as data, each with its source.

Limits that the model does hold (lengths, patterns, enums, counts) are read from it by ``model``.
"""

from __future__ import annotations

from typing import Final

AFTER_CONTACT_WORK_MAXIMUM: Final = 2_000_000
"""Seconds. Source: text of the member UserPhoneConfig.AfterContactWorkTimeLimit in botocore's model."""

WHOLE_NUMBERS: Final = frozenset({"ProficiencyLevel"})
"""Shapes of type float that take whole numbers only. Source: text of the member UserProficiency.Level."""

SECONDARY_EMAIL_PATTERN: Final = r"(?=^.{0,265}$)[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,63}"
"""Source: text of the member UserIdentityInfo.SecondaryEmail in botocore's model."""

RESERVED_TAG_PREFIX: Final = "aws:"
"""Tags that only AWS sets. Source: the pattern of TagKey in botocore's model."""

REQUESTS_PER_SECOND: Final = 2.0
BURST: Final = 5
"""Per operation, account and region. Source: Amazon Connect Administrator Guide, API throttling quotas."""

SEARCH_MILLISECONDS: Final = 1000
"""SearchUsers gives AfterContactWorkTimeLimit in milliseconds. Source: text of SearchUsers in the model."""

VOICE: Final = "VOICE"
CHANNELS: Final = (VOICE, "CHAT", "TASK", "EMAIL")
"""Source: enum Channel in botocore's model; PhoneConfig sets all of them alike (text of UpdateUserConfig)."""

CONNECT_MANAGED: Final = "CONNECT_MANAGED"
SAML: Final = "SAML"
EXISTING_DIRECTORY: Final = "EXISTING_DIRECTORY"
"""How an instance knows its users. Source: enum DirectoryType in botocore's model."""

THROTTLING_CODES: Final = frozenset(
    {"ThrottlingException", "TooManyRequestsException", "Throttling", "RequestLimitExceeded"}
)
"""The first is Connect's own; the others are what its front door may answer (botocore's _retry.json)."""

RETRYABLE_CODES: Final = frozenset({"InternalServiceException", "InternalServerError", "ServiceUnavailable"})
CONFLICT_CODE: Final = "ConditionalOperationFailedException"
NOT_FOUND_CODE: Final = "ResourceNotFoundException"
DUPLICATE_CODE: Final = "DuplicateResourceException"
LIMIT_CODE: Final = "LimitExceededException"
USER_NOT_FOUND_CODE: Final = "UserNotFoundException"
ACCESS_CODES: Final = frozenset(
    {
        "AccessDeniedException",
        "AccessDenied",
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "ExpiredTokenException",
        "ExpiredToken",
        "InvalidClientTokenId",
        "IncompleteSignature",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "SignatureDoesNotMatch",
    }
)
"""Source: AWS common error codes; Connect's own operations declare none of them."""

DEFINITE_CODES: Final = frozenset(
    {
        NOT_FOUND_CODE,
        "AccessDeniedException",
        "AccessDenied",
        "InvalidParameterException",
        "InvalidRequestException",
        "UnrecognizedClientException",
        "InvalidClientTokenId",
    }
)
"""Answers that would be the same if the same were asked again in the same run. Credentials that have run out
are none of them: a role's are renewed."""

MANY_READS: Final = 201
"""Users refreshed one by one in a run, at which the faster way is named once."""
