"""What was deployed, used as pages and teams use it."""

import json
import re
import subprocess
import time

import package
from door import request
from tap import same
from templates import ROOT, template

# Six takes in which nothing is wrong, as samples/demo/truth.csv says, of six formats.
SOUND = ["voice-0001.m4a", "voice-0002.mp3", "voice-0003.opus", "voice-0004.webm", "voice-0005.flac", "voice-0007.caf"]
NAME = "Zoë Ωmega of Terrace 7"


def test_again(stage):
    """deploying the same again changes nothing"""
    before = stage.resources
    stage.up()
    same(stage.resources, before)


def test_output(stage):
    """deploy/up prints the address on stdout, and nothing else"""
    same(stage.printed, f"https://{stage.door.host}")


def test_bucket(stage):
    """the bucket is private and encrypted"""
    s3, bucket = stage.s3, stage.bucket
    rule = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    same(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")
    same(set(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()), {True})
    same(s3.get_bucket_versioning(Bucket=bucket).get("Status"), None)


def test_healthy(stage):
    """the service is alive and ready, and says what it can"""
    same(stage.door.call("GET", "/healthz").expect(200).body, b"ok\n")
    same(stage.door.call("GET", "/readyz").expect(200).body, b"ready\n")
    document = stage.door.call("GET", "/openapi.json").expect(200).json()
    assert "/v1/takes" in document["paths"]


def test_take(stage):
    """a take is announced, sent straight to the bucket, confirmed, and there to the byte"""
    take = stage.take(name=NAME, country="FR")
    created = take.create().expect(201).json()
    same((created["status"], created["upload"]["protocol"], created["upload"]["method"]), ("created", "put", "PUT"))
    same(take.complete().expect(409).json()["code"], "UPLOAD_INCOMPLETE")
    # Announcing it again is safe.
    same(take.create().expect(201).json()["take_id"], created["take_id"])
    take.send().expect(200)
    same(take.status().expect(200).json()["status"], "uploading")
    same(take.complete().expect(200).json()["status"], "received")
    same(take.complete().expect(200).json()["status"], "received")
    same(take.status().expect(200).json()["status"], "received")
    folder = [key for key in stage.keys("takes/") if created["take_id"] in key]
    same([key.rsplit("/", 1)[1] for key in folder], ["audio.webm", "take.json"])
    same(stage.s3.get_object(Bucket=stage.bucket, Key=folder[0])["Body"].read(), take.audio)
    kept = json.loads(stage.s3.get_object(Bucket=stage.bucket, Key=folder[1])["Body"].read())
    same((kept["name"], kept["country"], kept["consent"]), (NAME, "FR", True))
    # Of the fan there is a keyed hash, not what the page sent.
    assert take.announcement["fan"] not in json.dumps(kept)
    same([key for key in stage.keys("uploads/") if created["take_id"] in key], [])
    take.erase().expect(204)


def test_last_words(stage):
    """a fan agrees after the take is sent, and the take has the words"""
    take = stage.take()
    words = {field: take.announcement.pop(field) for field in ("consent", "over_16")}
    take.create().expect(201)
    take.send().expect(200)
    missing = take.complete().expect(422).json()
    same((missing["code"], [field["field"] for field in missing["fields"]]), ("FIELDS_INVALID", ["consent", "over_16"]))
    words |= {"name": NAME, "show_name": False}
    same(take.complete(words).expect(200).json()["status"], "received")
    same(take.complete(words).expect(200).json()["status"], "received")
    same(take.complete({"show_name": True}).expect(409).json()["code"], "LAST_WORDS_DIFFER")
    [commit] = [key for key in stage.keys("takes/") if take.created["take_id"] in key and key.endswith("take.json")]
    kept = json.loads(stage.s3.get_object(Bucket=stage.bucket, Key=commit)["Body"].read())
    same({field: kept[field] for field in words}, words)
    same([key for key in stage.keys("uploads/") if take.created["take_id"] in key], [])
    take.erase().expect(204)


def test_upload_url(stage):
    """an upload's URL admits the announced bytes, once, for a while, and nothing else"""
    take = stage.take()
    upload = take.create().expect(201).json()["upload"]
    door = stage.door
    refusals = {
        "longer": door.put(upload, take.audio + b"x"),
        "shorter": door.put(upload, take.audio[:-1]),
        "other bytes": door.put(upload, bytes(len(take.audio))),
        "another type": door.put(upload, take.audio, **{"content-type": "text/html"}),
        "another object": door.put({**upload, "url": upload["url"].replace("/uploads/", "/takes/")}, take.audio),
        "without a condition": door.put(
            {**upload, "headers": {k: v for k, v in upload["headers"].items() if k != "if-none-match"}}, take.audio),
    }
    same({name: answer.status for name, answer in refusals.items() if answer.status not in (400, 403)}, {})
    same(stage.keys("uploads/").count(f"{take.created['take_id']}.part"), 0)
    door.put(upload, take.audio).expect(200)
    door.put(upload, take.audio).expect(412)
    take.complete().expect(200)
    # What is complete cannot be replaced by whoever still holds the URL.
    door.put(upload, take.audio)
    same(take.status().json()["status"], "received")
    take.erase().expect(204)


def test_cors(stage):
    """the page's origin may send takes from a browser, others may not"""
    upload = stage.take().create().expect(201).json()["upload"]
    asked = {"Access-Control-Request-Method": "PUT",
             "Access-Control-Request-Headers": ",".join(name for name in upload["headers"] if name != "content-length")}
    preflight = lambda origin: request(
        upload["url"], "OPTIONS", {"Origin": origin, **asked}, certificate=stage.aws.certificate)
    page = preflight(stage.printed).expect(200)
    same(page.headers["Access-Control-Allow-Origin"], stage.printed)
    stranger = preflight("https://stranger.example")
    same((stranger.status, stranger.headers["Access-Control-Allow-Origin"]), (403, None))


def test_withdrawal(stage):
    """a fan takes a take back: nothing is left of it but the mark"""
    take = stage.take(name=NAME).arrive()
    take_id = take.created["take_id"]
    same(stage.door.call("DELETE", f"/v1/takes/{take_id}", Authorization=f"Bearer {'0' * 64}").status, 403)
    take.erase().expect(204)
    take.erase().expect(204)
    same(take.status().expect(200).json()["status"], "withdrawn")
    same([key for key in stage.keys() if take_id in key], [f"withdrawn/{take_id}"])
    same(take.create().expect(410).json()["code"], "TAKE_WITHDRAWN")


def test_sweep(stage):
    """the schedule finishes an erasure that was cut short"""
    take = stage.take().arrive()
    take_id = take.created["take_id"]
    # As a kill after the tombstone leaves it.
    stage.s3.put_object(Bucket=stage.bucket, Key=f"erasing/{take_id}", Body=b"")
    stage.s3.put_object(Bucket=stage.bucket, Key=f"withdrawn/{take_id}", Body=b"")
    events, functions = stage.aws.client("events"), stage.aws.client("lambda")
    [target] = events.list_targets_by_rule(Rule=stage.resources["Sweep"])["Targets"]
    assert target["Arn"].endswith(stage.function), target
    answer = functions.invoke(FunctionName=stage.function, Payload=target["Input"].encode())
    same((answer.get("FunctionError"), json.load(answer["Payload"])), (None, {"erased": 1}))
    same([key for key in stage.keys() if take_id in key], [f"withdrawn/{take_id}"])


def test_alarms(stage):
    """alarms watch the metrics of this stack's own API and function, and what its logs count"""
    watched = {
        (alarm["Namespace"], alarm["MetricName"], *(dimension["Value"] for dimension in alarm.get("Dimensions", [])))
        for alarm in stage.aws.client("cloudwatch").describe_alarms()["MetricAlarms"]}
    api, function = stage.resources["HttpApi"], stage.function
    same(watched, {("AWS/ApiGateway", "5xx", api), ("AWS/Lambda", "Errors", function),
                   ("AWS/Lambda", "Throttles", function), ("AWS/Lambda", "Duration", function),
                   (f"Stemforge/{stage.name}", "TurnedAway")})
    [dashboard] = stage.aws.client("cloudwatch").list_dashboards()["DashboardEntries"]
    same(dashboard["DashboardName"], stage.name)


def test_logs(stage):
    """every metric filter finds its lines in its log, and the function's log names nobody"""
    take = stage.take(name=NAME, country="FR").arrive()
    take.erase().expect(204)
    lines = stage.log_lines()
    for secret in (NAME, take.announcement["fan"], take.key, take.created["upload_token"], take.created["erase_token"],
                   take.created["take_id"], "127.0.0.1"):
        same([line for line in lines if secret in line], [])
    # API Gateway's log is what the template makes of a request; the emulator writes none.
    logged = {"RouterLogGroup": stage.log_objects(), "AccessLogGroup": [access_line(status) for status in (200, 429)]}
    found = {}
    for name, resource in template()["Resources"].items():
        if resource["Type"] == "AWS::Logs::MetricFilter":
            group = resource["Properties"]["LogGroupName"]["Ref"]
            found[name] = sum(matches(resource["Properties"]["FilterPattern"], line) for line in logged[group])
    same({name for name, count in found.items() if count == 0}, set())
    return ", ".join(f"{name} {count}" for name, count in sorted(found.items()))


def access_line(status):
    """A line of the access log, as API Gateway fills the template's format in."""
    values = {"status": str(status), "error.message": "Too Many Requests", "error.messageString": '"Too Many Requests"'}
    form = template()["Resources"]["HttpStage"]["Properties"]["AccessLogSettings"]["Format"]
    return json.loads(re.sub(r"\$context\.(\w+(?:\.\w+)*)", lambda name: values.get(name[1], "-"), form))


def matches(pattern, line):
    """What CloudWatch makes of the patterns that we use: `{ $.key = value && … }`, `"*"` for any value, `||` between."""
    alternatives = re.fullmatch(r"\{ (.*) \}", pattern)[1].split(" || ")
    return any(all(holds(term, line) for term in terms.strip("()").split(" && ")) for terms in alternatives)


def holds(term, line):
    key, value = re.fullmatch(r"\$\.(\w+) = (.+)", term).groups()
    value = json.loads(value)
    return key in line and value in ("*", line[key])


def test_compile(stage):
    """stemforge compiles from the bucket, with the rights of CompilePolicy and no others"""
    takes = [stage.take(file, country="FR").arrive() for file in SOUND]
    withdrawn = takes.pop()
    withdrawn.erase().expect(204)
    iam = stage.aws.client("iam")
    iam.create_user(UserName="studio")
    iam.attach_user_policy(UserName="studio", PolicyArn=stage.resources["CompilePolicy"])
    key = iam.create_access_key(UserName="studio")["AccessKey"]
    stage.studio = (key["AccessKeyId"], key["SecretAccessKey"])
    out = stage.folder / "stems"
    started = time.monotonic()
    compile_takes(stage, out)
    rows = (out / "scores.csv").read_text()
    same({take.created["take_id"] for take in takes if take.created["take_id"] not in rows}, set())
    assert withdrawn.created["take_id"] not in rows
    assert (out / "choir.wav").stat().st_size > 1_000_000
    return f"{len(takes)} takes in {time.monotonic() - started:.1f} s"


def test_results(stage):
    """and writes results into the bucket, where the next run finds them"""
    more = stage.take("voice-0011.m4a").arrive()
    for _ in range(2):
        compile_takes(stage, f"s3://{stage.bucket}/out")
    assert {"out/choir.wav", "out/manifest.json", "out/ledger.sqlite"} <= set(stage.keys("out/"))
    rows = stage.s3.get_object(Bucket=stage.bucket, Key="out/scores.csv")["Body"].read().decode()
    assert more.created["take_id"] in rows


def compile_takes(stage, out):
    done = subprocess.run(
        [package.STEMFORGE, "compile", "--quiet", "--json", "--config", ROOT / "configs/demo.toml",
         "--takes", f"s3://{stage.bucket}/takes", "--out", out],
        env={**stage.aws.environment(*stage.studio), "XDG_CACHE_HOME": str(stage.folder / "caches")},
        capture_output=True, text=True)
    assert done.returncode == 0, f"{done.returncode}: {done.stdout}{done.stderr}"
