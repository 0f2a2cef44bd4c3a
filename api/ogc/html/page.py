"""Pages: one template each, on one frame, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

from api.language import asked_language, language
from api.ogc.html import words
from api.ogc.html.preferred import MEDIA
from api.ogc.html.values import meanings, moment, swatch_of, unit
from api.ogc.ready import Ready, Sent
from gis.text import Text
from gis.webmap import DIST

#: Nothing on a page comes from elsewhere or stands in the page itself but words; the map draws in a worker of ours.
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"vary", b"Accept, Accept-Language"),
)
_MEDIA = f"{MEDIA}; charset=utf-8"
#: The script of the map preview, as the web map's build leaves it; without it the tables stand alone.
PREVIEW = "/preview.js"


@dataclass(frozen=True)
class View:
    """How a document looks to people: its template, its title, and what the template shows beside the document.

    ``placed`` says whether the page tells where it lies, which names the layer in its address; ``names`` are what
    other parts of the address are called.
    """

    template: str
    title: Text
    facts: Mapping[str, Any] = field(default_factory=dict)
    placed: bool = True
    names: Mapping[str, Text] = field(default_factory=dict)


@pass_context
def _spoken(context: Context, value: Any) -> Any:
    """A phrase in the language of the page, anything else as it is."""
    return value[context["lang"]] if isinstance(value, Text) else value


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_spoken,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.globals.update(w=words, swatch_of=swatch_of, meanings_of=meanings, unit_of=unit, moment_of=moment)


@dataclass(frozen=True)
class Address:
    """The address of a page, and the addresses it links to in the same language."""

    request: Request

    @property
    def path(self) -> str:
        return self.request.url.path

    def to(self, path: str, **parameters: str) -> str:
        """An address of the service, which keeps the language that this one names."""
        named = asked_language(self.request.scope)
        told = {**parameters, **({"lang": named} if named else {})}
        return f"{path}?{urlencode(told)}" if told else path

    def here(self, **parameters: str | None) -> str:
        """This address with other parameters; None takes one out."""
        told = dict(parse_qsl(self.request.scope["query_string"].decode("latin-1"), keep_blank_values=True))
        told = {name: value for name, value in (told | parameters).items() if value is not None}
        return f"{self.path}?{urlencode(told)}" if told else self.path

    def local(self, href: str) -> str:
        """A link of the service without its host: the reader may know the instance by another name."""
        url = URL(href)
        return url.path + (f"?{url.query}" if url.query else "")

    def crumbs(self, title: Text, names: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
        """Where this page lies: (address, name) from the landing page to itself."""
        parts = [part for part in self.path.removeprefix("/ogc").split("/") if part]
        yield self.to("/ogc/"), words.service
        for n, part in enumerate(parts[:-1], 1):
            known = names.get(part) or words.PLACES.get(part)
            if known:
                yield self.to(f"/ogc/{'/'.join(parts[:n])}"), known
        if parts:
            yield self.path, words.PLACES.get(parts[-1], title)


def written(request: Request, view: View, document: Mapping[str, Any]) -> bytes:
    """The page of a document, UTF-8."""
    service, at = request.app.state.service, Address(request)
    layer = service.registry.get(request.path_params.get("layer", "")) if view.placed else None
    names = {**view.names, **({layer.name: layer.layer.title} if layer else {})}
    return (
        _TEMPLATES.get_template(f"{view.template}.html")
        .render(
            **view.facts,
            lang=language(request.scope),
            asked_lang=asked_language(request.scope),
            at=at,
            title=view.title,
            crumbs=list(at.crumbs(view.title, names)) if view.placed else [],
            organisation=service.settings.place.organisation,
            preview=PREVIEW if (DIST / PREVIEW.strip("/")).is_file() else None,
            document=document,
        )
        .encode()
    )


def page(request: Request, person: str | None, view: View, document: Mapping[str, Any]) -> Response:
    """A page to one request; what only staff may see is kept nowhere."""
    return Sent(Ready(written(request, view, document), _MEDIA, _HEADERS), private=person is not None)


def failure(request: Request, view: View, document: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """The page of a problem document, with its status."""
    told = {name.decode(): value.decode() for name, value in _HEADERS}
    return Response(written(request, view, document), document["status"], {**told, **headers}, _MEDIA)
