"""The upload service's API as a page uses it."""

import hashlib
import http.client
import json
import pathlib
import ssl
import urllib.parse
import uuid

from tap import same

TYPES = {
    ".webm": "audio/webm", ".m4a": "audio/mp4", ".mp4": "audio/mp4", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
    ".opus": "audio/ogg", ".flac": "audio/flac", ".wav": "audio/wav", ".aac": "audio/aac", ".caf": "audio/x-caf",
    ".aiff": "audio/aiff",
}


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def expect(self, status):
        assert self.status == status, f"{self.status} instead of {status}: {self.body[:2000]}"
        return self


def request(url, method, headers, body=None, certificate=None, host=None):
    """One request, with exactly these headers and `Host`."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=60, context=ssl.create_default_context(cafile=certificate))
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, {**({"Host": host} if host else {}), **headers})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


class Door:
    """The service at `host`, which the emulator's port answers for."""

    def __init__(self, emulator, host):
        self.emulator, self.host = emulator, host

    def call(self, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        return request(f"{self.emulator.url}{path}", method, headers, body, self.emulator.certificate, self.host)

    def put(self, upload, audio, **changed):
        """What a page does with the `upload` of an announced take. Browsers set the length themselves, to the true one."""
        headers = {name: value for name, value in {**upload["headers"], **changed}.items() if name != "content-length"}
        return request(upload["url"], upload["method"], headers, audio, self.emulator.certificate)


class Take:
    """A take on its way."""

    def __init__(self, door, file, **fields):
        self.door = door
        self.audio = pathlib.Path(file).read_bytes()
        self.key = str(uuid.uuid4())
        self.announcement = {
            "fan": f"fan-{uuid.uuid4()}", "size_bytes": len(self.audio), "consent": True, "over_16": True,
            "sha256": hashlib.sha256(self.audio).hexdigest(), "content_type": TYPES[pathlib.Path(file).suffix], **fields}
        self.created = None

    def create(self):
        answer = self.door.call("POST", "/v1/takes", self.announcement, Idempotency_Key=self.key)
        if answer.status == 201:
            self.created = answer.json()
        return answer

    def send(self):
        return self.door.put(self.created["upload"], self.audio)

    def complete(self, words=None):
        return self.door.call(
            "POST", f"/v1/takes/{self.created['take_id']}/complete", words,
            Authorization=f"Bearer {self.created['upload_token']}")

    def status(self):
        return self.door.call("GET", f"/v1/takes/{self.created['take_id']}")

    def erase(self):
        return self.door.call(
            "DELETE", f"/v1/takes/{self.created['take_id']}", Authorization=f"Bearer {self.created['erase_token']}")

    def arrive(self):
        """All of it, up to the confirmation."""
        self.create().expect(201)
        self.send().expect(200)
        same(self.complete().expect(200).json()["status"], "received")
        return self
