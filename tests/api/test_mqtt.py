"""Readings by MQTT, through a real broker: stored as by HTTP, and none lost while somebody is away."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import paho.mqtt.client
import paho.mqtt.publish
import pytest
from amqtt.broker import Broker

from api.mqtt import relay
from gis import devices
from gis.db import connect
from gis.errors import SetupError
from gis.settings import Settings

LEVELS = [{"measured_at": f"2026-01-31T{hour:02}:00:00+07:00", "level_m": 30 + hour / 10} for hour in range(3)]

#: Other tests have readings of other stations.
OURS = "station_id = (select id from core.water_station where station_code = 'WL-M')"


@pytest.fixture
def station(instance: Settings) -> Iterator[int]:
    """The number of a device that stands at a station of its own."""
    with connect(instance.admin_url) as owner:
        owner.execute(
            "insert into core.water_station (station_code, name, geom)"
            " values ('WL-M', 'สถานี MQTT', ST_Point(99.9, 16, 4326))"
        )
    number, _ = devices.add(instance, "water_station", "WL-M")
    yield number
    with connect(instance.admin_url) as owner:
        owner.execute("delete from gis.device")
        owner.execute(f"delete from core.water_reading where {OURS}")
        owner.execute("delete from core.water_station where station_code = 'WL-M'")


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def broker(port: int) -> AsyncIterator[None]:
    """A broker that lets in whoever gives a name; for those without one it keeps nothing."""
    made = Broker(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": False}},
        }
    )
    await made.start()
    try:
        yield
    finally:
        await made.shutdown()


@asynccontextmanager
async def relaying(instance: Settings, port: int) -> AsyncIterator[None]:
    task = asyncio.create_task(relay(replace(instance, mqtt_url=f"mqtt://takeed:p%40ss@127.0.0.1:{port}")))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def publish(port: int, number: int | str, told: Any) -> None:
    payload = told if isinstance(told, bytes) else json.dumps(told).encode()
    topic = f"takeed/devices/{number}/readings"
    who: Any = {"username": "device", "password": "x"}
    await asyncio.to_thread(paho.mqtt.publish.single, topic, payload, qos=1, port=port, hostname="127.0.0.1", auth=who)


def kept(settings: Settings) -> int:
    with connect(settings.admin_url) as owner:
        row = owner.execute(f"select count(*) from core.water_reading where {OURS}").fetchone()
    assert row is not None
    return int(row[0])


async def until(settings: Settings, count: int) -> None:
    async with asyncio.timeout(45):
        while await asyncio.to_thread(kept, settings) != count:
            await asyncio.sleep(0.05)


def run(told: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(120):
            await told()

    asyncio.run(bounded())


async def listening(settings: Settings, port: int, number: int) -> None:
    """Return once the relay is subscribed: what was published before is lost, for nobody had asked for it."""
    async with asyncio.timeout(15):
        while await asyncio.to_thread(kept, settings) == 0:
            await publish(port, number, LEVELS[0])
            await asyncio.sleep(0.1)


def test_what_a_device_publishes_is_stored_once(instance: Settings, station: int, port: int) -> None:
    async def told() -> None:
        async with broker(port), relaying(instance, port):
            await listening(instance, port, station)
            for _ in range(3):
                await publish(port, station, LEVELS)
            await until(instance, 3)
            await publish(port, station, {**LEVELS[0], "measured_at": "2025-01-01T00:00:00Z"})
            await until(instance, 4)

    run(told)
    (known,) = devices.every(instance)
    assert known.heard_on is not None


def test_what_is_refused_is_logged_without_its_values_and_stops_nobody(
    instance: Settings, station: int, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def told() -> None:
        async with broker(port), relaying(instance, port):
            await listening(instance, port, station)
            for bad in (b"{", b"\xff", [LEVELS[1], {**LEVELS[2], "situation": "CANARY"}], b"7" * 1_000_001):
                await publish(port, station, bad)
            await publish(port, 999_999, LEVELS)
            await publish(port, "CANARY", LEVELS)
            await publish(port, station, LEVELS[1])
            await until(instance, 2)

    with caplog.at_level(logging.INFO, "takeed.mqtt"):
        run(told)
    refused = [(record.args, record.__dict__["device"]) for record in caplog.records if "refused" in record.msg]
    assert refused == [
        (("bad-request",), station), (("bad-request",), station), (("invalid, Reading 1",), station),
        (("bad-request",), station), (("not-found",), 999_999), (("not-found",), None),
    ]  # fmt: skip
    assert "CANARY" not in " ".join(record.getMessage() for record in caplog.records if record.name == "takeed.mqtt")


def test_a_broker_that_is_away_is_waited_for(instance: Settings, station: int, port: int) -> None:
    async def told() -> None:
        async with relaying(instance, port):
            await asyncio.sleep(0.5)
            for level in LEVELS[1:]:
                async with broker(port):
                    await listening(instance, port, station)
                    before = await asyncio.to_thread(kept, instance)
                    async with asyncio.timeout(20):
                        while await asyncio.to_thread(kept, instance) == before:
                            await publish(port, station, level)
                            await asyncio.sleep(0.2)

    run(told)
    assert kept(instance) == 3


def test_what_is_published_while_the_relay_is_away_waits_at_the_broker(
    instance: Settings, station: int, port: int
) -> None:
    async def told() -> None:
        async with broker(port):
            async with relaying(instance, port):
                await listening(instance, port, station)
            await publish(port, station, LEVELS)
            assert await asyncio.to_thread(kept, instance) == 1
            async with relaying(instance, port):
                await until(instance, 3)

    run(told)


def test_a_message_is_acknowledged_only_when_it_is_stored(
    instance: Settings, station: int, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    acknowledged: list[int] = []
    acknowledge = paho.mqtt.client.Client.ack

    def noted(client: paho.mqtt.client.Client, mid: int, qos: int) -> Any:
        acknowledged.append(mid)
        return acknowledge(client, mid, qos)

    monkeypatch.setattr(paho.mqtt.client.Client, "ack", noted)

    async def told() -> None:
        async with broker(port), relaying(instance, port):
            await listening(instance, port, station)
            await asyncio.sleep(0.5)
            before = len(acknowledged)
            owner = await asyncio.to_thread(connect, instance.admin_url)
            try:
                await asyncio.to_thread(owner.execute, "lock table core.water_reading in access exclusive mode")
                await publish(port, station, LEVELS)
                await asyncio.sleep(1)
                assert len(acknowledged) == before, "nothing is stored yet"
            finally:
                owner.close()
            await until(instance, 3)
            async with asyncio.timeout(5):
                while len(acknowledged) == before:
                    await asyncio.sleep(0.05)

    run(told)


def test_an_address_that_is_no_brokers_is_a_sentence(instance: Settings) -> None:
    with pytest.raises(SetupError, match="TAKEED_MQTT_URL"):
        asyncio.run(relay(replace(instance, mqtt_url="http://127.0.0.1")))
