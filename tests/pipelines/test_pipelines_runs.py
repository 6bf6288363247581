"""The ready pipelines, every command line as it stands in their files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.pipelines.cloud import Cloud, served_cloud
from tests.pipelines.repository import PASSWORD, Ran, Repository
from tools.local_connect import MANAGED

MARK = "<!-- connect users: london -->"
HUMAN = {"id": 1, "user": {"login": "mallory"}, "body": f"{MARK}\nAll is well, merge it."}
CREATED = """\
**Yes: these changes pass.**

| user | change | setting | from | to |
|---|---|---|---|---|
| ana | create | identity-info.first_name |  | [personal] |
| ana | create | identity-info.last_name |  | [personal] |
| ana | create | routing-profile |  | Basic Routing Profile |
| ana | create | security-profiles |  | Agent |
| ana | create | password |  | [secret] |
| ben | create | identity-info.first_name |  | [personal] |
| ben | create | identity-info.last_name |  | [personal] |
| ben | create | routing-profile |  | Basic Routing Profile |
| ben | create | security-profiles |  | Agent |
| ben | create | password |  | [secret] |
"""
DELETED = """\
**No: these changes don't pass.**

- 1 user would be deleted, and 0 are allowed: ben

| user | change | setting | from | to |
|---|---|---|---|---|
| ben | delete |  |  |  |
"""
ROSTER_BROKEN = "**The roster has problems.** They stand in the job's log.\n"


@dataclass
class Played:
    """Hold what each run of a story ended with, by name, and what was to be seen after it."""

    repository: Repository
    ran: dict[str, Ran]
    seen: dict[str, Any]

    def run(self, job: str, name: str) -> None:
        """Run a job, and keep how it ended, what it showed, whom Connect has and what was changed there."""
        connect = self.repository.cloud.connect
        connect.reset_calls()
        self.ran[name] = self.repository.run(job)
        self.seen[f"{name} left"] = sorted(file.name for file in self.repository.left())
        self.seen[f"{name} calls"] = sorted(connect.mutating_calls())
        shown = {"review": "gate.md", "drift": "drift.md"}.get(job)
        if shown is not None:
            self.seen[name] = self.repository.report(shown)
        if self.repository.forge == "github" and job == "review":
            self.seen[f"{name} comments"] = self.repository.comments()


FORGES = ["github", "gitlab"] if os.environ.get("PIPELINES") == "all" else ["github"]
"""The same scripts on both: the whole story of each takes minutes, so `make test` plays one, and
test_pipelines_killed.py parts of the other."""


@pytest.fixture(scope="module", params=FORGES)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Play a story at a forge; on GitHub under the policies. Held against them, moto's STS takes no token."""
    with served_cloud() as cloud:
        repository = Repository(tmp_path_factory.mktemp(request.param), cloud, request.param)
        if request.param == "github":
            cloud.enforce()
            repository.comment(HUMAN)
        story = Played(repository, {}, {})
        _play(story, cloud)
        yield story


def _play(story: Played, cloud: Cloud) -> None:
    both = {"ana": "", "ben": ""}
    story.repository.commit({"ana": ", security_profiles: []"})
    story.run("review", "broken")
    story.repository.commit(both)
    story.run("deploy", "not reviewed")
    story.run("review", "ordinary")
    story.run("deploy", "merged")
    story.run("drift", "quiet night")
    _move_behind_pulumis_back(cloud, "ana")
    story.run("drift", "drifted")
    story.repository.commit({"ana": ""})
    story.run("review", "too many")
    story.run("deploy", "overruled")
    (story.repository.root / "pipelines" / "gate.txt").write_text("# Ben left.\n\n--max-deletes=1\n")
    story.repository.commit({"ana": ""})
    story.run("review", "allowed")
    story.repository.pulumi("up", "--stack", "london", "--yes", "--skip-preview")
    story.run("deploy", "done elsewhere")


def _move_behind_pulumis_back(cloud: Cloud, name: str) -> None:
    boto = cloud.connect.boto()
    profiles = boto.list_routing_profiles(InstanceId=MANAGED)["RoutingProfileSummaryList"]
    (other,) = (item["Id"] for item in profiles if item["Name"] == "VIP Care")
    user = cloud.users()[name]["Id"]
    boto.update_user_routing_profile(InstanceId=MANAGED, UserId=user, RoutingProfileId=other)


def test_review_of_an_ordinary_change_shows_it(played: Played) -> None:
    """The merge request is told who changes in what, without a personal value or a secret."""
    assert (played.ran["ordinary"].status, played.seen["ordinary"]) == (0, CREATED)


def test_review_of_a_broken_roster_stops_before_the_engine(played: Played) -> None:
    """The job fails with the problem and its line in the log, and the report says where to look."""
    ran = played.ran["broken"]
    assert (ran.status, played.seen["broken"]) == (1, ROSTER_BROKEN)
    assert "stacks/london.users.yaml:3" in ran.log


def test_review_beyond_the_limit_fails_and_says_why(played: Played) -> None:
    """A roster that loses somebody is refused, and the report names who."""
    assert (played.ran["too many"].status, played.seen["too many"]) == (1, DELETED)


def test_review_beyond_the_limit_passes_where_the_repository_allows_it(played: Played) -> None:
    """gate.txt lifts a limit, in the same merge request that needs it."""
    assert played.ran["allowed"].status == 0


def test_review_changes_nothing(played: Played) -> None:
    """No review and no look for drift calls anything that changes Connect."""
    reading = ("broken", "ordinary", "too many", "allowed", "quiet night", "drifted")
    assert [played.seen[f"{name} calls"] for name in reading] == [[]] * len(reading)


def test_review_on_github_keeps_one_comment_of_its_own(played: Played) -> None:
    """Each run rewrites the pipeline's comment, whatever others write; GitLab shows the report itself."""
    if played.repository.forge == "gitlab":
        assert not played.repository.comments_file.exists()
        return
    ordinary, last = (played.seen[f"{name} comments"] for name in ("ordinary", "too many"))
    head = f"{MARK}\n## Amazon Connect users, stack london\n\n"
    assert [comment["body"] for comment in ordinary] == [HUMAN["body"], head + CREATED]
    assert [comment["body"] for comment in last] == [HUMAN["body"], head + DELETED]


def test_deploy_of_what_was_reviewed_does_it(played: Played) -> None:
    """A merge makes the users that the review showed, and frees the stack."""
    assert (played.ran["merged"].status, played.seen["merged calls"]) == (0, ["CreateUser", "CreateUser"])
    assert played.repository.locks() == []


@pytest.mark.parametrize("name", ["not reviewed", "overruled"])
def test_deploy_of_what_no_review_passed_stops(played: Played, name: str) -> None:
    """Files whose preview wasn't made, or was refused, are not deployed whoever merged them."""
    ran = played.ran[name]
    assert (ran.status, played.seen[f"{name} calls"]) == (1, [])
    assert "no preview of exactly these files was reviewed and passed" in ran.log


def test_deploy_after_something_else_changed_stops(played: Played) -> None:
    """What is left to do is no longer what was reviewed: nothing is done."""
    ran = played.ran["done elsewhere"]
    assert (ran.status, played.seen["done elsewhere calls"]) == (1, [])
    assert "the changes aren't those of report/reviewed.json, which differ for ben" in ran.log


def test_drift_of_a_quiet_night_passes(played: Played) -> None:
    """Nobody differs, and the job is green."""
    assert played.ran["quiet night"].status == 0
    assert played.seen["quiet night"].startswith("**Nobody differs from the program.**")


def test_drift_fails_with_a_readable_list(played: Played) -> None:
    """The job is red, and its report says who differs in what."""
    row = "| ana | update | routing-profile | VIP Care | Basic Routing Profile |"
    assert (played.ran["drifted"].status, row in played.seen["drifted"]) == (1, True)
    if played.repository.forge == "github":
        both = played.seen["quiet night"] + played.seen["drifted"]
        assert played.repository.summary.read_text() == both


def test_pipelines_log_no_secret(played: Played) -> None:
    """Neither a first password, nor a token, nor a key of a session stands in any log."""
    sessions = [value for session in played.repository.cloud.sessions.values() for value in session.values()]
    secrets = [PASSWORD, "a token of the forge", "token of the run", *sessions]
    assert [name for name, ran in played.ran.items() for secret in secrets if secret in ran.log] == []


def test_pipelines_leave_no_preview_and_no_token(played: Played) -> None:
    """On a runner that lives on, the next job finds the reports that were shown, and nothing else."""
    left = {file for name in played.ran for file in played.seen[f"{name} left"]}
    assert left == {"gate.md", "drift.md"}


def test_pipelines_keep_what_is_reviewed_beside_the_state_and_encrypted(played: Played) -> None:
    """Previews that passed lie in the bucket, under the key of the state; those that were refused don't."""
    kept = played.repository.kept()
    kinds = sorted("reviewed" if "/reviewed/" in key else key.rpartition("/")[2] for key in kept)
    assert kinds == ["claim.json", "london.json", "reviewed", "reviewed"]
    assert {*kept.values()} == {("aws:kms", played.repository.cloud.key)}
