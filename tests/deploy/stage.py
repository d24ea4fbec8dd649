"""A deployed stack and what tests need to use it."""

import json
import subprocess

import package
from door import Door, Take
from templates import ROOT

TAKES = ROOT / "samples/demo/takes"


class Stage:
    def __init__(self, aws, folder, name="choir"):
        self.aws, self.folder, self.name = aws, folder, name
        self.s3 = aws.client("s3")
        self.logs = aws.client("logs")
        self.cloudformation = aws.client("cloudformation")

    def script(self, script, *arguments):
        return subprocess.run(
            [ROOT / "deploy" / script, "--stack", self.name, *arguments], env=self.aws.environment(),
            capture_output=True, text=True)

    def up(self, *parameters):
        done = self.script("up", "--zip", str(package.ARCHIVE), *parameters)
        assert done.returncode == 0, f"{done.stdout}{done.stderr}{self.reasons()}"
        self.printed = done.stdout.strip()
        self.resources = {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for resource in self.cloudformation.describe_stack_resources(StackName=self.name)["StackResources"]}
        self.bucket = self.resources["Bucket"]
        self.function = self.resources["RouterLambdaFunction"]
        self.door = Door(self.aws, f"{self.resources['HttpApi']}.execute-api.localhost:{self.aws.port}")

    def reasons(self):
        try:
            events = self.cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        except self.cloudformation.exceptions.ClientError:
            return ""
        return "".join(
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}\n"
            for event in events if "FAILED" in event["ResourceStatus"])

    def take(self, file="voice-0004.webm", **fields):
        return Take(self.door, TAKES / file, **fields)

    def keys(self, prefix=""):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [object["Key"] for page in pages for object in page.get("Contents", [])]

    def log_lines(self):
        """What the function wrote, line by line."""
        group = self.resources["RouterLogGroup"]
        pages = self.logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        return [event["message"].strip() for page in pages for event in page["events"]]

    def log_objects(self):
        return [json.loads(line) for line in self.log_lines() if line.startswith("{")]
