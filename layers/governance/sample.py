"""A sample of two years of complaints, requests and news."""

import numpy as np
import shapely

from gis.declare import Division
from gis.sample import TODAY, Array, Rows, Town, people, phones, pick, sample
from layers.governance.case import CaseStatus, Channel
from layers.governance.complaint import Complaint
from layers.governance.complaint_category import ComplaintCategory as About
from layers.governance.complaint_texts import BUSY_MONTHS, NEAR, SHARES, TEXTS
from layers.governance.eservice import ServiceType
from layers.governance.news_item import NewsItem, NewsKind
from layers.governance.service_request import ServiceRequest

#: How many of each a sub-district has in two years.
_COMPLAINTS, _REQUESTS, _NEWS = 3000, 900, 60
_HEALTH = {About.WASTE, About.STRAY, About.NUISANCE, About.MOSQUITO, About.DUMPING}
_DISASTER = {About.FLOOD, About.TREE, About.FIRE, About.DROUGHT}
_CHANNELS = {Channel.ONLINE: 5, Channel.TRAFFY: 3, Channel.PHONE: 3, Channel.COUNTER: 2}
_NEWS_TEXTS = (
    (NewsKind.EVENT, "ขอเชิญร่วมกิจกรรมปลูกต้นไม้ บ้าน{village}"),
    (NewsKind.NOTICE, "แจ้งหยุดจ่ายน้ำประปาชั่วคราว บ้าน{village}"),
    (NewsKind.HEARING, "ประชุมประชาคมจัดทำแผนพัฒนาท้องถิ่น บ้าน{village}"),
    (NewsKind.WARNING, "เฝ้าระวังระดับน้ำ บ้าน{village} ยกของขึ้นที่สูง"),
    (NewsKind.PROCUREMENT, "ประกาศโครงการซ่อมแซมถนน บ้าน{village}"),
    (NewsKind.NEWS, "ออกหน่วยบริการเคลื่อนที่ บ้าน{village}"),
    (NewsKind.NOTICE, "กำหนดชำระภาษีที่ดินและสิ่งปลูกสร้าง ประจำปี"),
)


def _times(chance: np.random.Generator, count: int) -> Array:
    """Moments in the last two years, more of them by day."""
    start = TODAY.astype("datetime64[m]") - np.timedelta64(730 * 24 * 60, "m")
    day, hour = chance.integers(0, 730, count), np.clip(chance.normal(13.0, 4.3, count), 5.0, 23.5)
    times: Array = start + (day * 1440 + (hour * 60).astype(int)).astype("timedelta64[m]")
    return times


def _categories(chance: np.random.Generator, months: Array) -> list[About]:
    """A category for each month, by how often it is reported and by its season."""
    kinds = list(SHARES)
    weight = np.array(
        [[SHARES[k][0] * (3.0 if m in BUSY_MONTHS.get(k, ()) else 1.0) for k in kinds] for m in range(1, 13)]
    )
    ladder = np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1)
    chosen = (chance.random(len(months))[:, None] > ladder[months - 1]).sum(axis=1)
    return [kinds[min(n, len(kinds) - 1)] for n in chosen]


def _outcome(chance: np.random.Generator, begun: Array, allowed: Array) -> tuple[list[CaseStatus], Array, Array]:
    """How far each case has come: its status, when it ended (or never), and when something last happened."""
    count = len(begun)
    took = (allowed * 1440 * chance.lognormal(-0.45, 0.75, count)).astype(int) + 30
    end = begun + took.astype("timedelta64[m]")
    over = end < TODAY.astype("datetime64[m]")
    ended = pick(
        chance, {CaseStatus.CLOSED: 70, CaseStatus.DONE: 20, CaseStatus.REJECTED: 5, CaseStatus.DUPLICATE: 5}, count
    )
    stuck = pick(chance, {CaseStatus.FORWARDED: 4, CaseStatus.WAITING: 3, CaseStatus.REOPENED: 1}, count)
    fresh = pick(
        chance, {CaseStatus.NEW: 3, CaseStatus.RECEIVED: 3, CaseStatus.ASSIGNED: 2, CaseStatus.IN_PROGRESS: 4}, count
    )
    held = chance.random(count) < 0.045
    status = [f if not o else s if h else e for e, s, f, o, h in zip(ended, stuck, fresh, over, held, strict=True)]
    finished = np.where(over & ~held, end, np.datetime64("NaT", "s")).astype("datetime64[s]")
    latest = np.minimum(end, np.maximum(begun, TODAY.astype("datetime64[m]"))).astype("datetime64[s]")
    return status, finished, latest


def _division(kind: About) -> Division:
    return Division.HEALTH if kind in _HEALTH else Division.DISASTER if kind in _DISASTER else Division.ENGINEERING


@sample(Complaint)
def complaints(town: Town) -> Rows:
    chance = town.rng("complaints")
    begun = np.sort(_times(chance, _COMPLAINTS))
    kinds = _categories(chance, begun.astype("datetime64[M]").astype(int) % 12 + 1)
    allowed = np.array([SHARES[kind][1] for kind in kinds])
    status, finished, latest = _outcome(chance, begun, allowed)
    houses = town.houses.polygon[town.houses.main]
    near_river = np.flatnonzero(town.flood_level(houses) >= 2)
    wet = np.array([kind in (About.FLOOD, About.CANAL) for kind in kinds])
    house = np.where(wet, chance.choice(near_river, _COMPLAINTS), chance.integers(0, len(houses), _COMPLAINTS))
    spot = shapely.get_coordinates(shapely.centroid(houses[house])) + chance.normal(0, 14, (_COMPLAINTS, 2))
    village = [town.villages[v].th for v in town.house_village[town.houses.main][house]]
    near = pick(chance, dict.fromkeys(NEAR, 1), _COMPLAINTS)
    text = [TEXTS[k][int(n * len(TEXTS[k]))] for k, n in zip(kinds, chance.random(_COMPLAINTS), strict=True)]
    rated = ~np.isnat(finished) & (chance.random(_COMPLAINTS) < 0.4)
    stars = chance.choice([1, 2, 3, 4, 5], _COMPLAINTS, p=[0.06, 0.08, 0.18, 0.33, 0.35])
    named = chance.random(_COMPLAINTS) < 0.7
    name, phone = people(town.number * 5000, _COMPLAINTS), phones(town.number * 5000, _COMPLAINTS)
    return {
        "geom": shapely.points(spot),
        "ticket_no": town.serial("T", _COMPLAINTS),
        "categories": [[str(kind)] for kind in kinds],
        "status": status,
        "division": [
            Division.CLERK if s is CaseStatus.NEW else _division(k) for k, s in zip(kinds, status, strict=True)
        ],
        "channel": pick(chance, _CHANNELS, _COMPLAINTS),
        "reported_at": begun.astype("datetime64[s]"),
        "last_activity_at": latest,
        "due_at": (begun + allowed.astype("timedelta64[D]")).astype("datetime64[s]"),
        "resolved_at": finished,
        "reopen_count": [int(s is CaseStatus.REOPENED) for s in status],
        "rating": [int(n) if r else None for n, r in zip(stars, rated, strict=True)],
        "description": [t.format(village=v, near=n) for t, v, n in zip(text, village, near, strict=True)],
        "address": [f"ใกล้{n} บ้าน{v}" for n, v in zip(near, village, strict=True)],
        "contact_name": [n if k else None for n, k in zip(name, named, strict=True)],
        "contact_phone": [p if k else None for p, k in zip(phone, named, strict=True)],
    }


@sample(ServiceRequest)
def service_requests(town: Town) -> Rows:
    chance = town.rng("requests")
    begun = np.sort(_times(chance, _REQUESTS))
    allowed = np.full(_REQUESTS, 7)
    status, finished, _ = _outcome(chance, begun, allowed)
    rows = chance.choice(np.flatnonzero(town.houses.main), _REQUESTS)
    kind = pick(chance, {service: 3.0 if n < 9 else 1.0 for n, service in enumerate(ServiceType)}, _REQUESTS)
    village = town.house_village[rows]
    return {
        "geom": shapely.centroid(town.houses.polygon[rows]),
        "request_no": town.serial("Q", _REQUESTS),
        "service_type": kind,
        "status": status,
        "division": [_desk(service) for service in kind],
        "channel": pick(chance, {Channel.COUNTER: 6, Channel.ONLINE: 4, Channel.PHONE: 1}, _REQUESTS),
        "requested_at": begun.astype("datetime64[s]"),
        "due_at": (begun + np.timedelta64(7, "D")).astype("datetime64[s]"),
        "finished_at": finished,
        "description": [
            f"{service.label.th} บ้าน{town.villages[v].th}" for service, v in zip(kind, village, strict=True)
        ],
        "address": [f"หมู่ที่ {v + 1} บ้าน{town.villages[v].th}" for v in village],
        "contact_name": people(town.number * 5000 + 3000, _REQUESTS),
        "contact_phone": phones(town.number * 5000 + 3000, _REQUESTS),
    }


def _desk(service: ServiceType) -> Division:
    """The division that handles a service, by the beginning of its name."""
    desks = {
        ("light", "road", "water_c", "water_r", "build", "excavate"): Division.ENGINEERING,
        ("comm", "sign", "prop", "tax", "borrow"): Division.FINANCE,
        ("health", "food", "vendor", "bin"): Division.HEALTH,
        ("elderly", "disabled", "funeral", "child", "assist"): Division.WELFARE,
        ("cdc",): Division.EDUCATION,
        ("water_t", "tree"): Division.DISASTER,
    }
    return next((desk for starts, desk in desks.items() if service.startswith(starts)), Division.CLERK)


@sample(NewsItem)
def news_items(town: Town) -> Rows:
    chance = town.rng("news")
    published = np.sort(_times(chance, _NEWS))
    village = chance.integers(0, len(town.villages), _NEWS)
    chosen = [_NEWS_TEXTS[n] for n in chance.integers(0, len(_NEWS_TEXTS), _NEWS)]
    headline = [text.format(village=town.villages[v].th) for (_, text), v in zip(chosen, village, strict=True)]
    return {
        "geom": [town.centres[v] if "{" in text else None for (_, text), v in zip(chosen, village, strict=True)],
        "news_no": town.serial("N", _NEWS),
        "headline": headline,
        "kind": [kind for kind, _ in chosen],
        "body": [f"{line} รายละเอียดสอบถามได้ที่สำนักงานในเวลาราชการ" for line in headline],
        "published_at": published.astype("datetime64[s]"),
        "ends_at": (published + np.timedelta64(14, "D")).astype("datetime64[s]"),
    }
