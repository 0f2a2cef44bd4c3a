"""Environment and ``data/place.toml`` as one frozen value, made when asked for and never at import."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from gis.access import ANONYMOUS_ROLE, SERVICE_ROLE
from gis.errors import SetupError
from gis.text import Text, en, th

#: The checkout this code runs from; declarations, reference data and the web map's sources lie below it.
SOURCE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Place:
    """The place an instance serves. ``bounds`` are west, south, east, north in degrees (EPSG:4326).

    ``email`` is where questions about its data go; empty where ``place.toml`` tells none.
    """

    code: str
    name: Text
    organisation: Text
    amphoe: Text
    province: Text
    postcode: str
    bounds: tuple[float, float, float, float]
    email: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an instance is told from outside.

    ``home`` is the state folder (cluster, secrets, rasters, logs); ``database_url`` an existing PostGIS, or None
    for the private cluster; ``host`` and ``port`` where the service listens; ``base_url`` what links begin with;
    ``trusted_proxies`` the addresses or networks whose ``X-Forwarded-For`` and ``-Proto`` are believed;
    ``mqtt_url`` the broker that devices publish at;
    ``budget_s`` the seconds of database time that one client may take a minute, 0 for no limit.
    """

    home: Path
    database_url: str | None
    host: str
    port: int
    base_url: str
    place: Place
    trusted_proxies: tuple[str, ...] = ()
    budget_s: float = 30.0
    mqtt_url: str = "mqtt://127.0.0.1:1883"

    @property
    def admin_url(self) -> str:
        """The connection that owns the schema: ``DATABASE_URL``, or the private cluster's own."""
        if self.database_url:
            return self.database_url
        try:
            return (self.home / "database-url").read_text().strip()
        except OSError as missing:
            raise SetupError(
                th("ยังไม่มีฐานข้อมูล: สั่ง ./takeed up ก่อน หรือกำหนด DATABASE_URL")
                | en("There is no database yet: run ./takeed up first, or set DATABASE_URL.")
            ) from missing

    @property
    def rasters(self) -> Path:
        """Where the files of registered rasters lie."""
        return self.home / "rasters"

    def url_as(self, role: str) -> str:
        """The same database, logged in as ``takeed_anonymous`` or ``takeed_service`` with this home's secret."""
        parts = urlsplit(self.admin_url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{role}:{quote(self.secret(role))}@{host}"))

    def secret(self, name: str) -> str:
        """A random secret of this instance, made on first use and kept in ``home`` readable by its owner only."""
        path = self.home / "secrets.json"
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if name not in kept:
            kept[name] = secrets.token_urlsafe(24)
            self.home.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_text(json.dumps(kept, indent=1))
            draft.replace(path)
        return kept[name]

    @property
    def anonymous_url(self) -> str:
        return self.url_as(ANONYMOUS_ROLE)

    @property
    def service_url(self) -> str:
        return self.url_as(SERVICE_ROLE)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``DATABASE_URL`` and ``TAKEED_HOME``, ``_HOST``, ``_PORT``, ``_BASE_URL``, ``_PLACE``,
    ``_TRUSTED_PROXIES`` (separated by commas), ``_BUDGET_S`` and ``_MQTT_URL``."""
    env = os.environ if environment is None else environment
    host, port = env.get("TAKEED_HOST", "127.0.0.1"), int(env.get("TAKEED_PORT", "8000"))
    url = env.get("DATABASE_URL") or None
    return Settings(
        home=Path(env.get("TAKEED_HOME") or _default_home(env)).expanduser().absolute(),
        database_url=url.replace("postgres://", "postgresql://", 1) if url else None,
        host=host,
        port=port,
        base_url=env.get("TAKEED_BASE_URL", f"http://{host}:{port}").rstrip("/"),
        place=read_place(Path(env.get("TAKEED_PLACE") or SOURCE / "data" / "place.toml")),
        trusted_proxies=tuple(
            part for each in env.get("TAKEED_TRUSTED_PROXIES", "").split(",") if (part := each.strip())
        ),
        budget_s=float(env.get("TAKEED_BUDGET_S", "30")),
        mqtt_url=env.get("TAKEED_MQTT_URL", "mqtt://127.0.0.1:1883"),
    )


def _default_home(env: Mapping[str, str]) -> Path:
    if os.geteuid() == 0:  # the cluster's unprivileged user cannot enter /root
        return Path("/var/lib/takeed")
    return Path(env.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "takeed"


def read_place(path: Path) -> Place:
    """The place described by a TOML file; raises SetupError that names a missing key."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))["place"]
        return Place(
            code=told["code"],
            name=th(told["name_th"]) | en(told["name_en"]),
            organisation=th(told["organisation_th"]) | en(told["organisation_en"]),
            amphoe=th(told["amphoe_th"]) | en(told["amphoe_en"]),
            province=th(told["province_th"]) | en(told["province_en"]),
            postcode=told["postcode"],
            bounds=tuple(told["bounds"]),
            email=told.get("email", ""),
        )
    except (OSError, KeyError, tomllib.TOMLDecodeError) as wrong:
        raise SetupError(
            th(f"อ่าน {path.name} ไม่ได้: {wrong} ดูตัวอย่างใน data/place.toml")
            | en(f"Cannot read {path.name}: {wrong}. See data/place.toml for the keys.")
        ) from wrong
