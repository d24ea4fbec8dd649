"""The same stack with CloudFront in front, another page's origin, and somebody to tell of alarms."""

from door import Door
from tap import same
from templates import template

PAGE = "https://sing.example"


def test_edge(stage):
    """with CloudFront in front, page and API have its address, and another page may send takes"""
    stage.up("Edge=true", f"PageOrigins={PAGE}", "AlarmEmail=sound@choir.example")
    distribution = stage.aws.client("cloudfront").get_distribution(Id=stage.resources["Distribution"])["Distribution"]
    stage.domain = distribution["DomainName"]
    same(stage.printed, f"https://{stage.domain}")
    origins = stage.s3.get_bucket_cors(Bucket=stage.bucket)["CORSRules"][0]["AllowedOrigins"]
    same(origins, [f"https://{stage.domain}", PAGE])
    [subscription] = stage.aws.client("sns").list_subscriptions()["Subscriptions"]
    same(subscription["Endpoint"], "sound@choir.example")
    take = stage.take()
    created = take.create().expect(201).json()
    assert created["erase_url"].startswith(f"https://{stage.domain}/erase/"), created["erase_url"]
    # The emulator takes these words from its API, not from a template.
    cors = template()["Resources"]["HttpApi"]["Properties"]["CorsConfiguration"]["Fn::If"][1]
    stage.aws.client("apigatewayv2").update_api(
        ApiId=stage.resources["HttpApi"], CorsConfiguration={**cors, "AllowOrigins": [PAGE]})
    asked = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type,idempotency-key"}
    preflight = stage.door.call("OPTIONS", "/v1/takes", Origin=PAGE, **asked)
    same((preflight.status, preflight.headers["Access-Control-Allow-Origin"]), (204, PAGE))
    stranger = stage.door.call("OPTIONS", "/v1/takes", Origin="https://stranger.example", **asked)
    same(stranger.headers["Access-Control-Allow-Origin"], None)
    take.erase().expect(204)


def test_behaviours(stage):
    """CloudFront lets every method through to the API and the erasure page, and only reading elsewhere"""
    # The emulator does not resolve the API's name as its origin: what is let through ends with 502.
    edge = Door(stage.aws, f"{stage.domain.split('.')[0]}.cloudfront.localhost:{stage.aws.port}")
    found = {(method, path): edge.call(method, path).status
             for method in ("GET", "POST") for path in ("/", "/v1/takes", "/erase/x/y")}
    same(found, {("GET", "/"): 502, ("GET", "/v1/takes"): 502, ("GET", "/erase/x/y"): 502,
                 ("POST", "/"): 403, ("POST", "/v1/takes"): 502, ("POST", "/erase/x/y"): 502})


def test_edge_down(stage):
    """a stack without takes goes without asking"""
    done = stage.script("down")
    assert done.returncode == 0, done.stdout + done.stderr
