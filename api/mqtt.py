"""Readings that come by MQTT: each message is stored before the broker is told that it arrived, so none is lost.

A device publishes to ``takeed/devices/NUMBER/readings`` what it would send to ``/api/readings``. MQTT has no answer to
give a reason in, so what is refused is named in the log. Who may publish as which device is the broker's to say.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from api.database import Database
from api.limits import BODY_LIMIT
from api.problems import worded
from api.readings import Device, store
from gis import registry
from gis.errors import BadRequest, Busy, NotFound, SetupError, TakeedError, TookTooLong
from gis.registry import Registry
from gis.settings import Settings
from gis.text import en, th

SUBSCRIPTION = "takeed/devices/+/readings"
_TOPIC = re.compile(r"takeed/devices/([0-9]{1,18})/readings")
_DEVICE = "select id, layer, row_id from gis.device_numbered($1)"
#: At least once: a message that was not acknowledged comes again, and what is known already is passed over.
_QOS = 1
#: Seconds between two tries to reach the broker, growing from the first to the second; and to reach the database.
_RECONNECT, _RETRY = (1, 30), 2.0

log = logging.getLogger("takeed.mqtt")


async def relay(settings: Settings) -> None:
    """Store what devices publish, until cancelled; a broker or a database that is away is waited for.

    The session is kept at the broker under a name of this instance, so what is published meanwhile waits there.
    Raises SetupError for an address that is no broker's.
    """
    database, layers = Database(settings), registry.load()
    try:
        async with _subscribed(settings) as (client, arrived):
            while True:
                message = await arrived.get()
                await _keep(database, layers, message)
                client.ack(message.mid, message.qos)
    finally:
        await database.close()


@asynccontextmanager
async def _subscribed(settings: Settings) -> AsyncIterator[tuple[paho.Client, asyncio.Queue[paho.MQTTMessage]]]:
    """A client whose messages arrive in a queue; the broker sends no more than it lets be unacknowledged."""
    client = paho.Client(
        CallbackAPIVersion.VERSION2,
        client_id=f"takeed-{settings.secret('mqtt-client')[:12]}",
        clean_session=False,
        manual_ack=True,
    )
    loop, arrived = asyncio.get_running_loop(), asyncio.Queue[paho.MQTTMessage]()

    def connected(client: paho.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.error("the broker refuses: %s", reason)
        else:
            client.subscribe(SUBSCRIPTION, _QOS)
            log.info("connected to the broker")

    def received(_client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        loop.call_soon_threadsafe(arrived.put_nowait, message)

    client.on_connect = connected
    client.on_message = received
    client.reconnect_delay_set(*_RECONNECT)
    _connect(client, settings.mqtt_url)
    client.loop_start()
    try:
        yield client, arrived
    finally:
        client.disconnect()
        await asyncio.to_thread(client.loop_stop)


def _connect(client: paho.Client, url: str) -> None:
    """Begin to connect, for as long as it takes."""
    broker = urlsplit(url)
    if broker.scheme not in ("mqtt", "mqtts") or not broker.hostname:
        raise SetupError(
            th("TAKEED_MQTT_URL ต้องเป็น mqtt://ผู้ใช้:รหัสผ่าน@เครื่อง:1883 หรือ mqtts://…:8883")
            | en("TAKEED_MQTT_URL must be mqtt://USER:PASSWORD@HOST:1883, or mqtts://…:8883.")
        )
    if broker.username:
        client.username_pw_set(unquote(broker.username), unquote(broker.password or ""))
    if broker.scheme == "mqtts":
        client.tls_set()
    client.connect_async(broker.hostname, broker.port or (8883 if broker.scheme == "mqtts" else 1883))


async def _keep(database: Database, layers: Registry, message: paho.MQTTMessage) -> None:
    """Store a message, or say in the log why not; returns once there is nothing more to do about it."""
    named = _TOPIC.fullmatch(message.topic)
    number = int(named[1]) if named else None
    while True:
        try:
            _, new = await _store(database, layers, number, bytes(message.payload))
        except Exception as error:
            told = worded(error)
            if isinstance(told, Busy | TookTooLong):
                await asyncio.sleep(_RETRY)
                continue
            if told is None:
                log.error("unforeseen", exc_info=error, extra={"device": number})
            else:
                log.warning("readings refused: %s", _why(told), extra={"device": number})
        else:
            log.info("readings", extra={"device": number, "rows": new})
        return


def _why(error: TakeedError) -> str:
    """What to log of a refusal: its sentence may repeat what a device sent, its kind and place do not."""
    place = re.match(r"Reading \d+", error.sentence.en)
    return f"{error.slug}{f', {place.group()}' if place else ''}"


async def _store(database: Database, layers: Registry, number: int | None, payload: bytes) -> tuple[int, int]:
    row = None if number is None else await database.service_row(_DEVICE, number)
    if row is None or row[0] is None:
        raise NotFound
    if len(payload) > BODY_LIMIT:
        raise BadRequest
    return await store(database, layers, Device(*row), payload)
