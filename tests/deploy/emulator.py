"""MiniStack, an emulator of AWS, on a free port of this machine: TLS, signatures checked, policies enforced."""

import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request

import boto3

REGION = "eu-west-1"
START_S = 60


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def end_session(leader):
    """Ends a process that was started with `start_new_session`, and all that it started."""
    for _ in range(100):
        members = [int(stat.parent.name) for stat in pathlib.Path("/proc").glob("[0-9]*/stat") if session(stat) == leader.pid]
        for member in members:
            try:
                os.kill(member, signal.SIGKILL)
            except ProcessLookupError:
                pass
        leader.poll()
        if not members:
            return
        time.sleep(0.02)
    raise RuntimeError(f"processes {members} do not end")


def session(stat):
    """The session of a process that lives; its name, which may hold anything, ends with the last bracket."""
    try:
        state, _, _, session, *_ = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if state == "Z" else int(session)


class Emulator:
    """`with Emulator(folder) as aws:` leaves nothing running, whatever happens inside."""

    def __init__(self, folder, **settings):
        self.folder = pathlib.Path(folder)
        self.settings = settings
        [self.port] = free_ports(1)
        self.url = f"https://localhost:{self.port}"
        self.log = self.folder / "ministack.log"
        self.certificate = self.folder / "emulator.crt"
        self.region = REGION
        self.process = None

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        key = self.folder / "emulator.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,DNS:*.localhost", "-addext", "basicConstraints=critical,CA:FALSE",
             "-keyout", key, "-out", self.certificate],
            check=True, capture_output=True)
        environment = {
            **without_aws(os.environ), **self.settings,
            "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(self.port), "MINISTACK_HOST": "localhost", "AUTH": "true",
            "USE_SSL": "1", "MINISTACK_SSL_CERT": str(self.certificate), "MINISTACK_SSL_KEY": str(key),
            "MINISTACK_REGION": REGION, "TMPDIR": str(self.folder), "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0",
            # Inherited by the functions that it runs.
            "AWS_ENDPOINT_URL": self.url, "SSL_CERT_FILE": str(self.certificate),
        }
        command = pathlib.Path(sys.executable).with_name("ministack")
        self.process = subprocess.Popen(
            [command], env=environment, stdin=subprocess.DEVNULL, stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT, start_new_session=True)
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        end_session(self.process)

    def _wait(self):
        started = time.monotonic()
        context = ssl.create_default_context(cafile=self.certificate)
        while time.monotonic() - started < START_S:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/_ministack/health", context=context, timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"the emulator did not start:\n{self.log.read_text()[-4000:]}")

    def last_words(self):
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if "ERROR" in line or "WARN" in line or "Traceback" in line][-20:]

    def environment(self, key="test", secret="test"):
        """What the `aws` command and stemforge need to speak to it as the owner of a key."""
        return {
            **without_aws(os.environ),
            "PATH": f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "AWS_ENDPOINT_URL": self.url, "AWS_CA_BUNDLE": str(self.certificate), "SSL_CERT_FILE": str(self.certificate),
            "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def client(self, service, key="test", secret="test"):
        return boto3.client(
            service, endpoint_url=self.url, verify=str(self.certificate), region_name=REGION,
            aws_access_key_id=key, aws_secret_access_key=secret)


def without_aws(environment):
    """Nobody's own account is touched by a test."""
    return {name: value for name, value in environment.items() if not name.startswith("AWS_")}
