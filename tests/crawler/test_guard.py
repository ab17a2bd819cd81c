from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.guard import is_link_local, is_public
from crawler.state import ledger_rows
from tests.crawler.conftest import Runner
from tests.crawler.server import Reply, Site, serving


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.0.0.2", "10.1.2.3", "172.16.0.1", "192.168.1.1", "0.0.0.0", "255.255.255.255"),
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
        *(
            "::ffff:0:127.0.0.1",
            "64:ff9b:1::7f00:1",
            "fec0::1",
            "2001::7f00:1",
            "4000::1",
            "::ffff:100.64.0.1",
        ),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1"),
    ],
)
def test_private_addresses_in_every_form(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)
    assert not is_link_local(address)


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "::ffff:169.254.1.1"])
def test_link_local(address: str) -> None:
    assert is_link_local(address)


def test_a_name_that_moves_to_a_private_address_is_not_followed_there(tmp_path: Path) -> None:
    """The address that was checked is the one that is connected to, each time anew."""
    site = Site()
    inner = Site()
    # As if 127.0.0.2 were public; connections are not kept, so the name is resolved for each request.
    with serving(site, "127.0.0.2") as site, serving(inner, port=int(site.root.rpartition(":")[2])) as inner:
        site.root = site.root.replace("127.0.0.2", "rebinding.test")
        site.sitemap("/sitemap.xml", *(f"/articles/{number}" for number in range(4)))
        for path in ("/robots.txt", "/sitemap.xml"):
            page = site.pages.get(path, Reply())
            assert isinstance(page, Reply)
            page.headers["Connection"] = "close"
            site.pages[path] = page
        for number in range(4):
            site.html(f"/articles/{number}", Connection="close")
        settings = {"allow_private": "false", "contact": '"ops@example.org"', "concurrency": "1"}
        runner = Runner(site, tmp_path, settings)
        names = {"rebinding.test": ["127.0.0.2"] * 4 + ["127.0.0.1"]}
        summary = runner.run(names=names, public=["127.0.0.2"])
    assert inner.log == [], "no connection was made"
    assert summary["verdicts"] == {"read": 2, "stored": 2, "private_address": 2}
    assert summary["exit_code"] == 3


@pytest.mark.parametrize("private", [["10.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["100.64.0.1"]])
def test_allow_private_admits_no_other_name(tmp_path: Path, private: list[str]) -> None:
    site = Site()
    site.root = "http://inside.test:9"
    runner = Runner(site, tmp_path, {"allow_private": "false", "contact": '"ops@example.org"'})
    summary = runner.run(names={"inside.test": private})
    assert summary["verdicts"] == {"private_address": 1}
    (row,) = ledger_rows(runner.state)
    assert "inside.test is at a private address" in row["reason"]


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "both.pem").write_bytes(certificate + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    with serving(Site(), tls=context) as site:
        runner = Runner(site, tmp_path)
        summary = runner.run(retries=0)
    assert site.log == [], "no request was sent"
    assert summary["verdicts"] == {"robots_unavailable": 1}
    assert "certificate verify failed" in next(iter(summary["closed"].values()))
