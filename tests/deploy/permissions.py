"""Who may do what: least privilege, shown by taking it away."""

import copy
import json

from door import request
from tap import same
from templates import template

OTHERS = "somebody-elses-bucket"


def documents(stage):
    """The role's policies, by name, as deployed."""
    iam, role = stage.aws.client("iam"), stage.resources["RouterRole"]
    return {
        name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]}


def works(stage):
    """What does not work of all that the service does: the first step that fails."""
    take = stage.take()
    steps = [
        ("create", take.create, 201), ("again", take.create, 201), ("send", take.send, 200),
        ("status", take.status, 200), ("complete", take.complete, 200), ("received", take.status, 200),
        ("erase", take.erase, 204), ("withdrawn", take.status, 200),
    ]
    for name, step, status in steps:
        answer = step()
        if answer.status != status:
            return f"{name} {answer.status}"
    left = [key for key in stage.keys() if take.created["take_id"] in key]
    if left != [f"withdrawn/{take.created['take_id']}"]:
        return f"left {left}"
    return None


def test_least(stage):
    """the function needs every action on every prefix that it has"""
    iam, role = stage.aws.client("iam"), stage.resources["RouterRole"]
    policy = documents(stage)["takes"]
    put = lambda document: iam.put_role_policy(RoleName=role, PolicyName="takes", PolicyDocument=json.dumps(document))
    same(works(stage), None)
    needless, broken = [], {}
    try:
        for index, statement in enumerate(policy["Statement"]):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            for action in actions:
                less = copy.deepcopy(policy)
                rest = [other for other in actions if other != action]
                if rest:
                    less["Statement"][index]["Action"] = rest
                else:
                    del less["Statement"][index]
                put(less)
                name = f"{statement['Sid']} {action}"
                broken[name] = works(stage)
                if broken[name] is None:
                    needless.append(name)
    finally:
        put(policy)
    same(needless, [])
    same(works(stage), None)
    return "; ".join(f"without {name}: {step}" for name, step in broken.items())


def test_function_elsewhere(stage):
    """with the function's rights nobody reads results, unmakes an erasure, or reaches another bucket or secret"""
    iam = stage.aws.client("iam")
    iam.create_user(UserName="router")
    for name, document in documents(stage).items():
        iam.put_user_policy(UserName="router", PolicyName=name, PolicyDocument=json.dumps(document))
    key = iam.create_access_key(UserName="router")["AccessKey"]
    key = (key["AccessKeyId"], key["SecretAccessKey"])
    stage.s3.create_bucket(Bucket=OTHERS, CreateBucketConfiguration={"LocationConstraint": stage.aws.region})
    stage.s3.put_object(Bucket=OTHERS, Key="takes/00/x/audio.wav", Body=b"x")
    stage.s3.put_object(Bucket=stage.bucket, Key="withdrawn/marked", Body=b"")
    stage.s3.put_object(Bucket=stage.bucket, Key="out/report.html", Body=b"x")
    s3, bucket = stage.aws.client("s3", *key), stage.bucket
    s3.put_object(Bucket=bucket, Key="takes/00/x/audio.wav", Body=b"x")
    s3.delete_object(Bucket=bucket, Key="takes/00/x/audio.wav")
    refused(s3.delete_object, Bucket=bucket, Key="withdrawn/marked")
    refused(s3.get_object, Bucket=bucket, Key="out/report.html")
    refused(s3.put_object, Bucket=bucket, Key="out/report.html", Body=b"y")
    refused(s3.put_object, Bucket=bucket, Key="service.key", Body=b"y")
    refused(s3.delete_bucket_policy, Bucket=bucket)
    refused(s3.list_objects_v2, Bucket=OTHERS)
    refused(s3.get_object, Bucket=OTHERS, Key="takes/00/x/audio.wav")
    refused(s3.delete_object, Bucket=OTHERS, Key="takes/00/x/audio.wav")
    refused(stage.aws.client("secretsmanager", *key).get_secret_value, SecretId=stage.resources["ServiceKey"])
    refused(stage.aws.client("logs", *key).filter_log_events, logGroupName=stage.resources["RouterLogGroup"])
    stage.s3.delete_object(Bucket=stage.bucket, Key="out/report.html")


def test_studio_elsewhere(stage):
    """whoever compiles reads takes and writes results, and changes no take"""
    s3, bucket = stage.aws.client("s3", *stage.studio), stage.bucket
    audio = next(key for key in stage.keys("takes/") if "audio" in key)
    s3.get_object(Bucket=bucket, Key=audio)
    s3.put_object(Bucket=bucket, Key="out/probe", Body=b"x")
    s3.delete_object(Bucket=bucket, Key="out/probe")
    refused(s3.put_object, Bucket=bucket, Key=audio, Body=b"x")
    refused(s3.delete_object, Bucket=bucket, Key=audio)
    refused(s3.delete_object, Bucket=bucket, Key="withdrawn/marked")
    refused(s3.get_object, Bucket=bucket, Key="uploads/00/x.json")
    refused(stage.aws.client("secretsmanager", *stage.studio).get_secret_value, SecretId=stage.resources["ServiceKey"])


def test_tls(stage):
    """the bucket answers over TLS only"""
    over_tls = stage.aws.client("s3", *stage.studio)
    over_tls.list_objects_v2(Bucket=stage.bucket)
    plain = stage.aws.client("s3", *stage.studio)
    # The emulator takes this header's word for how a request came.
    plain.meta.events.register(
        "before-send.s3.*", lambda request, **_: request.headers.__setitem__("x-forwarded-proto", "http"))
    refused(plain.list_objects_v2, Bucket=stage.bucket)


def test_stranger(stage):
    """without a signature nobody gets anything from the bucket"""
    audio = next(key for key in stage.keys("takes/") if "audio" in key)
    for method, path in (("GET", audio), ("GET", "?list-type=2"), ("PUT", "takes/x"), ("DELETE", audio)):
        answer = request(f"{stage.aws.url}/{stage.bucket}/{path}", method, {}, b"" if method == "PUT" else None,
                         stage.aws.certificate)
        same((method, answer.status), (method, 403))


def refused(call, **arguments):
    try:
        call(**arguments)
    except Exception as error:
        code = getattr(error, "response", {}).get("Error", {}).get("Code", repr(error))
        assert code in ("AccessDenied", "AccessDeniedException", "403"), f"{call.__name__} {arguments}: {code}"
        return
    raise AssertionError(f"{call.__name__} {arguments} was allowed")


def test_statements(stage):
    """no statement allows everything"""
    for name, resource in template()["Resources"].items():
        policies = [policy["PolicyDocument"] for policy in resource["Properties"].get("Policies", [])]
        policies += [resource["Properties"]["PolicyDocument"]] if "PolicyDocument" in resource["Properties"] else []
        for statement in (statement for policy in policies for statement in policy["Statement"]):
            if statement["Effect"] == "Allow":
                assert "*" not in (statement["Resource"], statement["Action"]), f"{name}: {statement}"
