"""deploy/down: refuses, keeps or deletes, and leaves nothing else behind."""

from tap import same


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
