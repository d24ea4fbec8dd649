"""What can be said of deploy/ without deploying it."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml
from tap import same

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "deploy/template.yaml"
PROGRAMS = pathlib.Path(sys.executable).parent
OSLS = pathlib.Path(__file__).parent / "node_modules/.bin/osls"


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


class Intrinsics(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, as their long ones."""


def _intrinsic(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        value = value.split(".", 1) if suffix == "GetAtt" else value
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


Intrinsics.add_multi_constructor("!", _intrinsic)


def template():
    return yaml.load(TEMPLATE.read_text(), Intrinsics)


def test_lint():
    """template.yaml is clean for cfn-lint"""
    run(PROGRAMS / "cfn-lint", TEMPLATE)


def test_sam():
    """template.yaml is valid for AWS SAM"""
    run(PROGRAMS / "sam", "validate", "--lint", "--template", TEMPLATE,
        env={**os.environ, "AWS_DEFAULT_REGION": "eu-west-1", "SAM_CLI_TELEMETRY": "0"})


def test_dashboard():
    """the dashboard is JSON and shows metrics that something writes"""
    resources = template()["Resources"]
    body = json.loads(resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    filters = [r["Properties"] for r in resources.values() if r["Type"] == "AWS::Logs::MetricFilter"]
    written = {filter["MetricTransformations"][0]["MetricName"] for filter in filters}
    shown = json.dumps(body)
    same({name for name in written if name not in shown}, set())


def test_bucket():
    """what the emulator does not do: the bucket encrypts, forgets uploads and outlives the stack; a budget is watched"""
    resources = template()["Resources"]
    bucket = resources["Bucket"]
    same((bucket["DeletionPolicy"], resources["ServiceKey"]["DeletionPolicy"]), ("Retain", "Retain"))
    encryption = bucket["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    same(encryption, [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}])
    rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    # Takes and the marks of those that were erased expire by no rule.
    same([(rule["Status"], rule.get("Prefix"), rule.get("ExpirationInDays"), rule.get("AbortIncompleteMultipartUpload"))
          for rule in rules],
         [("Enabled", "uploads/", 2, None), ("Enabled", None, None, {"DaysAfterInitiation": 1})])
    function = resources["RouterLambdaFunction"]["Properties"]
    same(function["ReservedConcurrentExecutions"]["Fn::If"][0], "HasConcurrency")
    same(resources["Budget"]["Condition"], "HasBudget")


def test_serverless():
    """serverless.yml is packaged by osls, and to the letter what template.yaml says"""
    with tempfile.TemporaryDirectory() as folder:
        archive = pathlib.Path(folder, "lambda.zip")
        archive.write_bytes(b"PK\x05\x06" + bytes(18))
        out = pathlib.Path(folder, "packaged")
        run(OSLS, "package", "--package", out, cwd=ROOT / "deploy", env={
            **os.environ, "STEMFORGE_LAMBDA_ZIP": str(archive), "SLS_TELEMETRY_DISABLED": "1",
            "SLS_NOTIFICATIONS_MODE": "off", "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"})
        packaged_file = out / "cloudformation-template-update-stack.json"
        # W3005: the framework says twice that the function needs its role.
        run(PROGRAMS / "cfn-lint", "--ignore-checks", "W3005", "--", packaged_file)
        packaged = json.loads(packaged_file.read_text())
    ours = template()
    for name, resource in ours["Resources"].items():
        if name != "RouterLambdaFunction":
            same(packaged["Resources"].get(name), resource)
    function = packaged["Resources"]["RouterLambdaFunction"]["Properties"]
    expected = {**ours["Resources"]["RouterLambdaFunction"]["Properties"], "Code": function["Code"]}
    same({name: function.get(name) for name in expected}, expected)
    same(function["Code"]["S3Bucket"], {"Ref": "ServerlessDeploymentBucket"})
    parameters = {name: value for name, value in ours["Parameters"].items() if not name.startswith("Code")}
    same(packaged["Parameters"], parameters)
    same({name: packaged["Outputs"].get(name) for name in ours["Outputs"]}, ours["Outputs"])
    same(packaged["Conditions"], ours["Conditions"])


def test_units():
    """the nightly job's units are valid, and well fenced in"""
    with tempfile.TemporaryDirectory() as folder:
        for unit in (ROOT / "deploy/batch").glob("stemforge-compile.*"):
            # The program need not be installed here.
            text = unit.read_text().replace("/usr/local/bin/stemforge", shutil.which("true"))
            pathlib.Path(folder, unit.name).write_text(text)
        units = sorted(pathlib.Path(folder).iterdir())
        same([unit.suffix for unit in units], [".service", ".timer"])
        complaints = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
        same((complaints.returncode, complaints.stdout + complaints.stderr), (0, ""))
        # Exposure of 2.0 of 10.0 at most; a service without any fence has 9.6.
        run("systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", units[0])


def test_shell():
    """the scripts are valid, say how they are used, and refuse what they do not know"""
    for name in ("up", "down", "package"):
        run("bash", "-n", ROOT / "deploy" / name)
    for name in ("up", "down"):
        assert f"deploy/{name} [--stack NAME]" in run(ROOT / "deploy" / name, "--help")
        refused = subprocess.run([ROOT / "deploy" / name, "--stak", "x"], capture_output=True, text=True)
        same(refused.returncode, 1)
        refused = subprocess.run([ROOT / "deploy" / name, "--stack", "Not/AName"], capture_output=True, text=True)
        assert refused.returncode == 1, refused.stderr
