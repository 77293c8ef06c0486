"""An S3 server of the tests' own (moto), in this process: `with Store() as store: store.place("files")`."""

from urllib.parse import quote, urlsplit

import boto3
from moto.server import ThreadedMotoServer

KEY, SECRET = "test-key", "test/secret+"


class Store:
    """What is in it stays while it is stopped and started again."""

    def __enter__(self) -> "Store":
        self.port = 0
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=self.port, verbose=False)
        self._server.start()
        self.port = self._server.get_host_and_port()[1]

    def stop(self) -> None:
        self._server.stop()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self):
        return boto3.client(
            "s3",
            endpoint_url=self.address,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )

    def bucket(self, name: str) -> str:
        """A new bucket as FILES_S3_URL and BACKUP_S3_URL name it."""
        self.client().create_bucket(Bucket=name)
        parts = urlsplit(self.address)
        return f"http://{KEY}:{quote(SECRET, safe='')}@{parts.netloc}/{name}"
