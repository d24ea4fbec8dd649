"""The same stack with CloudFront in front, another page's origin, and somebody to tell of alarms."""

from door import Door
from tap import same

PAGE = "https://sing.example"


def test_edge(stage):
    """a take goes through CloudFront to the function, and from another page's origin to the bucket"""
    stage.up("Edge=true", f"PageOrigins={PAGE}", "AlarmEmail=sound@choir.example", "Concurrency=5")
    distribution = stage.aws.client("cloudfront").get_distribution(Id=stage.resources["Distribution"])["Distribution"]
    domain = distribution["DomainName"]
    same(stage.printed, f"https://{domain}")
    functions = stage.aws.client("lambda")
    same(functions.get_function_concurrency(FunctionName=stage.function)["ReservedConcurrentExecutions"], 5)
    origins = stage.s3.get_bucket_cors(Bucket=stage.bucket)["CORSRules"][0]["AllowedOrigins"]
    same(origins, [f"https://{domain}", PAGE])
    [topic] = stage.aws.client("sns").list_subscriptions()["Subscriptions"]
    same(topic["Endpoint"], "sound@choir.example")
    label = domain.split(".")[0]
    stage.door = Door(stage.aws, f"{label}.cloudfront.localhost:{stage.aws.port}")
    same(stage.door.call("GET", "/healthz").expect(200).body, b"ok\n")
    take = stage.take().arrive()
    assert take.created["erase_url"].startswith(f"https://{domain}/erase/")
    page = take.door.call("GET", take.created["erase_url"].removeprefix(f"https://{domain}"))
    same(page.headers["Cache-Control"], "no-store")
    take.erase().expect(204)


def test_edge_down(stage):
    """and goes again"""
    done = stage.script("down", "--delete-takes")
    assert done.returncode == 0, done.stdout + done.stderr
