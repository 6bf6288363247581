"""State on S3, served by the same process as the local Connect."""

from __future__ import annotations

import boto3
import pytest

from tests.engine.story import Story
from tools.local_connect import LocalConnect

REGION, BUCKET = "us-west-2", "pulumi-state"


def test_stack_with_state_on_s3_goes_up_and_down(
    shared_connect: LocalConnect, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A stack whose state lies in a bucket makes its user, and deletes it again."""
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    bucket = boto3.client("s3", region_name=REGION, endpoint_url=shared_connect.url, **keys)
    bucket.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    options = f"endpoint={shared_connect.url}&s3ForcePathStyle=true&region={REGION}"
    backend = {"PULUMI_BACKEND_URL": f"s3://{BUCKET}?{options}"}
    story = Story(shared_connect, REGION, tmp_path_factory.mktemp("s3"), 'user("ada")', **backend)
    story.stack.up()
    stored = [item["Key"] for item in bucket.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert ".pulumi/stacks/connect-users/local.json" in stored
    assert (list(story.stack.resources()), list(story.user_ids())) == (["ada"], ["ada"])
    story.stack.destroy()
    assert (story.operations(), story.stack.resources()) == (["CreateUser", "DeleteUser"], {})
