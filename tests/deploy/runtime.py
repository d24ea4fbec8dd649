"""The function under AWS's own emulator of the Lambda runtime, which comes with AWS SAM."""

import base64
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import package
import samcli
from emulator import end_session, free_ports
from tap import same

EMULATOR = pathlib.Path(samcli.__file__).parent / "local/rapid/aws-lambda-rie-x86_64"
BUCKET = "runtime-test"


class Runtime:
    """One instance of the function."""

    def __init__(self, aws, folder, bootstrap, **environment):
        self.port, api_port = free_ports(2)
        self.log = folder / "runtime.log"
        self.environment = {
            **aws.environment(), "STEMFORGE_STUDIO_STORAGE": f"s3://{BUCKET}", "STEMFORGE_STUDIO_KEY": "0f" * 32,
            "AWS_LAMBDA_FUNCTION_TIMEOUT": "60", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512", **environment}
        bootstrap = pathlib.Path(bootstrap).resolve()
        self.command = [
            EMULATOR, "--runtime-interface-emulator-address", f"127.0.0.1:{self.port}",
            "--runtime-api-address", f"127.0.0.1:{api_port}", bootstrap]
        # AWS starts the function where its package lies.
        self.folder = bootstrap.parent

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT, start_new_session=True)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        self.__exit__()
        raise RuntimeError(f"the runtime did not start:\n{self.log.read_text()}")

    def __exit__(self, *_):
        end_session(self.process)

    def invoke(self, event):
        url = f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations"
        with urllib.request.urlopen(url, json.dumps(event).encode(), timeout=60) as answer:
            return json.load(answer)

    def call(self, method, path, body=None, **headers):
        """What API Gateway makes of a request."""
        return self.invoke({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "body": body,
            "headers": {"host": "choir.example", **{name.replace("_", "-"): value for name, value in headers.items()}},
            "isBase64Encoded": False,
            "requestContext": {
                "accountId": "000000000000", "apiId": "choir", "domainName": "choir.example", "domainPrefix": "choir",
                "requestId": "1", "routeKey": "$default", "stage": "$default", "time": "24/Nov/2026:02:37:32 +0000",
                "timeEpoch": 1795487852379,
                "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": ""}}})


def test_studio(aws, folder):
    """a function with a campaign in its package has the campaign's studio"""
    aws.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": aws.region})
    home = folder / "with-studio"
    home.mkdir()
    shutil.copy(folder / "bootstrap", home)
    package.campaign(home / "campaign")
    with Runtime(aws, folder, home / "bootstrap") as runtime:
        try:
            same(runtime.call("GET", "/", accept_language="sv")["headers"]["location"], "/sv/")
            page = runtime.call("GET", "/fr/")
            same((page["statusCode"], page["headers"]["content-type"]), (200, "text/html; charset=utf-8"))
            # The page may send to the bucket, and to no other.
            origin = urllib.parse.urlsplit(aws.url)
            assert f"connect-src 'self' {origin.scheme}://" in page["headers"]["content-security-policy"], page["headers"]
            boot = json.loads(re.search('id="boot">(.*?)</script>', page["body"]).group(1))
            assert "voices" not in boot, "in a bucket nobody counts them"
            song = runtime.call("GET", boot["song"]["backing"], range="bytes=0-99")
            same((song["statusCode"], song["isBase64Encoded"], len(base64.b64decode(song["body"]))), (206, True, 100))
            script = runtime.call("GET", boot["assets"] + "js/main.js", accept_encoding="gzip")
            same((script["headers"]["content-encoding"], script["isBase64Encoded"]), ("gzip", True))
            same(runtime.call("GET", f"/fr/s/{'0' * 32}")["statusCode"], 404)
        except (AssertionError, urllib.error.URLError, KeyError) as error:
            raise AssertionError(f"{error!r}\n{runtime.log.read_text()[-3000:]}") from error
    aws.client("s3").delete_bucket(Bucket=BUCKET)


def test_runtime(aws, folder):
    """the packaged function answers under AWS's own runtime emulator"""
    aws.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": aws.region})
    with Runtime(aws, folder, folder / "bootstrap") as runtime:
        try:
            same(runtime.call("GET", "/healthz")["statusCode"], 200)
            started = time.monotonic()
            ready = runtime.call("GET", "/readyz")
            same((ready["statusCode"], ready["body"]), (200, "ready\n"))
            warm_ms = (time.monotonic() - started) * 1000
            unknown = runtime.call("GET", f"/v1/takes/{'0' * 32}")
            same((unknown["statusCode"], json.loads(unknown["body"])["code"]), (404, "TAKE_UNKNOWN"))
            same(runtime.invoke({"stemforge": "sweep"}), {"erased": 0})
            assert "errorType" in runtime.invoke({"stemforge": "dance"})
        except (AssertionError, urllib.error.URLError, KeyError) as error:
            raise AssertionError(f"{error!r}\n{runtime.log.read_text()[-3000:]}") from error
    aws.client("s3").delete_bucket(Bucket=BUCKET)
    return f"{warm_ms:.0f} ms warm"
