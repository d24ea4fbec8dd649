"""deploy/down: refuses, keeps or deletes, and leaves nothing else behind."""

import os
import shutil
import subprocess

from stage import Stage
from tap import same
from templates import ROOT


def test_refuses(stage):
    """deploy/down refuses while there are takes, and then everything still works"""
    assert stage.keys("takes/")
    done = stage.script("down")
    same(done.returncode, 3)
    assert "--delete-takes" in done.stderr, done.stderr
    stage.take().arrive()


def test_deletes(stage):
    """deploy/down --delete-takes leaves nothing"""
    done = stage.script("down", "--delete-takes")
    assert done.returncode == 0, done.stdout + done.stderr
    gone(stage)
    same(names(stage), [])
    same(stage.aws.client("secretsmanager").list_secrets()["SecretList"], [])


def test_keeps(stage):
    """deploy/down --keep-takes ends the service and leaves bucket and key"""
    stage.up()
    take = stage.take().arrive()
    done = stage.script("down", "--keep-takes")
    assert done.returncode == 0, done.stdout + done.stderr
    gone(stage)
    same(names(stage), [stage.bucket])
    assert any(take.created["take_id"] in key for key in stage.keys("takes/"))
    [key] = stage.aws.client("secretsmanager").list_secrets()["SecretList"]
    assert key["Name"] in done.stderr, done.stderr
    # A campaign of the same name can begin anew beside it, and an empty one goes without asking.
    stage.up()
    done = stage.script("down")
    assert done.returncode == 0, done.stdout + done.stderr


def test_late(stage):
    """a take that arrives while deploy/down is under way is kept"""
    late = Stage(stage.aws, stage.folder, name="late")
    late.up()
    environment = stage.aws.environment()
    aws = shutil.which("aws", path=environment["PATH"])
    programs = stage.folder / "late"
    programs.mkdir()
    # The last moment before the door closes.
    (programs / "aws").write_text(f"""#!/bin/sh
[ "$2" = delete-stack ] && "{aws}" s3api put-object --bucket {late.bucket} --key takes/00/x/take.json > {os.devnull}
exec "{aws}" "$@"
""")
    (programs / "aws").chmod(0o755)
    environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        [ROOT / "deploy/down", "--stack", late.name], env=environment, capture_output=True, text=True)
    same(done.returncode, 3)
    same(names(late), [late.bucket])
    same(late.keys("takes/"), ["takes/00/x/take.json"])
    assert late.resources["ServiceKey"] in done.stderr, done.stderr


def names(stage):
    return [bucket["Name"] for bucket in stage.s3.list_buckets()["Buckets"] if bucket["Name"].startswith(stage.name)]


def gone(stage):
    """Nothing of the stack is left, but perhaps bucket and key."""
    aws = stage.aws
    stacks = stage.cloudformation.describe_stacks()["Stacks"]
    same([stack["StackName"] for stack in stacks if stack["StackName"] == stage.name], [])
    same(aws.client("lambda").list_functions()["Functions"], [])
    same(aws.client("apigatewayv2").get_apis()["Items"], [])
    same(aws.client("logs").describe_log_groups(logGroupNamePrefix="/stemforge/")["logGroups"], [])
    same(aws.client("cloudwatch").describe_alarms()["MetricAlarms"], [])
    same(aws.client("cloudwatch").list_dashboards()["DashboardEntries"], [])
    same(aws.client("events").list_rules()["Rules"], [])
    roles = aws.client("iam").list_roles()["Roles"]
    same([role["RoleName"] for role in roles if role["RoleName"].startswith(stage.name)], [])
