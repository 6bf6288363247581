"""A dynamic resource that does nothing: what the engine itself costs."""

from typing import Any

from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult


class NoOpProvider(ResourceProvider):
    """Keep what it's given, as ConnectUser does: all but the password, and what a service would compute."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Make nothing."""
        return CreateResult(f"{props['instance_id']}:{props['name']}", _outputs(props))

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Compare what the bench changes."""
        return DiffResult(changes=_olds["routing_profile_id"] != _news["routing_profile_id"])

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Change nothing."""
        return UpdateResult(_outputs(_news))


def _outputs(props: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in props.items() if key not in ("password", "__provider")}
    instance, user = props["instance_id"], "00000000-0000-4000-8000-000000000000"
    arn = f"arn:aws:connect:us-east-1:123456789012:instance/{instance}/agent/{user}"
    return {**kept, "tags_all": props["tags"], "user_id": user, "arn": arn}


class NoOp(Resource, name="NoOp"):
    """Take any properties."""

    def __init__(self, resource_name: str, **props: Any) -> None:
        """Declare it, with the outputs that a user has."""
        outputs = dict.fromkeys(("tags_all", "user_id", "arn"))
        super().__init__(NoOpProvider(), resource_name, {**props, **outputs})
