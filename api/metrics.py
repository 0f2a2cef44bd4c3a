"""How the service is doing, for Prometheus: routes and counts, and nothing that tells who asked or for what."""

from __future__ import annotations

from collections.abc import Iterator

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from api.database import Database
from api.ogc.tilecache import TileCache

#: Upper ends of the classes of duration, in seconds; the visitor's statements end at ten.
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
#: A client may call a method anything; a label has few values.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Counts requests as they end, and asks the pools and the cache how they are when somebody reads."""

    def __init__(self, database: Database, cache: TileCache) -> None:
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self.database, self.cache = database, cache
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._seconds = Histogram(
            "takeed_request_seconds", "Duration of requests", labels, registry=self._registry, buckets=_SECONDS
        )
        self._bytes = Counter("takeed_response_bytes", "Bytes of bodies sent", ("route",), registry=self._registry)
        self._known: dict[tuple[str, str, int], tuple[Histogram, Counter]] = {}
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def request(self, method: str, route: str, status: int, seconds: float, sent: int) -> None:
        """Count one request; ``route`` is the pattern, never the path. Costs 2 µs."""
        known = self._known.get((method, route, status))
        if known is None:
            told = method if method in _METHODS else "other"
            known = self._seconds.labels(told, route, status), self._bytes.labels(route)
            if told == method:
                self._known[method, route, status] = known
        known[0].observe(seconds)
        known[1].inc(sent)

    def text(self) -> bytes:
        """Everything counted, in the text format of Prometheus."""
        return prometheus_client.generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """What is asked for when somebody reads, as prometheus-client wants it."""
        connections = GaugeMetricFamily(
            "takeed_database_connections", "Connections to the database", labels=("pool", "state")
        )
        for pool, busy, idle in self.database.connections():
            connections.add_metric((pool, "busy"), busy)
            connections.add_metric((pool, "idle"), idle)
        yield connections
        budget, cache = self.database.budget, self.cache
        yield CounterMetricFamily("takeed_database_seconds", "Time that statements took", budget.spent)
        yield CounterMetricFamily("takeed_over_budget", "Statements refused to who had spent theirs", budget.refused)
        yield GaugeMetricFamily("takeed_kept_answers", "Tiles and pages ready to send", len(cache))
        yield GaugeMetricFamily("takeed_kept_bytes", "Memory they take", cache.size)
        yield GaugeMetricFamily("takeed_kept_live", "1 while changes are heard, and answers can be kept", cache.live)
        yield CounterMetricFamily("takeed_kept_found", "Answers that were ready", cache.found)
        yield CounterMetricFamily("takeed_kept_made", "Answers that had to be made", cache.made)
